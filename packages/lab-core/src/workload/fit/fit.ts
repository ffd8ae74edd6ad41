import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { type TalkShape, usualTalk } from "../named/burst.ts"
import type { Rhythm } from "../named/rhythm.ts"
import { DAY, HOUR, MINUTE } from "../../durations.ts"
import { exp, ln } from "../../randomness.ts"
import type { Workload } from "../workload.ts"
import { fitGaps } from "./gaps.ts"
import { fitMembership, type MembershipFit } from "./membership.ts"
import { fitSpeakers } from "./speakers.ts"

/** Parameters of the generator of chats, as a history has them. */
export interface Fit {
  /** The history's. */
  readonly name: string
  /** From its first event to its last, in days. */
  readonly days: number
  /** How many in all. */
  readonly messages: number
  /** Messages a day, days without any included. */
  readonly perDay: number
  /** How many said anything. */
  readonly speakers: number
  /** Zipf exponent of the speakers, over all who ever belonged. */
  readonly s: number
  /** How conversations go, and how long texts are. */
  readonly shape: TalkShape
  /** Gaps inside conversations that the mixture was fitted to; with fewer than twenty `shape` has the generator's own. */
  readonly gaps: number
  /** When conversations begin, and messages by the day of the week. */
  readonly rhythm: Rhythm
  /** Whether the history says when it began: the rhythm is then that of UTC, else it counts from the beginning. */
  readonly dated: boolean
  /** Who comes and goes. */
  readonly membership: MembershipFit
}

/** How a history is read. */
export interface FitOptions {
  /** A silence of this many milliseconds ends a conversation. Default: half an hour. */
  readonly silenceMs?: number
}

/** A history of which no chat can be made. */
export class FitError extends Data.TaggedError("FitError")<{
  /** Which rule: nobody speaks; a number of members or days that cannot be; too many events. */
  readonly reason: "NoMessages" | "Members" | "Days" | "Size"
  /** What is wrong, and what would be right. */
  readonly detail: string
}> {
  /** The complaint. */
  override get message(): string {
    return this.detail
  }
}

/** Milliseconds since that week's Monday at midnight; `undefined` for no time. */
const sinceMonday = (start: string | undefined): number | undefined => {
  const at = start === undefined ? Number.NaN : Date.parse(start)
  return Number.isNaN(at) ? undefined : ((new Date(at).getUTCDay() + 6) % 7) * DAY + (((at % DAY) + DAY) % DAY)
}

/**
 * The parameters under which the generator of chats gives something like this history: who speaks how much, how conversations go, when they begin, how long
 * texts are, who comes and goes. Who is online when is not fitted. Where many conversations overlap, what is found of them is less certain.
 */
export const fitWorkload = ({ events, header }: Workload, options: FitOptions = {}): Result.Result<Fit, FitError> => {
  const silence = options.silenceMs ?? 30 * MINUTE
  const says = events.flatMap((event) => (event.do === "say" ? [event] : []))
  const [firstSaid] = says
  if (firstSaid === undefined)
    return Result.fail(new FitError({ reason: "NoMessages", detail: "nobody says anything in it: there is nothing to fit" }))
  const days = Math.max(1, ((events.at(-1)?.t ?? 0) - (events[0]?.t ?? 0)) / DAY)
  const monday = sinceMonday(header.start)
  const offset = monday ?? 0
  const speakers = new Set<string>()
  const hours = Array.from({ length: 24 }, () => 0)
  const weekdays = Array.from({ length: 7 }, () => 0)
  const gaps: Array<number> = []
  let last = Number.NEGATIVE_INFINITY
  for (const { by, t } of says) {
    speakers.add(by)
    const at = t + offset
    const weekday = Math.floor(at / DAY) % 7
    weekdays[weekday] = (weekdays[weekday] ?? 0) + 1
    const gap = t - last
    if (gap < silence) gaps.push(gap)
    else {
      const hour = Math.floor((at % DAY) / HOUR)
      hours[hour] = (hours[hour] ?? 0) + 1
    }
    last = t
  }
  const membership = fitMembership(events)
  const usual = usualTalk(1.5)
  const { apart, pause, turn } = fitGaps(gaps, silence) ?? { turn: usual.turn, pause: usual.pause, apart: 0 }
  const shape = {
    length: says.length / (says.length - gaps.length * (1 - apart)),
    turn,
    pause,
    size: fitSizes(says.map(({ size }) => size))
  }
  return Result.succeed({
    name: header.name,
    days,
    messages: says.length,
    perDay: says.length / days,
    speakers: speakers.size,
    s: fitSpeakers(events, silence),
    shape,
    gaps: gaps.length,
    dated: monday !== undefined,
    rhythm: { hours: relative(hours), week: weekOf(weekdays, (events[0]?.t ?? 0) + offset, days) },
    membership
  })
}

/** The median and the deviation of the logarithm; the longest there is. */
const fitSizes = (sizes: ReadonlyArray<number>): TalkShape["size"] => {
  const logs = sizes.map((size) => ln(Math.max(1, size)))
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const sigma = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length)
  return { median: exp(mean), sigma, most: sizes.reduce((most, size) => Math.max(most, size), 1) }
}

/** The same weights with mean 1. */
const relative = (weights: ReadonlyArray<number>): ReadonlyArray<number> => {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
  return weights.map((weight) => (mean === 0 ? 1 : weight / mean))
}

/** Messages on each day of the week over what all days have; a day of which the history has not seen a whole one counts as any other. */
const weekOf = (messages: ReadonlyArray<number>, begin: number, days: number): ReadonlyArray<number> => {
  const total = messages.reduce((sum, n) => sum + n, 0)
  return messages.map((n, weekday) => {
    let seen = 0
    // How much of this weekday lies within the time: whole weeks, and what is left over.
    for (let day = Math.floor(begin / DAY); day < begin / DAY + days; day++)
      if (day % 7 === weekday) seen += Math.min(day + 1, begin / DAY + days) - Math.max(day, begin / DAY)
    return seen < 1 ? 1 : n / seen / (total / days)
  })
}
