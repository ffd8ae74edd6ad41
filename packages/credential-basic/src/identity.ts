import { type CredentialQuestion, CredentialRefused, equalBytes } from "@copath/contracts"
import type { Credential } from "@copath/wire"
import * as Result from "effect/Result"

/** The identity in a basic credential (RFC 9420, 5.3). `undefined` for another type, and for an identity of no bytes. */
const identityOf = (credential: Credential): Uint8Array | undefined =>
  credential._tag === "basic" && credential.identity.length > 0 ? credential.identity : undefined

/** Decides whether `identity` may use `signatureKey`. Asked after both were found well-formed. */
export type Vouch = (identity: Uint8Array, signatureKey: Uint8Array) => boolean

/**
 * Answers a whole batch; the first refusal is the answer. `Unknown`: no basic credential, or not vouched for; `NotSuccessor`: the
 * credential that it replaces names somebody else (5.3.1, V087).
 */
export const validate = (batch: ReadonlyArray<CredentialQuestion>, vouch: Vouch): Result.Result<void, CredentialRefused> => {
  for (const [index, { credential, previous, signatureKey }] of batch.entries()) {
    const identity = identityOf(credential)
    if (identity === undefined || !vouch(identity, signatureKey)) return Result.fail(new CredentialRefused({ reason: "Unknown", index }))
    if (previous === undefined) continue
    const before = identityOf(previous.credential)
    if (before === undefined || !equalBytes(before, identity)) return Result.fail(new CredentialRefused({ reason: "NotSuccessor", index }))
  }
  return Result.void
}
