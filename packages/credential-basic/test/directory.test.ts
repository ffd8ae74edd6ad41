import { AuthenticationService, type CredentialQuestion } from "@copath/contracts"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { assert } from "vitest"
import { directory, IdentityRegistry } from "../src/index.ts"

const [alice, key, newKey] = [new TextEncoder().encode("alice"), Uint8Array.of(1), Uint8Array.of(2)]
const question = (signatureKey: Uint8Array): CredentialQuestion => ({
  role: "member",
  credential: { _tag: "basic", identity: alice },
  signatureKey,
  previous: undefined
})

it.effect("sees credential and key together, and follows the registry (V088)", () =>
  Effect.gen(function* () {
    const { validate } = yield* AuthenticationService
    const { register, revoke } = yield* IdentityRegistry
    yield* validate([question(key)])
    assert.strictEqual((yield* Effect.flip(validate([question(newKey)]))).reason, "Unknown")
    yield* register(alice, newKey)
    yield* validate([question(key), question(newKey)])
    yield* revoke(alice, key)
    const refused = yield* Effect.flip(validate([question(newKey), question(key)]))
    assert.deepStrictEqual([refused.reason, refused.index], ["Unknown", 1])
    yield* revoke(new Uint8Array(3), key)
  }).pipe(Effect.provide(directory([[alice, key]])))
)

it.effect("keeps one registry for each layer that is built", () =>
  Effect.gen(function* () {
    const build = Effect.provide(IdentityRegistry, Layer.fresh(directory()))
    const [one, other] = [yield* build, yield* build]
    yield* one.register(alice, key)
    assert.deepStrictEqual([one.holds(alice, key), other.holds(alice, key)], [true, false])
  })
)
