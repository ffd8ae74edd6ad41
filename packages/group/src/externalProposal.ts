import { encode } from "@copath/codec"
import { type CgkaUpdate, type CryptoFailure, type KeyPair, noBytes } from "@copath/contracts"
import { maySend } from "@copath/membership"
import type { FramedContent, Proposal, Sender } from "@copath/wire"
import * as Effect from "effect/Effect"
import { SendRejected } from "./errors.ts"
import { frame, signOutside } from "./framing.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import type { KeyPackageSecrets } from "./state.ts"

/** Which epoch of which group a proposal from outside is for; a GroupInfo's context tells. */
export interface Target {
  /** As the group was created with it. */
  readonly groupId: Uint8Array
  /** The present one: members take no proposal of another. */
  readonly epoch: bigint
}

/** What an external sender proposes (RFC 9420, 12.1.8). */
export interface ExternalProposal extends Target {
  /** Position in the group's `external_senders`, from 0. */
  readonly senderIndex: number
  /** The key pair that is listed there. */
  readonly signatureKey: KeyPair
  /** Add, Remove, PreSharedKey, ReInit, GroupContextExtensions, or a registered kind that allows it. */
  readonly proposal: Proposal
  /** Travels in clear beside the proposal and is authenticated with it. */
  readonly authenticatedData?: Uint8Array
}

const sent = (p: Parts, target: Target, sender: Sender, key: KeyPair, proposal: Proposal, authenticatedData: Uint8Array): Uint8Array => {
  const { epoch, groupId } = target
  const content: FramedContent<CgkaUpdate> = { groupId, epoch, sender, authenticatedData, content: { _tag: "proposal", proposal } }
  const framed = frame(p, p.wire.formats.publicMessage, content, noBytes)
  const auth = { signature: signOutside(p, key, framed), confirmationTag: undefined }
  return encode(p.wire.mlsMessage, { _tag: "publicMessage", publicMessage: { content, auth, membershipTag: undefined } })
}

/** A proposal by somebody whom the group lists as external sender, as an encoded MLSMessage (12.1.8, 12.1.8.1). */
export const proposeExternally: (input: ExternalProposal) => Effect.Effect<Uint8Array, SendRejected | CryptoFailure, GroupServices> =
  Effect.fnUntraced(function* (input: ExternalProposal) {
    const p = yield* parts
    const { authenticatedData = noBytes, proposal, senderIndex, signatureKey } = input
    if (!maySend("external", proposal, p.registry)) {
      const detail = `an external sender does not send proposals of type ${proposal._tag}`
      return yield* new SendRejected({ reason: "Invalid", rule: "V049", detail })
    }
    return sent(p, input, { _tag: "external", senderIndex }, signatureKey, proposal, authenticatedData)
  })

/** Asks to be added, with a key package of one's own, as an encoded MLSMessage (12.1.8). Whether a member commits it is the group's choice. */
export const proposeJoin: (target: Target, keyPackage: KeyPackageSecrets) => Effect.Effect<Uint8Array, CryptoFailure, GroupServices> =
  Effect.fnUntraced(function* (target: Target, { identity, keyPackage }: KeyPackageSecrets) {
    const p = yield* parts
    return sent(p, target, { _tag: "newMemberProposal" }, identity, { _tag: "add", keyPackage }, noBytes)
  })
