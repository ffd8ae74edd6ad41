import * as Result from "effect/Result"
import { assemble, first, lotsOf, MONDAY, numbered } from "../named/assemble.ts"
import { chat } from "../named/chat.ts"
import { MOST_EVENTS } from "../named/parameters.ts"
import { turnover } from "../named/turnover.ts"
import type { Workload } from "../workload.ts"
import { type Fit, FitError } from "./fit.ts"

/** What is made of a fit. */
export interface Resized {
  /** Members at the beginning. */
  readonly members: number
  /** Length in whole days; as long as the history if it is left out. */
  readonly days?: number
  /** Equal seeds give equal workloads. */
  readonly seed: string
}

const MOST_MEMBERS = 1_000_000
const MOST_DAYS = 36_500

/**
 * A made-up history with a fit's parameters and another number of members: each member says as much, and comes and goes as often, as in the history that was
 * fitted; the group keeps its rhythm, and about its size: for each that leaves one comes, on average, though the history's group may have grown or shrunk.
 */
export const synthesize = (
  fit: Fit,
  { days = Math.max(1, Math.round(fit.days)), members, seed }: Resized
): Result.Result<Workload, FitError> => {
  const wrong = (reason: FitError["reason"], detail: string) => Result.fail(new FitError({ reason, detail }))
  if (!(Number.isInteger(members) && members >= 1 && members <= MOST_MEMBERS))
    return wrong("Members", `${members} members: a whole number from 1 to ${MOST_MEMBERS} is expected`)
  if (!(Number.isInteger(days) && days >= 1 && days <= MOST_DAYS))
    return wrong("Days", `${days} days: a whole number from 1 to ${MOST_DAYS} is expected`)
  const { membership, rhythm, s, shape } = fit
  const perDay = (fit.perDay * members) / Math.max(1, membership.mean)
  const turning = (membership.joins + membership.leaves) / 2
  const events = Math.round(days * (perDay + 2 * turning * members))
  if (events > MOST_EVENTS)
    return wrong(
      "Size",
      `${members} members in ${days} days make about ${events} events, more than ${MOST_EVENTS}; take fewer members or days`
    )
  const lots = lotsOf(seed, `fit of ${fit.name}`)
  const name = numbered("s", String(members).length)
  const founders = first(members, name)
  const changes = turnover({
    lots,
    founders,
    staying: 1,
    name: (i) => name(members + i),
    days,
    joins: turning * members,
    leaves: turning,
    together: 1,
    hours: rhythm.hours
  })
  const says = chat({ lots, people: changes.everybody, days, perDay, rhythm, shape, s, start: 0, isThere: changes.isMember })
  return Result.succeed(assemble({ name: `${fit.name}-${members}`, seed, members: founders, start: MONDAY }, [...changes.events, ...says]))
}
