import { AuthenticationService, type CredentialQuestion, CredentialRefused } from "@copath/contracts"
import { type Credential, credentialType, credentialTypes, isGrease } from "@copath/wire"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type IdentityOf, succeeds } from "./identity.ts"

/** What is claimed by a credential of an application's own type. */
export interface CustomClaim {
  /** As {@link CustomCredentials.identity} found it. */
  readonly identity: Uint8Array
  /** The credential's bytes. */
  readonly data: Uint8Array
  /** The key that the claim comes with, in the suite's encoding (V088). */
  readonly signatureKey: Uint8Array
  /** In what capacity the holder comes. */
  readonly role: CredentialQuestion["role"]
}

/** A credential type of an application's own (RFC 9420, 5.3 and 13.3). */
export interface CustomCredentials {
  /** The code point; 0xF000 to 0xFFFF are for private use (17.5). */
  readonly type: number
  /** Whom these bytes name; `undefined` if nobody. A credential is succeeded by the same identity's (V087). */
  readonly identity: (data: Uint8Array) => Uint8Array | undefined
  /** Whether the claim is true. A failure, a defect and a throw are `Unavailable`; how long it may take is its own affair (V094). */
  readonly vouch: (claim: CustomClaim) => Effect.Effect<boolean, unknown>
}

/**
 * A credential of an application's own type: RFC 9420 leaves `data` opaque. Dies on a type that the RFC defines or reserves, and on one that is
 * no 16-bit number.
 */
export const customCredential = (type: number, data: Uint8Array): Credential => {
  own(type)
  return { _tag: "unknown", value: type, data }
}

/** An authentication service for one custom type; it knows no other. Claims of a batch are asked about side by side, the first refusal is the answer. */
export const custom = (credentials: CustomCredentials): Layer.Layer<AuthenticationService> => {
  own(credentials.type)
  return Layer.succeed(AuthenticationService, {
    validate: Effect.fnUntraced(function* (batch: ReadonlyArray<CredentialQuestion>) {
      const refusals = yield* Effect.forEach(batch, (question) => refusalOf(question, credentials), { concurrency: 8 })
      const index = refusals.findIndex((refusal) => refusal !== undefined)
      const refusal = refusals[index]
      if (refusal !== undefined) return yield* new CredentialRefused({ ...refusal, index })
    })
  })
}

interface Refusal {
  readonly reason: CredentialRefused["reason"]
  readonly detail: string
}

const refusalOf = (question: CredentialQuestion, credentials: CustomCredentials): Effect.Effect<Refusal | undefined> =>
  Effect.suspend(() => judge(question, credentials)).pipe(
    Effect.catchCause((cause) => (Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.succeed(unavailable)))
  )

const judge = Effect.fnUntraced(function* (question: CredentialQuestion, { identity: read, type, vouch }: CustomCredentials) {
  const identityOf: IdentityOf = (credential) => {
    const data = dataOf(credential, type)
    return data === undefined ? undefined : read(data)
  }
  const data = dataOf(question.credential, type)
  if (data === undefined) return unknown(`no credential of type ${type}`)
  const identity = identityOf(question.credential)
  if (identity === undefined) return unknown("a credential that names nobody")
  if (!(yield* vouch({ identity, data, signatureKey: question.signatureKey, role: question.role }))) {
    return unknown("an identity that is not known with this key")
  }
  return succeeds(question, identity, identityOf) ? undefined : notSuccessor
})

const dataOf = (credential: Credential, type: number): Uint8Array | undefined =>
  credential._tag === "unknown" && credentialType(credential) === type ? credential.data : undefined

const own = (type: number): void => {
  const defined: ReadonlyArray<number> = Object.values(credentialTypes)
  if (!Number.isInteger(type) || type < 1 || type > 0xffff || defined.includes(type) || isGrease(type)) {
    throw new RangeError(`${type} is no credential type of an application's own`)
  }
}

const unknown = (detail: string): Refusal => ({ reason: "Unknown", detail })
const unavailable: Refusal = { reason: "Unavailable", detail: "the validation failed" }
const notSuccessor: Refusal = { reason: "NotSuccessor", detail: "a credential that names somebody else" }
