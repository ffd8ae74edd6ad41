import { CipherSuite, DeliveryRefused, Entropy, type MessageCheck } from "@copath/contracts"
import { commit, watchGroups } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { watchProven } from "../src/index.ts"
import { falseKey, falseParentHash, forged, liesIn, tooFew, unrelated } from "./liar.ts"
import { observed, toy } from "./proofs.ts"
import { at, groupOf, services } from "./world.ts"

const refusal = Effect.fnUntraced(function* (check: MessageCheck, message: Uint8Array, proof?: Uint8Array) {
  const refused = yield* Effect.flip(check("g", message, proof === undefined ? {} : { proof }))
  expect(refused).toBeInstanceOf(DeliveryRefused)
  return `${refused.reason}: ${refused.detail}`
})

const withoutSignature = (message: Uint8Array): Uint8Array => message.map((byte, i) => (i === message.length - 80 ? byte ^ 1 : byte))

it.effect("R115: the server refuses commits that are wrong in public: signature, number of ciphertexts, parent hash", () =>
  Effect.gen(function* () {
    const members = yield* groupOf(4)
    const { check, follow } = yield* watchGroups
    follow("g", yield* observed(at(members, 1)))
    const honest = yield* commit(at(members, 1))
    expect(yield* refusal(check, withoutSignature(honest.message))).toContain("Invalid")
    expect(yield* refusal(check, (yield* liesIn(at(members, 1), forged(tooFew))).message)).toBe("Invalid: CgkaRejected")
    expect(yield* refusal(check, (yield* liesIn(at(members, 1), falseParentHash)).message)).toBe("Invalid: V200")
    // What is sealed wrongly nobody sees who has no key: that is what acknowledgements and complaints are for.
    yield* check("g", (yield* liesIn(at(members, 1), forged(unrelated(0)))).message)
    yield* check("g", honest.message)
  }).pipe(Effect.provide(services()))
)

it.effect("R115: with a proof system plugged in, it refuses commits without a proof, with a wrong one, and with another commit's", () =>
  Effect.gen(function* () {
    const { hash, prove, validator } = yield* toy
    const members = yield* groupOf(4)
    const { check, follow } = yield* watchProven(validator, hash)
    follow("g", yield* observed(at(members, 1)))
    const made = yield* commit(at(members, 1))
    const { proof, statement } = yield* prove(at(members, 1), made)
    if (proof === undefined) throw new Error("its own keys are proven")
    expect(statement.keys.map(({ node }) => node)).toEqual([2, 1, 3])
    expect(yield* refusal(check, made.message)).toBe("Proof: key-possession")
    const wrong = proof.map((byte, i) => (i === 60 ? byte ^ 1 : byte))
    expect(yield* refusal(check, made.message, wrong)).toBe("Proof: key-possession")
    expect(yield* refusal(check, made.message, new Uint8Array(0))).toBe("Proof: key-possession")
    const other = yield* commit(at(members, 1))
    expect(yield* refusal(check, other.message, proof)).toBe("Proof: key-possession")
    // About 100 bytes for each key of the path.
    expect(proof.length).toBe(2 + 3 * (2 + 100))
    yield* check("g", made.message, { proof })
  }).pipe(Effect.provide(services()))
)

it.effect("R115: a committer proves nothing about a key that it does not hold", () =>
  Effect.gen(function* () {
    const { hash, prove, validator } = yield* toy
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    const members = yield* groupOf(4)
    const { check, follow } = yield* watchProven(validator, hash)
    follow("g", yield* observed(at(members, 1)))
    // Somebody's key, as the new key of node 1; nobody else has to notice before node 1 is next sealed to.
    const theirs = suite.kem.derive(random(suite.kem.seedSize)).publicKey
    const made = yield* liesIn(at(members, 1), falseKey(0, theirs))
    const { proof } = yield* prove(at(members, 1), made)
    expect(proof).toBeDefined()
    expect(yield* refusal(check, made.message, proof)).toBe("Proof: key-possession")
  }).pipe(Effect.provide(services()))
)
