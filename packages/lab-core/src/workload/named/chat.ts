import { DAY } from "../../durations.ts"
import { type Randomness, sums, zipf } from "../../randomness.ts"
import type { WorkloadEvent } from "../workload.ts"
import { burst, type TalkShape } from "./burst.ts"
import type { Rhythm } from "./rhythm.ts"

/** Randomness for a purpose of one workload. */
export type Lots = (purpose: string, ...more: ReadonlyArray<string>) => Randomness
/** Somebody says something. */
export type Say = Extract<WorkloadEvent, { readonly do: "say" }>

/** A chat's people and habits. */
export interface Chat {
  /** Its randomness. */
  readonly lots: Lots
  /** Whoever may ever speak, in any order. */
  readonly people: ReadonlyArray<string>
  /** Days from the Monday on which it begins. */
  readonly days: number
  /** Messages on a day whose weight is 1. */
  readonly perDay: number
  /** Hours and days of the week. */
  readonly rhythm: Rhythm
  /** How each conversation goes. */
  readonly shape: TalkShape
  /** Zipf exponent of the speakers. */
  readonly s: number
  /** Milliseconds from that Monday's midnight to t = 0. */
  readonly start: number
  /** Whether this one is a member and online at `t`. It is asked in the order of time. */
  readonly isThere: (who: string, t: number) => boolean
  /** This share of messages are references to media: where it lies, its key and its hash. */
  readonly media?: number
}

/** Bytes of a reference to a medium: address, key, hash, and a picture of some dots to show meanwhile. */
const REFERENCE = 280

/**
 * What is said: each day a Poisson number of messages in conversations that begin by the hour's weight. The sequence of speakers is semi-Markov: half of all
 * turns go back to the one before last, for people talk in pairs; the others are drawn by Zipf weights among those who are there.
 */
export const chat = ({ days, isThere, lots, media, people, perDay, rhythm, s, shape, start }: Chat): ReadonlyArray<Say> => {
  const says: Array<Say> = []
  const ranks = people.map((who) => ({ who, lot: lots("rank", who).unit() })).toSorted((a, b) => a.lot - b.lot)
  const draw = speakers(
    ranks.map(({ who }) => who),
    zipf(people.length, s)
  )
  for (let day = 0; day < days; day++) {
    const weight = rhythm.week[day % 7] ?? 0
    if (weight === 0) continue
    const count = lots("count", String(day)).poisson(perDay * weight)
    const talk = burst(lots("talk", String(day)), { count, hours: rhythm.hours, shape })
    const choice = lots("speakers", String(day))
    const kinds = media === undefined ? undefined : lots("media", String(day))
    let recent: ReadonlyArray<string> = []
    for (const { at, opens, size } of talk) {
      const t = day * DAY + at - start
      const there = (who: string): boolean => t > 0 && isThere(who, t)
      const somebody = draw(there)
      if (somebody === undefined) continue
      if (opens) recent = []
      const back = recent.filter(there).at(-2)
      const by = back !== undefined && choice.chance(0.5) ? back : somebody(choice)
      recent = [...recent.filter((who) => who !== by), by].slice(-4)
      const refers = kinds?.chance(media ?? 0) === true
      says.push({ t, do: "say", by, size: refers ? REFERENCE : size })
    }
  }
  return says
}

/** More people than this are not asked one by one for each message. */
const FEW = 256
/** How often somebody is drawn who is not there before everybody is asked. */
const PATIENCE = 500

type Draw = (there: (who: string) => boolean) => ((lots: Randomness) => string) | undefined

/** Draws one by weight among those who are there; `undefined` if nobody is. */
const speakers = (ranked: ReadonlyArray<string>, weights: ReadonlyArray<number>): Draw => {
  const few: Draw = (there) => {
    const present = ranked.map((who, rank) => (there(who) ? (weights[rank] ?? 0) : 0))
    return present.some((weight) => weight > 0) ? (lots) => ranked[lots.weighted(present)] ?? "" : undefined
  }
  if (ranked.length <= FEW) return few
  const running = sums(weights)
  return (there) => {
    // Whoever the first draw that falls on somebody present names is distributed as among those present alone.
    if (!ranked.some(there)) return undefined
    return (lots) => {
      for (let i = 0; i < PATIENCE; i++) {
        const who = ranked[lots.ranked(running, ranked.length)] ?? ""
        if (there(who)) return who
      }
      return few(there)?.(lots) ?? ""
    }
  }
}
