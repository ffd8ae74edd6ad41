import { metadata } from "@copath/lab-adversary"
import type { MetadataSight } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import { play, type Stage } from "../playing.ts"
import { readInClear } from "../readInClear.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"

const members = membersOf(4)
/** Everybody says something short and something long, 4 comes, 1 goes. */
const history = new Script(members)
  .say(...members)
  .rekey("2")
  .say(...members, ...members)
  .add("0", "4")
  .say("0", "4", "4")
  .sayLong("0", "2")
  .remove("3", "1")
  .say("0", "2", "3", "4")
  .workload("what-the-server-sees")

/** The row's words for what is told of kinds of messages. */
const words = {
  group: [["application", "commit", "proposal"], "group"],
  epoch: [["application", "commit", "proposal"], "epoch"],
  sender: [["application"], "sender"],
  committer: [["commit"], "sender"],
  adds: [["all"], "adds"],
  removes: [["all"], "removes"],
  membership: [["all"], "membership"],
  size: [["application"], "size"]
} as const

/** Visible is what is readable in every kind of message that there was. */
const summary = (lines: ReadonlyArray<MetadataSight>): string => {
  const told = Object.entries(words).flatMap(([word, [kinds, field]]) => {
    const own = lines.filter((line) => line.field === field && (kinds as ReadonlyArray<string>).includes(line.kind))
    return own.length === 0 ? [] : [{ word, visible: own.every(({ sight }) => sight === "readable") }]
  })
  const named = (visible: boolean): string =>
    told
      .filter((one) => one.visible === visible)
      .map(({ word }) => word)
      .join(", ") || "nothing"
  return `visible: ${named(true)}; hidden: ${named(false)}`
}

const seen = (stage: Stage, answer: string, explanation?: string): Case => ({
  composition: stage.name ?? "",
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.map(play(stage, history), ({ trace, uploads }) => summary(metadata(trace, uploads, readInClear)))
})

/** Row 18. */
export const whatTheServerSees = scenario({
  row: 18,
  title: "Handshake plaintext or encrypted, attacker = server",
  expected: "membership and committer readable / not readable; sizes readable in both",
  cases: [
    seen({ name: "public handshakes", spec: {} }, "visible: group, epoch, committer, adds, removes, membership, size; hidden: sender"),
    seen(
      { name: "private handshakes", spec: { handshake: "enc-ratchet" } },
      "visible: group, epoch, adds, size; hidden: sender, committer, removes, membership",
      "a Welcome names the key packages that it is for, and the directory gave them out: who comes stays readable, who goes does not"
    ),
    seen(
      { name: "sender data in clear", spec: { "sender-data": "visible", handshake: "enc-ratchet" } },
      "visible: group, epoch, sender, adds, size; hidden: committer, removes, membership"
    ),
    seen(
      { name: "sender keys", spec: { cgka: "senderkeys" } },
      "visible: group, epoch, sender, committer, adds, removes, membership, size; hidden: nothing"
    )
  ]
})
