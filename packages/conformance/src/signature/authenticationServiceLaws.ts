import { AuthenticationService, type CredentialQuestion } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"

/** An identity as the service under test knows it. */
export type Known = Pick<CredentialQuestion, "credential" | "signatureKey">

/** Examples for the laws; every service has its own credentials. */
export interface AuthenticationLawOptions {
  /** Two identities that the service vouches for, with their keys. */
  readonly known: readonly [Known, Known]
  /** The first of them again, with another key that it may use as well; the same key where identities have one. */
  readonly renewed: Known
  /** What the service refuses as unknown. At least one. */
  readonly unknown: ReadonlyArray<Known>
}

/** What the laws of authentication services are about. */
export class AuthenticationExamples extends Context.Service<AuthenticationExamples, AuthenticationLawOptions>()(
  "@copath/conformance/AuthenticationExamples"
) {}

type R = AuthenticationService | AuthenticationExamples
type Check = Law<R>["check"]

const roles = ["member", "joiner", "external-sender"] as const
const ask = (known: Known, previous?: Known, role: CredentialQuestion["role"] = "member"): CredentialQuestion => ({
  ...known,
  role,
  previous
})

const verdict = Effect.fnUntraced(function* (batch: ReadonlyArray<CredentialQuestion>) {
  const { validate } = yield* AuthenticationService
  const result = yield* Effect.result(validate(batch))
  return result._tag === "Success" ? "accepted" : `${result.failure.reason} ${result.failure.index}`
})

const knownAccepted: Check = Effect.gen(function* () {
  const { known, renewed } = yield* AuthenticationExamples
  assert.strictEqual(yield* verdict([]), "accepted", "nothing was asked")
  for (const role of roles) {
    for (const one of [...known, renewed]) assert.strictEqual(yield* verdict([ask(one, undefined, role)]), "accepted", role)
  }
  assert.strictEqual(yield* verdict([...known, renewed, ...known].map((one) => ask(one))), "accepted", "all at once")
})

const unknownRefused: Check = Effect.gen(function* () {
  const { known, unknown } = yield* AuthenticationExamples
  for (const stranger of unknown) {
    for (const role of roles) assert.strictEqual(yield* verdict([ask(stranger, undefined, role)]), "Unknown 0", role)
    for (const place of [0, 1, 2]) {
      const batch = [ask(known[0]), ask(known[1])]
      batch.splice(place, 0, ask(stranger))
      assert.strictEqual(yield* verdict(batch), `Unknown ${place}`, "one stranger spoils a batch, and is named")
    }
  }
})

const successors: Check = Effect.gen(function* () {
  const { known, renewed } = yield* AuthenticationExamples
  assert.strictEqual(yield* verdict([ask(known[0], known[0])]), "accepted", "itself")
  assert.strictEqual(yield* verdict([ask(renewed, known[0])]), "accepted", "a new key of the same identity")
  assert.strictEqual(yield* verdict([ask(known[1], known[0])]), "NotSuccessor 0")
  assert.strictEqual(yield* verdict([ask(known[0], known[0]), ask(known[0], known[1])]), "NotSuccessor 1")
})

const unreadable: Check = Effect.gen(function* () {
  const { known } = yield* AuthenticationExamples
  const strange: ReadonlyArray<CredentialQuestion["credential"]> = [
    { _tag: "unknown", value: 0xf00d, data: Uint8Array.of(1, 2, 3) },
    { _tag: "x509", certificates: [] },
    { _tag: "x509", certificates: [{ certData: new Uint8Array(40) }] },
    { _tag: "basic", identity: new Uint8Array(0) }
  ]
  for (const credential of strange) {
    const one = { ...known[0], credential }
    assert.match(yield* verdict([ask(one)]), /^(Unknown|Expired) 0$/, credential._tag)
    assert.match(yield* verdict([ask(known[0], one)]), /^NotSuccessor 0$/, `after ${credential._tag}`)
  }
})

/** What every authentication service does. */
export const authenticationLaws: ReadonlyArray<Law<R>> = [
  { title: "known identities are accepted in every role, one by one and in a batch (V086)", check: knownAccepted },
  { title: "an unknown identity is refused, by its place in the batch (V086, V088)", check: unknownRefused },
  { title: "a credential is succeeded only by the same identity's (V087)", check: successors },
  { title: "credentials of no known form are refused without a defect (V013)", check: unreadable }
]

/** Registers a test for every law of {@link AuthenticationService}. */
export const authenticationServiceLaws = <E>(
  name: string,
  layer: Layer.Layer<AuthenticationService, E>,
  options: AuthenticationLawOptions
): void => register(name, authenticationLaws, Layer.merge(layer, Layer.succeed(AuthenticationExamples, options)))
