import * as Effect from "effect/Effect"
import { staleTaint } from "../mutants/doubleJoin.ts"
import { initKeyKept } from "../mutants/keeping.ts"
import { noRekey } from "../mutants/protection.ts"
import { play, type Stage } from "../playing.ts"
import { memberOf, seize, share } from "../reading.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"
import { flat, senderKeys, tainted, treekem } from "../stages.ts"

const members = membersOf(8)
const left = members.filter((name) => name !== "5")

const removing = new Script(members).say(...members).remove("0", "5")
const removed = removing.state
const removal = removing.say(...left).workload("removal")

const exMember = (stage: Stage, name: string, answer: string): Case => ({
  composition: name,
  answer,
  measure: Effect.map(
    play(stage, removal),
    ({ trace }) => `${share(trace, { as: "exMember", who: memberOf(trace, "5") }, removed)} after its removal`
  )
})

/** Row 6. */
export const removalWithoutRekey = scenario({
  row: 6,
  title: "Sender keys, removal without rekey",
  expected: "ex-member reads everything",
  cases: [
    exMember(
      { ...senderKeys, spec: { ...senderKeys.spec, protection: noRekey.id }, plugins: [noRekey.part] },
      "no rekey on removal",
      "7/7 after its removal"
    ),
    exMember(senderKeys, "sender keys", "0/7 after its removal")
  ]
})

const growing = new Script(members).say(...members)
for (const committer of ["0", "1", "2", "4", "5", "6", "7"]) growing.rekey(committer).say(...members)
const end = growing.state
/** Everybody but 3 commits. */
const silent = growing.workload("one-never-commits")

const wholeHistory = (stage: Stage, name: string, answer: string): Case => ({
  composition: name,
  answer,
  measure: Effect.map(play(stage, silent), ({ trace }) => `${share(trace, seize(trace, "3", end))} fall to who seizes 3 at the end`)
})

const keeping = ({ spec, ...stage }: Stage): Stage => ({ ...stage, spec: { ...spec, state: initKeyKept.id }, plugins: [initKeyKept.part] })

/** Row 7. */
export const sealedToLeaves = scenario({
  row: 7,
  title: "First epoch sealed to long-term leaf keys: the init key is kept as long as the leaf key",
  expected: "a member who never committed exposes the whole history even with chaining",
  cases: [
    wholeHistory(keeping(treekem), "TreeKEM, init key kept", "64/64 fall to who seizes 3 at the end"),
    wholeHistory(treekem, "TreeKEM", "0/64 fall to who seizes 3 at the end"),
    wholeHistory(keeping(flat), "flat, init key kept", "64/64 fall to who seizes 3 at the end")
  ]
})

const tainting = new Script(members).remove("0", "5").say("0").remove("1", "0")
const tainterGone = tainting.state
const afterTainter = tainting.say("1", "2", "3", "4", "6", "7").workload("tainter-removed")

const tainter = (stage: Stage, name: string, answer: string): Case => ({
  composition: name,
  answer,
  measure: Effect.map(
    play(stage, afterTainter),
    ({ trace }) => `${share(trace, { as: "exMember", who: memberOf(trace, "0") }, tainterGone)} after its removal`
  )
})

/** Row 8. */
export const staleNodeKey = scenario({
  row: 8,
  title: "Tainted refresh sealing to a stale node key",
  expected: "removed tainter keeps reading",
  cases: [
    tainter({ spec: { "double-join": staleTaint.id }, plugins: [staleTaint.part] }, "stale taint", "6/6 after its removal"),
    tainter(tainted, "tainted TreeKEM", "0/6 after its removal")
  ]
})
