import type { Credential } from "@copath/wire"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"

/** A credential that the authentication service does not vouch for (RFC 9420, 5.3.1). `Unavailable` may be retried. */
export class CredentialRefused extends Data.TaggedError("CredentialRefused")<{
  readonly reason: "Unknown" | "NotSuccessor" | "Expired" | "Unavailable"
  /** Position in the batch that was asked about. */
  readonly index: number
}> {}

/** One question: does this credential belong to the holder of this key? With `previous`: and does it succeed that one? */
export interface CredentialQuestion {
  readonly role: "member" | "joiner" | "external-sender"
  readonly credential: Credential
  readonly signatureKey: Uint8Array
  readonly previous: { readonly credential: Credential; readonly signatureKey: Uint8Array } | undefined
}

/** Vouches for identities. Asked in batches, before anything that rests on the answer is adopted. */
export class AuthenticationService extends Context.Service<
  AuthenticationService,
  { readonly validate: (batch: ReadonlyArray<CredentialQuestion>) => Effect.Effect<void, CredentialRefused> }
>()("@copath/contracts/AuthenticationService") {}
