import type { Interval, LabResult } from "@copath/lab-core"
import { roles } from "@copath/lab-core"
import { hodgesLehmann } from "../statistics/hodgesLehmann.ts"
import { plural } from "../units.ts"
import { byPlace, type Pair, placeOf } from "./match.ts"

/** Whether times can be judged at all. */
export interface TimesJudged {
  /** Whether they were. */
  readonly judged: boolean
  /** Why not; empty if they were. */
  readonly why: string
}

/** A time that is another beyond doubt: the new one divided by the old. */
export interface TimeShift {
  /** Composition, workload and policy. */
  readonly where: string
  /** Whose events. */
  readonly role: string
  /** The Hodges–Lehmann estimate over the runs. */
  readonly ratio: number
  /** Its interval, of 95 % or more; it excludes 1. */
  readonly interval: Interval
  /** Pairs of runs that it rests on. */
  readonly runs: number
  /** Slower or faster. */
  readonly judgement: "worse" | "better"
}

/** With fewer pairs no interval of 95 % exists. */
const ENOUGH = 6

/** Between machines times say nothing; within one run its events are not independent of each other, so only runs count. */
export const timesJudged = (older: LabResult, newer: LabResult, pairs: ReadonlyArray<Pair>): TimesJudged => {
  const [before, after] = [older.environment.cpu, newer.environment.cpu]
  if (before !== after) return { judged: false, why: `another processor: ${before} → ${after}` }
  const runs = Math.max(0, ...byPlace(pairs).map((own) => own.length))
  return runs < ENOUGH
    ? {
        judged: false,
        why: `${plural(runs, "run")} of a cell ${runs === 1 ? "is" : "are"} too few: with --seeds ${ENOUGH} or more a shift can be told from chance`
      }
    : { judged: true, why: "" }
}

/** Per place and role: flagged only if the interval of the ratio excludes 1 and the shift is greater than the share `threshold`. */
export const timeShifts = (pairs: ReadonlyArray<Pair>, threshold: number): ReadonlyArray<TimeShift> =>
  byPlace(pairs).flatMap((runs) =>
    roles.flatMap((role) => {
      const ratios = runs.flatMap(({ new: after, old: before }) => {
        const [a, b] = [before.times.cpu[role]?.median ?? 0, after.times.cpu[role]?.median ?? 0]
        return a > 0 && b > 0 ? [Math.log(b / a)] : []
      })
      const [first] = runs
      const shift = hodgesLehmann(ratios)
      if (shift === undefined || first === undefined || ratios.length < ENOUGH) return []
      const [ratio, lo, hi] = [Math.exp(shift.estimate), Math.exp(shift.interval.lo), Math.exp(shift.interval.hi)]
      if ((lo <= 1 && hi >= 1) || Math.abs(ratio - 1) <= threshold) return []
      return [
        {
          where: placeOf(first.old),
          role,
          ratio,
          interval: { lo, hi },
          runs: ratios.length,
          judgement: ratio > 1 ? ("worse" as const) : ("better" as const)
        }
      ]
    })
  )
