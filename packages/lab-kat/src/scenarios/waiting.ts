import { MessageProtection } from "@copath/contracts"
import { groupChain } from "@copath/protection-group-chain"
import { messageProtection, type ProtectionPart } from "@copath/profile-lab"
import { secretTree } from "@copath/protection-secret-tree"
import { senderChain } from "@copath/protection-sender-chain"
import { senderKeys as senderKeysOf } from "@copath/protection-sender-keys"
import * as Effect from "effect/Effect"
import { play, type Stage } from "../playing.ts"
import { seize, share } from "../reading.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"
import { senderKeys, treekem } from "../stages.ts"
import { changed } from "../variant.ts"

const members = membersOf(8)
const awake = members.filter((name) => name !== "3")

/** Everybody has spoken, renewed its keys and spoken again, so that what goes between two members is under way. */
const acquainted = (): Script => {
  const script = new Script(members).say(...members)
  for (const member of members) script.rekey(member).say(member)
  return script
}

/** 3 sleeps through seven texts of one epoch, is seized, and sleeps on. */
const sleepAfter = (script: Script) => {
  const from = script.state
  const asleep = script.say(...members).offline("3").state
  const taken = script.say(...awake).state
  const workload = script
    .say(...awake)
    .online("3")
    .workload("sleeper")
  return { from, asleep, taken, workload }
}
const sleep = sleepAfter(acquainted())
const sleepOfStrangers = sleepAfter(new Script(members))

const whileAsleep = (stage: Stage, answer: string, explanation?: string, { asleep, from, taken, workload } = sleep): Case => ({
  composition: stage.name ?? "",
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.map(play(stage, workload), ({ trace }) => {
    const thief = seize(trace, "3", taken)
    return `${share(trace, thief, from + 1, asleep)} before, ${share(trace, thief, asleep, taken + 1)} asleep, ${share(trace, thief, taken + 1)} later`
  })
})

const exactly = "0/8 before, 7/7 asleep, 7/7 later"
const protectedBy = (protection: string): Stage => ({ name: protection, spec: { protection } })

/** Row 12. */
export const sleeper = scenario({
  row: 12,
  title: "A sleeper, offline for seven messages of one epoch, is seized while asleep",
  expected: "exactly those and later ones fall; the depth of forward secrecy is the sleep",
  cases: [
    whileAsleep({ ...treekem, name: "secret-tree" }, exactly),
    whileAsleep(protectedBy("sender-chain"), exactly),
    whileAsleep(protectedBy("group-chain"), exactly),
    whileAsleep(senderKeys, exactly),
    whileAsleep(
      { ...senderKeys, name: "sender keys, first contact" },
      "3/8 before, 7/7 asleep, 7/7 later",
      "0, 1 and 2 spoke before 3 did, so their chains went out sealed to 3's leaf key, which opens them until 3 renews it; whoever spoke after 3 had a one-time key of 3's to seal to",
      sleepOfStrangers
    ),
    whileAsleep(
      protectedBy("epoch-key"),
      "8/8 before, 7/7 asleep, 7/7 later",
      "one key for a whole epoch is no chain: the table is about chains"
    )
  ]
})

const late = 5
const missing = acquainted()
const known = missing.state
for (let text = 0; text < late; text++) missing.miss("3").say("0")
const gap = missing.state
const seizedAt = missing.say("0").state
/** Five texts in a row never come to 3, who then hears from the same sender again. */
const skipped = missing.workload("skipped")

/** A protection that keeps so many keys of skipped messages. */
const keeping = (id: string, most: number, layer: ProtectionPart["layer"]): ProtectionPart =>
  messageProtection({
    id: `${id}/${most}`,
    title: `${id}, ${most} skipped keys`,
    source: "own",
    layer: changed(MessageProtection, layer, `${id}/${most}`, () => ({}))
  })

const stillReads = (part: ProtectionPart, spec: Stage["spec"], answer: string): Case => ({
  composition: part.title,
  answer,
  measure: Effect.map(
    play({ spec: { ...spec, protection: part.id }, plugins: [part] }, skipped),
    ({ trace }) => `${share(trace, seize(trace, "3", seizedAt), known + 1, gap + 1)} fall`
  )
})

const windows = [0, 2, 64] as const
const falls = (most: number): string => `${Math.min(most, late)}/${late} fall`

/** Row 13. */
export const skippedKeys = scenario({
  row: 13,
  title: "Five texts never come, the sixth does: keys of skipped messages are kept, as many as the window allows",
  expected: "up to w past messages fall; w=0 none",
  cases: windows.flatMap((most) => [
    stillReads(keeping("secret-tree", most, secretTree({ maxSkipped: most })), {}, falls(most)),
    stillReads(keeping("sender-chain", most, senderChain({ maxSkipped: most })), {}, falls(most)),
    stillReads(keeping("group-chain", most, groupChain({ maxSkipped: most })), {}, falls(most)),
    stillReads(keeping("sender-keys", most, senderKeysOf({ maxSkipped: most, pastEpochs: 0 })), senderKeys.spec, falls(most))
  ])
})
