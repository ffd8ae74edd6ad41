import { DAY } from "../../durations.ts"
import type { WorkloadEvent } from "../workload.ts"

/** How members came and went. */
export interface MembershipFit {
  /** Whoever ever belonged. */
  readonly ever: number
  /** Members at a time, on average over the time. */
  readonly mean: number
  /** Joins of each member a day: those after the beginning. */
  readonly joins: number
  /** Leaves and removals of each member a day. */
  readonly leaves: number
}

/** Counts comings and goings, as rates that hold for a group of another size too. */
export const fitMembership = (events: ReadonlyArray<WorkloadEvent>): MembershipFit => {
  const present = new Set<string>()
  const ever = new Set<string>()
  let [joins, leaves, area, last] = [0, 0, 0, events[0]?.t ?? 0]
  for (const event of events) {
    area += present.size * (event.t - last)
    last = event.t
    const coming = event.do === "create" ? [event.by, ...event.with] : event.do === "add" ? event.who : []
    const going = event.do === "remove" ? event.who : event.do === "leave" ? [event.by] : []
    for (const who of coming) {
      present.add(who)
      ever.add(who)
    }
    for (const who of going) present.delete(who)
    if (event.do === "add") joins += coming.length
    leaves += going.length
  }
  const span = last - (events[0]?.t ?? 0)
  const memberDays = Math.max(area / DAY, Number.MIN_VALUE)
  const rate = (n: number): number => (n === 0 || area === 0 ? 0 : n / memberDays)
  return { ever: ever.size, mean: span === 0 ? ever.size : area / span, joins: rate(joins), leaves: rate(leaves) }
}
