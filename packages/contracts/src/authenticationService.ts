import type { Credential } from "@copath/wire"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"

/**
 * A credential that the authentication service does not vouch for (RFC 9420, 5.3.1). `Expired`: outside its dates, and good otherwise;
 * `Unavailable`: there is no answer now, and asking again may bring one (V094).
 */
export class CredentialRefused extends Data.TaggedError("CredentialRefused")<{
  readonly reason: "Unknown" | "NotSuccessor" | "Expired" | "Unavailable"
  /** Position in the batch that was asked about. */
  readonly index: number
  /** What is wrong, for people who look for the cause. */
  readonly detail?: string
}> {}

/** One question: does this credential belong to the holder of this key? With `previous`: and does it succeed that one? */
export interface CredentialQuestion {
  /** In what capacity the holder comes: in the tree already, about to enter it, or listed in `external_senders`. */
  readonly role: "member" | "joiner" | "external-sender"
  /** Who the holder claims to be. */
  readonly credential: Credential
  /** The key that the claim comes with, in the suite's encoding: part of the question (V088). */
  readonly signatureKey: Uint8Array
  /** What the leaf held before, where it is replaced (V087). */
  readonly previous: { readonly credential: Credential; readonly signatureKey: Uint8Array } | undefined
}

/** Vouches for identities. Asked in batches, before anything that rests on the answer is adopted. */
export class AuthenticationService extends Context.Service<
  AuthenticationService,
  { readonly validate: (batch: ReadonlyArray<CredentialQuestion>) => Effect.Effect<void, CredentialRefused> }
>()("@copath/contracts/AuthenticationService") {}
