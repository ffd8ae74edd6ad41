import { DAY, HOUR } from "./policy.ts"
import type { Randomness } from "./randomness.ts"

/** One message of a day's talk. */
export interface Talk {
  /** Milliseconds since midnight. */
  readonly at: number
  /** Whether it opens a conversation. */
  readonly opens: boolean
  /** Bytes. */
  readonly size: number
}

export interface BurstOptions {
  /** How many messages. */
  readonly count: number
  /** The weight of each hour of the day for the beginning of a conversation. */
  readonly hours: ReadonlyArray<number>
  /** Exponent of the gaps' Pareto tail. */
  readonly alpha: number
}

/** Messages in a conversation, on average. */
const LENGTH = 6
/** A turn comes after 25 s in the median; one gap in ten is a pause of two minutes at least. */
const TURN = 25_000
const PAUSE = 120_000
const PAUSES = 0.1
/** A text's size in bytes: median and spread of the logarithm, and the longest. */
const SIZE = { median: 60, sigma: 0.9, most: 4_000 }

/**
 * One day's talk: conversations that begin in hours by weight, in each of them gaps from a log-normal body and a Pareto tail. A conversation ends
 * with the last hour that has a weight.
 */
export const burst = (random: Randomness, { alpha, count, hours }: BurstOptions): ReadonlyArray<Talk> => {
  const close = hours.findLastIndex((weight) => weight > 0) + 1
  const end = Math.min(close * HOUR, DAY)
  const talk: Array<Talk> = []
  if (close === 0) return talk
  while (talk.length < count) {
    let at = random.weighted(hours) * HOUR + random.below(HOUR)
    for (let opens = true; at < end && talk.length < count; opens = false) {
      const size = Math.max(1, Math.min(SIZE.most, Math.round(random.logNormal(SIZE.median, SIZE.sigma))))
      talk.push({ at, opens, size })
      if (random.chance(1 / LENGTH)) break
      at += Math.max(1, Math.round(random.chance(PAUSES) ? random.pareto(PAUSE, alpha) : random.logNormal(TURN, 1)))
    }
  }
  return talk.toSorted((a, b) => a.at - b.at)
}
