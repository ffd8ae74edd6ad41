import { type Randomness, seeded, type Workload } from "@copath/lab-core"
import { kat8 } from "../kat8.ts"
import { jointSeizure } from "../scenarios/jointSeizure.ts"
import { membersOf, Script } from "../script.ts"
import type { History } from "./securityLaw.ts"

const five = membersOf(5)

/** A group's life in forty events: everything that a member can do, and somebody who sleeps. */
export const groupLife = new Script(five)
  .say(...five)
  .rekey("1")
  .say("0", "2")
  .add("2", "5", "6")
  .say("5", "6", "0")
  .remove("1", "3")
  .say("0", "1", "2", "4", "5")
  .offline("4")
  .say("0", "5")
  .rekey("5")
  .say("6")
  .online("4")
  .say("4")
  .rekey("4")
  .say("0")
  .remove("1", "6")
  .say("0", "2")
  .add("5", "7")
  .say("7", "0")
  .remove("0", "1")
  .say("0", "2", "4", "5", "7")
  .workload("a group's life")

const eight = membersOf(8)

/** Whoever removed somebody is removed in turn, with whatever it set above the first one's leaf. */
const removerRemoved = new Script(eight)
  .say(...eight)
  .remove("0", "5")
  .say("1", "4")
  .remove("1", "0")
  .say("1", "2", "3", "4", "6", "7")
  .workload("the remover is removed")

/** The histories that everybody is asked about. */
export const scriptedHistories: ReadonlyArray<History> = [
  { name: "the canonical script", workload: kat8().workload, kind: "canonical" },
  { name: "the remover is removed", workload: removerRemoved, kind: "departures" },
  { name: "four of eight commit", workload: jointSeizure, kind: "joint" },
  { name: "a group's life", workload: groupLife, kind: "life" }
]

/** How much is drawn by lot. */
export interface Drawing {
  /** Histories of each kind. */
  readonly runs: number
  /** Members at the beginning. */
  readonly members: number
  /** Events after the creation. */
  readonly steps: number
  /** Equal seeds draw equal histories. */
  readonly seed: string
}

/** Histories by lot: in some everything is delivered at once, and at the end everybody renews its keys and speaks; in the others people sleep, too. */
export const drawnHistories = ({ members, runs, seed, steps }: Drawing): ReadonlyArray<History> =>
  Array.from({ length: runs }, (_, i): ReadonlyArray<History> => {
    const name = `${seed}/${i}`
    const lots = seeded(name, "history")
    return [
      { name: `drawn from ${name}`, workload: anyHistory(lots, { members, steps, sleepers: false }), kind: "drawn" },
      { name: `drawn with sleepers from ${name}`, workload: anyHistory(lots, { members, steps, sleepers: true }), kind: "lots" }
    ]
  }).flat()

/** People who talk, come and go, sleep and renew their keys. */
export const anyHistory = (
  lots: Randomness,
  { members, sleepers, steps }: Pick<Drawing, "members" | "steps"> & { readonly sleepers: boolean }
): Workload => {
  const there = Array.from({ length: members }, (_, i) => `m${i}`)
  const asleep = new Set<string>()
  const script = new Script(there)
  let named = there.length
  for (let event = 0; event < steps; event++) {
    const by = there[lots.below(there.length)] ?? ""
    const other = there[lots.below(there.length)] ?? ""
    switch (lots.weighted([12, 5, 1, 1, sleepers ? 1 : 0])) {
      case 0:
        asleep.delete(by)
        script.say(by)
        break
      case 1:
        asleep.delete(by)
        script.rekey(by)
        break
      case 2: {
        const newcomer = `m${named++}`
        asleep.delete(by)
        script.add(by, newcomer)
        there.push(newcomer)
        break
      }
      case 3:
        if (there.length < 3 || by === other) break
        asleep.delete(by)
        script.remove(by, other)
        there.splice(there.indexOf(other), 1)
        break
      default:
        if (asleep.has(by)) script.online(by)
        else script.offline(by)
        if (!asleep.delete(by)) asleep.add(by)
    }
  }
  if (!sleepers) script.rekey(...there).say(...there)
  return script.workload("by-lot")
}
