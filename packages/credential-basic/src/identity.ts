import { type CredentialQuestion, CredentialRefused, equalBytes } from "@copath/contracts"
import type { Credential } from "@copath/wire"
import * as Result from "effect/Result"

/** The identity in a credential of one type; `undefined` for another type, and for bytes that name nobody. */
export type IdentityOf = (credential: Credential) => Uint8Array | undefined

/** The identity in a basic credential (RFC 9420, 5.3), unless it has no bytes. */
const basicIdentity: IdentityOf = (credential) =>
  credential._tag === "basic" && credential.identity.length > 0 ? credential.identity : undefined

/** Decides whether `identity` may use `signatureKey`. Asked after both were found well-formed. */
export type Vouch = (identity: Uint8Array, signatureKey: Uint8Array) => boolean

/** Whether the credential that is replaced, if there is one, names the same identity (5.3.1, V087). It need not be vouched for any more (V090). */
export const succeeds = ({ previous }: CredentialQuestion, identity: Uint8Array, identityOf: IdentityOf): boolean => {
  if (previous === undefined) return true
  const before = identityOf(previous.credential)
  return before !== undefined && equalBytes(before, identity)
}

/**
 * Answers a whole batch; the first refusal is the answer. `Unknown`: no basic credential, or not vouched for; `NotSuccessor`: the
 * credential that it replaces names somebody else.
 */
export const validate = (batch: ReadonlyArray<CredentialQuestion>, vouch: Vouch): Result.Result<void, CredentialRefused> => {
  for (const [index, question] of batch.entries()) {
    const identity = basicIdentity(question.credential)
    if (identity === undefined)
      return Result.fail(new CredentialRefused({ reason: "Unknown", index, detail: "no basic credential that names somebody" }))
    if (!vouch(identity, question.signatureKey)) {
      return Result.fail(new CredentialRefused({ reason: "Unknown", index, detail: "an identity that is not known with this key" }))
    }
    if (!succeeds(question, identity, basicIdentity)) {
      return Result.fail(new CredentialRefused({ reason: "NotSuccessor", index, detail: "a credential that names somebody else" }))
    }
  }
  return Result.void
}
