import type { Cell } from "@copath/lab-core"
import type { Pair } from "./match.ts"
import type { Compared } from "./quantities.ts"

type Security = NonNullable<Cell["security"]>

/** What an attacker gets, by name, under one bound. Where there was nobody to ask it is nothing. */
const exposed: ReadonlyArray<readonly [metric: string, unit: Compared["unit"], of: (figures: Security["lower"]) => number]> = [
  ["messages exposed by one seizure", "share", ({ exposure }) => exposure.share],
  ["messages that the wire gives away", "count", ({ wire }) => wire],
  ["messages read by removed members", "count", ({ exMembers }) => exMembers.messages],
  ["earlier messages read by newcomers", "count", ({ newcomers }) => newcomers.messages],
  ["messages that an outsider could forge", "share", ({ forgery }) => forgery.all.outsider ?? 0],
  ["messages that an insider could forge", "share", ({ forgery }) => forgery.all.insider ?? 0],
  ["messages that a thief could forge", "share", ({ forgery }) => forgery.all.thief ?? 0]
]

/** What two cells expose, where an adversary looked on in both: for certain, and at most where that is another number. */
export const exposureIn = ({ new: after, old: before }: Pair): ReadonlyArray<Compared> => {
  const [a, b] = [before.security, after.security]
  if (a === undefined || b === undefined) return []
  const bounded = a.upper !== undefined || b.upper !== undefined
  return exposed.flatMap(([metric, unit, of]): ReadonlyArray<Compared> => [
    { metric, costs: true, unit, old: of(a.lower), new: of(b.lower) },
    ...(bounded ? [{ metric: `${metric}, at most`, costs: true, unit, old: of(a.upper ?? a.lower), new: of(b.upper ?? b.lower) }] : [])
  ])
}
