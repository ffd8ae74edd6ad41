import type { Cell } from "@copath/lab-core"
import type { Pair } from "./match.ts"
import type { Compared } from "./quantities.ts"

type Security = NonNullable<Cell["security"]>

/** What an attacker gets, by name, under one bound. Where there was nobody to ask it is nothing. */
const exposed: ReadonlyArray<readonly [metric: string, unit: Compared["unit"], of: (figures: Security["lower"]) => number]> = [
  ["messages exposed by one seizure", "share", ({ exposure }) => exposure.share],
  ["earlier messages exposed by the worst seizure", "count", ({ forwardSecrecy }) => forwardSecrecy.messages.max ?? 0],
  ["seizures that never heal", "share", ({ healing }) => healing.never],
  ["messages exposed by two seizures and neither alone", "share", ({ synergy }) => synergy.mean],
  ["messages that the wire gives away", "count", ({ wire }) => wire],
  ["messages read by removed members", "count", ({ exMembers }) => exMembers.messages],
  ["earlier messages read by newcomers", "count", ({ newcomers }) => newcomers.messages],
  ["messages that an outsider could forge", "share", ({ forgery }) => forgery.all.outsider ?? 0],
  ["messages that an insider could forge", "share", ({ forgery }) => forgery.all.insider ?? 0],
  ["messages that a thief could forge", "share", ({ forgery }) => forgery.all.thief ?? 0],
  ["messages that a thief inside could forge", "share", ({ forgery }) => forgery.all.thiefInside ?? 0]
]

/** What adversaries seized; empty where none looked on. Figures of different seizures say nothing about each other. */
export const seizing = ({ security }: Cell): string =>
  security === undefined ? "" : `takes ${security.seizures.takes}, deletion ${security.seizures.deletion}`

/** What two cells expose, where the same adversary looked on in both: for certain, and at most where that is another number. */
export const exposureIn = ({ new: after, old: before }: Pair): ReadonlyArray<Compared> => {
  const [a, b] = [before.security, after.security]
  if (a === undefined || b === undefined || seizing(before) !== seizing(after)) return []
  const bounded = a.upper !== undefined || b.upper !== undefined
  return [
    ...exposed.flatMap(([metric, unit, of]): ReadonlyArray<Compared> => [
      { metric, costs: true, unit, old: of(a.lower), new: of(b.lower) },
      ...(bounded ? [{ metric: `${metric}, at most`, costs: true, unit, old: of(a.upper ?? a.lower), new: of(b.upper ?? b.lower) }] : [])
    ]),
    { metric: "findings of the adversary", costs: true, unit: "count", old: a.findings.length, new: b.findings.length },
    { metric: "secrets that nothing made", costs: true, unit: "count", old: a.unexplained, new: b.unexplained },
    ...sightsIn(a, b)
  ]
}

/** Of each kind of message and each field that was judged in both: in how many messages the server reads it. */
const sightsIn = ({ metadata: a = [] }: Security, { metadata: b = [] }: Security): ReadonlyArray<Compared> =>
  b.flatMap(({ field, kind, shown, sight }): ReadonlyArray<Compared> => {
    const old = a.find((one) => one.field === field && one.kind === kind)
    if (old === undefined || old.sight === "unjudged" || sight === "unjudged") return []
    return [{ metric: `${kind} messages whose ${field} the server reads`, costs: true, unit: "count", old: old.shown, new: shown }]
  })
