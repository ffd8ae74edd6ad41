import { DAY, HOUR } from "../../durations.ts"
import type { Randomness } from "../../randomness.ts"

/** One message of a day's talk. */
export interface Talk {
  /** Milliseconds since midnight. */
  readonly at: number
  /** Whether it opens a conversation. */
  readonly opens: boolean
  /** Bytes. */
  readonly size: number
}

/** How conversations go. Times in milliseconds. */
export interface TalkShape {
  /** Messages in a conversation, on average. */
  readonly length: number
  /** The gap before a turn: a log-normal time with this median, whose logarithm deviates by `sigma`. */
  readonly turn: { readonly median: number; readonly sigma: number }
  /** This share of the gaps is a pause instead: at least `least`, with a Pareto tail of exponent `alpha`. */
  readonly pause: { readonly share: number; readonly least: number; readonly alpha: number }
  /** A text's bytes: median, deviation of the logarithm, and the longest. */
  readonly size: { readonly median: number; readonly sigma: number; readonly most: number }
}

/** Six messages in a conversation; a turn after 25 s in the median; one gap in ten is a pause of two minutes at least. */
export const usualTalk = (alpha: number): TalkShape => ({
  length: 6,
  turn: { median: 25_000, sigma: 1 },
  pause: { share: 0.1, least: 120_000, alpha },
  size: { median: 60, sigma: 0.9, most: 4_000 }
})

/** How many messages a day has, and when. */
export interface BurstOptions {
  /** How many messages. */
  readonly count: number
  /** The weight of each hour of the day for the beginning of a conversation. */
  readonly hours: ReadonlyArray<number>
  /** How each conversation goes. */
  readonly shape: TalkShape
}

/**
 * One day's talk: conversations that begin in hours by weight, in each of them gaps from a log-normal body and a Pareto tail. A conversation ends
 * with the last hour that has a weight.
 */
export const burst = (random: Randomness, { count, hours, shape }: BurstOptions): ReadonlyArray<Talk> => {
  const { length, pause, size, turn } = shape
  const close = hours.findLastIndex((weight) => weight > 0) + 1
  const end = Math.min(close * HOUR, DAY)
  const talk: Array<Talk> = []
  if (close === 0) return talk
  while (talk.length < count) {
    let at = random.weighted(hours) * HOUR + random.below(HOUR)
    for (let opens = true; at < end && talk.length < count; opens = false) {
      const bytes = Math.max(1, Math.min(size.most, Math.round(random.logNormal(size.median, size.sigma))))
      talk.push({ at, opens, size: bytes })
      if (random.chance(1 / length)) break
      const gap = random.chance(pause.share) ? random.pareto(pause.least, pause.alpha) : random.logNormal(turn.median, turn.sigma)
      at += Math.max(1, Math.round(gap))
    }
  }
  return talk.toSorted((a, b) => a.at - b.at)
}
