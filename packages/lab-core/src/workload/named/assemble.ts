import * as Result from "effect/Result"
import { seeded } from "../../randomness.ts"
import { type Workload, workload, type WorkloadEvent, type WorkloadHeader } from "../workload.ts"
import type { Lots } from "./chat.ts"

/** The Monday on which every made workload's first week begins. */
export const MONDAY = "2026-01-05T00:00:00.000Z"

/** A name for each number from 0: `p01`, `p02` … */
export const numbered =
  (prefix: string, width: number) =>
  (i: number): string =>
    `${prefix}${String(i + 1).padStart(width, "0")}`

/** The first `n` of these names. */
export const first = (n: number, name: (i: number) => string): ReadonlyArray<string> => Array.from({ length: n }, (_, i) => name(i))

/** Randomness for the purposes of one workload. */
export const lotsOf =
  (seed: string, workload: string): Lots =>
  (purpose, ...more) =>
    seeded(seed, workload, purpose, ...more)

/** What is said of a made workload beside what happens in it. */
export interface Heading extends Pick<WorkloadHeader, "start" | "delay"> {
  /** The workload's name. */
  readonly name: string
  /** What it was drawn from. */
  readonly seed: string
  /** Everybody at the beginning; the first makes the group. */
  readonly members: ReadonlyArray<string>
}

/** The workload in which the first member makes a group of all, and then these things happen, in the order of time. Those of one moment keep their order. */
export const assemble = (heading: Heading, events: ReadonlyArray<WorkloadEvent>): Workload => {
  const [founder = "", ...others] = heading.members
  const create: WorkloadEvent = { t: 0, do: "create", by: founder, with: others }
  return Result.getOrThrow(workload({ lab: "workload/1", ...heading }, [create, ...events.toSorted((a, b) => a.t - b.t)]))
}
