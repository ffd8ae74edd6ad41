import { AuthenticationService, type CredentialQuestion, CredentialRefused } from "@copath/contracts"
import { credentialTypes } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { assert } from "vitest"
import { byType, customCredential, directory, IdentityRegistry, layer } from "../src/index.ts"

const signatureKey = new Uint8Array(32)
const question = (credential: CredentialQuestion["credential"]): CredentialQuestion => ({
  role: "member",
  credential,
  signatureKey,
  previous: undefined
})
const basic = question({ _tag: "basic", identity: Uint8Array.of(1) })
const nobody = question({ _tag: "basic", identity: Uint8Array.of() })
const x509 = question({ _tag: "x509", certificates: [] })
const custom = question(customCredential(0xf123, Uint8Array.of(1)))

/** Refuses the question at a place, and notes how many it was asked at a time. */
const watched = (refuse: number | undefined, reason: CredentialRefused["reason"] = "Unknown") => {
  const asked: Array<number> = []
  const service = Layer.succeed(AuthenticationService, {
    validate: (batch) => {
      asked.push(batch.length)
      return refuse === undefined ? Effect.void : Effect.fail(new CredentialRefused({ reason, index: refuse, detail: `by ${reason}` }))
    }
  })
  return { asked, service }
}

const verdict = (batch: ReadonlyArray<CredentialQuestion>, services: Layer.Layer<AuthenticationService>) =>
  Effect.gen(function* () {
    const { validate } = yield* AuthenticationService
    const answer = yield* Effect.result(validate(batch))
    return answer._tag === "Success" ? "accepted" : `${answer.failure.reason} ${answer.failure.index} ${answer.failure.detail}`
  }).pipe(Effect.provide(services))

it.effect("V086: asks each service once for a batch, about the credentials of its type", () =>
  Effect.gen(function* () {
    const [one, other] = [watched(undefined), watched(undefined)]
    const services = byType({ [credentialTypes.basic]: one.service, [credentialTypes.x509]: other.service, 0xf123: layer })
    assert.strictEqual(yield* verdict([basic, x509, basic, x509, x509], services), "accepted")
    assert.deepStrictEqual([one.asked, other.asked], [[2], [3]])
    assert.strictEqual(yield* verdict([], services), "accepted")
    assert.strictEqual(yield* verdict([basic], services), "accepted")
    assert.deepStrictEqual([one.asked, other.asked], [[2, 1], [3]])
  })
)

it.effect("gives the first refusal of all, with its place in the whole batch", () =>
  Effect.gen(function* () {
    const services = byType({ 1: watched(1, "Expired").service, 2: watched(0, "Unavailable").service })
    assert.strictEqual(yield* verdict([basic, x509, basic], services), "Unavailable 1 by Unavailable")
    assert.strictEqual(yield* verdict([basic, basic, x509], services), "Expired 1 by Expired")
    assert.strictEqual(yield* verdict([custom, basic, x509], services), "Unknown 0 no service for credential type 61731")
    assert.strictEqual(yield* verdict([x509, custom], services), "Unavailable 0 by Unavailable")
  })
)

it.effect("V013: a type that nobody answers for is unknown", () =>
  Effect.gen(function* () {
    const services = byType({ [credentialTypes.basic]: layer })
    assert.strictEqual(yield* verdict([basic, custom], services), "Unknown 1 no service for credential type 61731")
    assert.match(yield* verdict([basic, nobody, custom], services), /^Unknown 1 no basic credential/)
    assert.match(yield* verdict([x509], byType({})), /^Unknown 0 no service/)
    assert.strictEqual(yield* verdict([basic], services), "accepted")
  })
)

it.effect("shares a registry with whoever holds it", () => {
  const registered = directory()
  return Effect.gen(function* () {
    const { validate } = yield* AuthenticationService
    const { register } = yield* IdentityRegistry
    assert.strictEqual((yield* Effect.flip(validate([basic]))).reason, "Unknown")
    yield* register(Uint8Array.of(1), signatureKey)
    yield* validate([basic])
  }).pipe(Effect.provide(Layer.merge(registered, byType({ [credentialTypes.basic]: registered }))))
})
