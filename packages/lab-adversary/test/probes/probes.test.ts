import { ProbeOutcome } from "@copath/lab-core"
import { catalog, profiles, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { describe, expect } from "vitest"
import { type Probe, probes } from "../../src/probes/probes.ts"
import { runProbe } from "../../src/probes/runProbe.ts"
import { Witness } from "../../src/probes/witness.ts"

const probe = (name: string): Probe => {
  const found = probes.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no probe ${name}`)
  return found
}
const over = (one: Probe, spec: Spec, suite = 1) => {
  const composed = Result.getOrThrow(catalog().compose({ provider: "symbolic", ...spec }))
  return runProbe(one, { composed, suite, seed: "probes" })
}
const names = ({ notices }: ProbeOutcome): ReadonlyArray<string> => notices.map(({ by }) => by)

describe("a delivery service that lies to a named composition", () => {
  it.effect.each(profiles)("$name: every lie comes to what the composition declares", ({ spec }) =>
    Effect.gen(function* () {
      for (const one of probes) {
        const outcome = yield* over(one, spec)
        expect({ probe: one.name, surprises: outcome.surprises }).toEqual({ probe: one.name, surprises: [] })
        expect(Schema.decodeUnknownSync(ProbeOutcome)(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome)
      }
    })
  )

  it.effect.each([
    { insider: "ack-quorum", suite: 1 },
    { insider: "complaint", suite: 2 }
  ])(
    "members who wait for each other's word notice at once whatever was kept from one of them: $insider",
    ({ insider, suite }) =>
      Effect.gen(function* () {
        for (const one of probes) {
          const { surprises } = yield* over(one, { insider, ...(suite === 2 ? { provider: "noble" } : {}) }, suite)
          expect({ probe: one.name, surprises }).toEqual({ probe: one.name, surprises: [] })
        }
        // Without that a fork whose halves never meet is never noticed.
        expect((yield* over(probe("fork-apart"), { insider: "none" })).noticed).toBe("never")
      }),
    // Complaints need P-256, which no stand-in computes.
    { timeout: 240_000 }
  )

  it.effect.each(["queue-per-device", "causal"])("what holds over one order of all messages holds over %s", (delivery) =>
    Effect.gen(function* () {
      for (const one of probes) {
        const { surprises } = yield* over(one, { delivery })
        expect({ probe: one.name, surprises }).toEqual({ probe: one.name, surprises: [] })
      }
    })
  )
})

describe("lies", () => {
  it.effect("a commit that one member does not get costs it the group, and nobody else anything", () =>
    Effect.gen(function* () {
      const outcome = yield* over(probe("drop-commit"), {})
      expect(outcome.notices).toEqual([{ by: "f", after: 1, reason: "FrameRejected FutureEpoch V040" }])
      // Five others speak in each of two epochs that it never enters.
      expect(outcome.damage).toEqual({ accepted: 0, read: 0, unread: 10, lost: 1, agreed: false })
    })
  )

  it.effect(
    "7.2 row 19: across a fork nobody takes in anything, and all notice it at the first text that they hear of the other half",
    () =>
      Effect.gen(function* () {
        const outcome = yield* over(probe("fork"), {})
        expect(outcome.damage).toEqual({ accepted: 0, read: 0, unread: 2 * 18, lost: 0, agreed: false })
        expect(names(outcome)).toEqual(["d", "e", "f", "a", "b", "c"])
        const apart = yield* over(probe("fork-apart"), {})
        expect([apart.noticed, apart.notices]).toEqual(["never", []])
      })
  )

  it.effect.each([
    { spec: { cgka: "pairwise", channel: "ratchet", signature: "none" }, tied: false },
    { spec: { cgka: "pairwise", channel: "ratchet" }, tied: true },
    { spec: { cgka: "senderkeys", channel: "ratchet", signature: "none" }, tied: false },
    { spec: { protection: "sender-keys", signature: "none" }, tied: false },
    { spec: { signature: "none" }, tied: true }
  ])(
    "7.2 row 19, its exception: keys between two members outlive a fork, unless a signature ties texts to the group: $spec",
    ({ spec, tied }) =>
      Effect.gen(function* () {
        const outcome = yield* over(probe("fork"), spec)
        expect(outcome.surprises).toEqual([])
        expect(outcome.damage.accepted).toBe(tied ? 0 : 36)
        expect(outcome.noticed).toBe(tied ? "at the first text" : "never")
      })
  )

  it.effect("whoever was removed reads on until somebody hears from who has removed it", () =>
    Effect.gen(function* () {
      const outcome = yield* over(probe("withhold-remove"), {})
      // c, d and e have spoken, then b, whom they cannot follow; a speaks before it has understood.
      expect(names(outcome)).toEqual(["a", "c", "d", "e"])
      expect(outcome.damage).toMatchObject({ accepted: 0, read: 4 })
    })
  )

  it.effect("an old Welcome is for a key package that is gone", () =>
    Effect.gen(function* () {
      expect((yield* over(probe("old-welcome"), {})).notices).toEqual([{ by: "g", after: 0, reason: "WelcomeRejected NotForUs V241" }])
    })
  )

  it.effect("what comes out otherwise than declared is told", () =>
    Effect.gen(function* () {
      const wrong: Probe = { ...probe("fork-apart"), expected: () => ({ noticed: ["at once"], damage: { accepted: 1, agreed: false } }) }
      expect((yield* over(wrong, {})).surprises).toEqual(["noticed never, not at once", "accepted is 0, not 1"])
    })
  )

  it("a member that takes in the same text twice, or what nobody has sent, is found out", () => {
    const witness = new Witness({ isTold: () => true, hand: (_to, entry) => [entry], isForeign: (_to, by) => by === undefined })
    const message = Uint8Array.of(1, 2)
    witness.acts("f")
    witness.sent({ kind: "application", by: "a", message, accepted: true })
    for (const _ of [1, 2]) {
      witness.opens(message)
      witness.opened(true)
    }
    expect(witness.accepted).toBe(1)
    witness.opens(Uint8Array.of(3))
    witness.opened(true)
    expect(witness.accepted).toBe(2)
    witness.opens(Uint8Array.of(3))
    witness.opened(false)
    expect(witness.refusals).toEqual([{ by: "f", after: 1 }])
  })
})
