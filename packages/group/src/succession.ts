import { type CredentialRefused, equalBytes } from "@copath/contracts"
import { encode } from "@copath/codec"
import { credential as credentialCodec } from "@copath/wire"
import * as Effect from "effect/Effect"
import type { Parts } from "./parts.ts"
import type { EpochState, Identity } from "./state.ts"

/** Asks what all others will ask: whether a new credential and key of my leaf may follow the present ones (RFC 9420, 5.3.1; V086, V087). */
export const succeeds = (
  p: Parts,
  { me, tree }: Pick<EpochState, "me" | "tree">,
  { credential, signatureKey }: Identity
): Effect.Effect<void, CredentialRefused> => {
  const before = tree.leafAt(me)
  if (before === undefined) throw new Error("a member's own leaf is never blank")
  const previous = { credential: before.credential, signatureKey: before.signatureKey }
  const same =
    equalBytes(signatureKey.publicKey, previous.signatureKey) &&
    equalBytes(encode(credentialCodec, credential), encode(credentialCodec, previous.credential))
  return same ? Effect.void : p.authentication.validate([{ role: "member", credential, signatureKey: signatureKey.publicKey, previous }])
}
