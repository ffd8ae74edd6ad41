import { closeEach, fieldOf, forgers, taken, type Trace, type ValueId } from "@copath/lab-adversary"
import type { CopiedHolding } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import { abilities, playKept } from "../clone.ts"
import { play, type Stage } from "../playing.ts"
import { memberOf } from "../reading.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"

const members = membersOf(4)
const script = new Script(members).say(...members)
const stolenAt = script.state
const renewedAt = script.say("3", "3").rekey("3").state
/** 3 is robbed, speaks twice, renews its keys and speaks on. */
const history = script.say("3").rekey("0", "1").say("3", "3", "3").workload("theft")

/** Which of 3's texts after the theft can be put in its name by who knows these values and what `insider` holds just before. */
const forgeable = (trace: Trace, stolen: ReadonlyArray<ValueId>, insider: string | undefined): string => {
  const field = fieldOf(trace, "lower")
  const robbed = memberOf(trace, "3")
  const texts = trace.messages.flatMap(({ by, state }, message) => (by === robbed && state > stolenAt ? [message] : []))
  const known = texts.map((message) => {
    const at = (trace.messages[message]?.state ?? 0) - 1
    const held = insider === undefined ? [] : taken(trace, { as: "seize", who: memberOf(trace, insider), at, takes: "all" })
    return [...stolen, ...held]
  })
  const [before, after] = [
    { forged: 0, of: 0 },
    { forged: 0, of: 0 }
  ]
  closeEach(field, known, (knowledge, first, count) => {
    for (let i = 0; i < count; i++) {
      const message = texts[first + i] ?? 0
      const tally = (trace.messages[message]?.state ?? 0) < renewedAt ? before : after
      tally.of++
      if (((forgers(field, knowledge, message, i >>> 5) >>> (i & 31)) & 1) === 1) tally.forged++
    }
  })
  return `${before.forged}/${before.of} before M's update, ${after.forged}/${after.of} after`
}

/** Keys that sign, of what 3 holds when it is robbed. */
const signingKeys = (trace: Trace): ReadonlyArray<ValueId> =>
  taken(trace, { as: "seize", who: memberOf(trace, "3"), at: stolenAt, takes: "signingKeysOnly" })

/** The one of them that signs 3's next text. */
const speakingKey = (trace: Trace): ReadonlyArray<ValueId> => {
  const next = trace.messages.find(({ by, state }) => by === memberOf(trace, "3") && state > stolenAt)
  return signingKeys(trace).filter((key) => next?.authenticators?.includes(key) === true)
}

const forges = (
  stage: Stage,
  who: string,
  stolen: (trace: Trace) => ReadonlyArray<ValueId>,
  insider: string | undefined,
  answer: string
): Case => ({
  composition: `${stage.name}, ${who} forges`,
  answer,
  measure: Effect.map(play(stage, history), ({ trace }) => forgeable(trace, stolen(trace), insider))
})

const yesNo = (can: boolean): string => (can ? "yes" : "no")

const afterwards = (stage: Stage, what: string, holding: CopiedHolding, answer: string, explanation?: string): Case => ({
  composition: `${stage.name}, a copy with ${what} at the end`,
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.gen(function* () {
    const kept = yield* playKept(stage, history)
    const can = yield* kept.within(abilities(kept, memberOf(kept.trace, "3"), stolenAt, holding))
    return `speaks ${yesNo(can.speaks)}, commits ${yesNo(can.commits)}, re-joins ${yesNo(can.rejoins)}`
  })
})

const fixed: Stage = { name: "static", spec: {} }
const shortLived: Stage = { name: "ephemeral", spec: { signature: "eph-certified" } }

/** Row 16. */
export const staticKeyStolen = scenario({
  row: 16,
  title: "A static signature key is stolen",
  expected:
    "with a current insider it forges M for ever; an outsider cannot speak after the epoch heals but can still use the identity to re-join",
  cases: [
    forges(fixed, "with an insider it", signingKeys, "1", "2/2 before M's update, 4/4 after"),
    forges(fixed, "alone it", signingKeys, undefined, "0/2 before M's update, 0/4 after"),
    afterwards(fixed, "all that M had", "everything", "speaks no, commits no, re-joins yes")
  ]
})

/** Row 17. */
export const shortLivedKeyStolen = scenario({
  row: 17,
  title: "A short-lived signature key is stolen",
  expected: "insider forging of M ends at M's next update; identity use ends too unless the long-term certifier was taken",
  cases: [
    forges(shortLived, "with an insider it", speakingKey, "1", "2/2 before M's update, 0/4 after"),
    forges(shortLived, "with an insider and the certifier it", signingKeys, "1", "2/2 before M's update, 0/4 after"),
    afterwards(shortLived, "all that M had, its certifier too,", "everything", "speaks no, commits no, re-joins yes"),
    afterwards(
      shortLived,
      "all but the certifier",
      "all but the identity key",
      "speaks no, commits no, re-joins yes",
      "basic credentials vouch for nothing: whoever joins under a name is taken for its owner, whatever its key, so no certifier need be taken at all"
    )
  ]
})
