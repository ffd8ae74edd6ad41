import { AuthenticationService, type CredentialQuestion } from "@copath/contracts"
import { credentialType } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { assert, test } from "vitest"
import { custom, customCredential, type CustomClaim } from "../src/index.ts"

const type = 0xf123
const signatureKey = Uint8Array.of(7)
const utf8 = new TextEncoder()

/** A token: the name, a colon, whatever proves it. */
const token = (text: string, more: Partial<CredentialQuestion> = {}): CredentialQuestion => ({
  role: "member",
  credential: customCredential(type, utf8.encode(text)),
  signatureKey,
  previous: undefined,
  ...more
})
const identity = (data: Uint8Array): Uint8Array | undefined => {
  const colon = data.indexOf(0x3a)
  return colon > 0 ? data.subarray(0, colon) : undefined
}
const verdict = (batch: ReadonlyArray<CredentialQuestion>, vouch: (claim: CustomClaim) => Effect.Effect<boolean, unknown>) =>
  Effect.gen(function* () {
    const { validate } = yield* AuthenticationService
    const answer = yield* Effect.result(validate(batch))
    return answer._tag === "Success" ? "accepted" : `${answer.failure.reason} ${answer.failure.index}`
  }).pipe(Effect.provide(custom({ type, identity, vouch })))
const yes = () => Effect.succeed(true)

it.effect("V088: hands identity, bytes, key and role to the application", () =>
  Effect.gen(function* () {
    const seen: Array<CustomClaim> = []
    const vouch = (claim: CustomClaim) => Effect.sync(() => seen.push(claim) > 0)
    assert.strictEqual(yield* verdict([token("alice:1", { role: "joiner" })], vouch), "accepted")
    assert.deepStrictEqual(seen, [{ identity: utf8.encode("alice"), data: utf8.encode("alice:1"), signatureKey, role: "joiner" }])
  })
)

it.effect("V086, V087: refuses what names nobody, is not vouched for, or succeeds somebody else", () =>
  Effect.gen(function* () {
    const alice = token("alice:1")
    assert.strictEqual(yield* verdict([alice, token(":1")], yes), "Unknown 1")
    assert.strictEqual(yield* verdict([alice, token("alice:2")], ({ data }) => Effect.succeed(data.at(-1) === 0x31)), "Unknown 1")
    assert.strictEqual(yield* verdict([token("alice:2", { previous: alice })], yes), "accepted")
    assert.strictEqual(yield* verdict([alice, token("bob:2", { previous: alice })], yes), "NotSuccessor 1")
    const other = { ...alice, credential: customCredential(0xf124, utf8.encode("alice:1")) }
    assert.strictEqual(yield* verdict([other], yes), "Unknown 0")
    assert.strictEqual(yield* verdict([token("alice:2", { previous: other })], yes), "NotSuccessor 0")
  })
)

it.effect("V094: a check that fails, dies or throws is Unavailable; one that sleeps can be interrupted", () =>
  Effect.gen(function* () {
    const failing: ReadonlyArray<() => Effect.Effect<boolean, unknown>> = [
      () => Effect.fail("no network"),
      () => Effect.die(new Error("a bug")),
      () => {
        throw new Error("a bug")
      }
    ]
    for (const vouch of failing) assert.strictEqual(yield* verdict([token("alice:1")], vouch), "Unavailable 0")
    const fiber = yield* Effect.forkChild(verdict([token("alice:1")], () => Effect.never))
    yield* Effect.yieldNow
    yield* Fiber.interrupt(fiber)
  })
)

test("V013: a custom credential has its own code point", () => {
  const credential = customCredential(type, utf8.encode("alice:1"))
  assert.strictEqual(credentialType(credential), type)
  assert.deepStrictEqual(credential, { _tag: "unknown", value: type, data: utf8.encode("alice:1") })
})

test("a type that is the RFC's own, reserved or no 16-bit number is refused at once", () => {
  for (const taken of [0, 1, 2, 0x0a0a, 0x10000, 1.5, -1]) assert.throws(() => customCredential(taken, new Uint8Array(0)), RangeError)
  assert.throws(() => custom({ type: 2, identity, vouch: yes }), RangeError)
})
