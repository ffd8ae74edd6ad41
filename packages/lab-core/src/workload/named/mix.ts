import { MINUTE } from "../../durations.ts"
import { sums, zipf } from "../../randomness.ts"
import type { WorkloadEvent } from "../workload.ts"
import type { Lots } from "./chat.ts"
import { type Parameter, real, whole, zipfOf } from "./parameters.ts"

/** The settings of every mix of operations. */
export const mixParameters = {
  operations: { ...whole(0, "how many; 0 for ten for each member", 0, 1_000_000), zero: "10 × members" },
  updates: real(0.8, "share of updates", 0, 1),
  adds: real(0.1, "share of adds; the rest are removes", 0, 1),
  s: zipfOf(0, "who updates; 0 for all alike")
} satisfies Readonly<Record<string, Parameter>>

/** The literature's churn: updates, adds and removes by lot, one a minute. */
export interface Mix {
  /** Its randomness. */
  readonly lots: Lots
  /** Who is there when it begins, the eldest first; managers before all others. */
  readonly present: ReadonlyArray<string>
  /** The name of the i-th that is added. */
  readonly name: (i: number) => string
  /** How many of those who are present add and remove, and are never removed. 0: everybody adds and removes. */
  readonly managers: number
  /** How many operations. */
  readonly operations: number
  /** The share of updates. */
  readonly updates: number
  /** The share of adds; the rest are removes. */
  readonly adds: number
  /** Zipf exponent of who updates. */
  readonly s: number
  /** The first comes a minute after this. */
  readonly after: number
}

/** One operation a minute. An add or remove is by a random member, or a random manager; a removed one is never the actor. */
export const mix = ({ adds, after, lots, managers, name, operations, present: there, s, updates }: Mix): ReadonlyArray<WorkloadEvent> => {
  const kinds = lots("kind")
  const people = lots("people")
  const present = [...there]
  const weights = sums(zipf(present.length + operations, s))
  const events: Array<WorkloadEvent> = []
  let added = 0
  const anyone = (): string => present[people.below(present.length)] ?? ""
  const manager = (): string => present[people.below(managers === 0 ? present.length : managers)] ?? ""
  for (let i = 1; i <= operations; i++) {
    const t = after + i * MINUTE
    const lot = kinds.unit()
    if (lot < updates) {
      const by = s === 0 ? anyone() : (present[people.ranked(weights, present.length)] ?? "")
      events.push({ t, do: "rekey", by })
    } else if (lot < updates + adds || present.length < Math.max(2, managers + 1)) {
      const by = manager()
      const who = name(added++)
      present.push(who)
      events.push({ t, do: "add", by, who: [who] })
    } else {
      const [who = ""] = present.splice(managers + people.below(present.length - managers), 1)
      events.push({ t, do: "remove", by: manager(), who: [who] })
    }
  }
  return events
}
