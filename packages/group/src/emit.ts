import {
  type CgkaUpdate,
  type CryptoFailure,
  noBytes,
  type ProtectionState,
  type Secret,
  type SignerState,
  type Unprotectable
} from "@copath/contracts"
import { type AuthenticatedContent, type Content, proposalKind } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { closedFor } from "./closed.ts"
import { signedBytes } from "./context.ts"
import type { Closed, SendRejected } from "./errors.ts"
import { frame, memberContent, signFramed } from "./framing.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { handshakeFormat, seal } from "./protect.ts"
import type { GroupState } from "./state.ts"

/** What goes with a message, beside its data. */
export interface SendOptions {
  /** Travels in clear beside the content and is authenticated with it (RFC 9420, 6.1 and 6.3.1). */
  readonly authenticatedData?: Uint8Array
  /** Position reserved at the delivery service, for protections that need one. */
  readonly slot?: bigint
}

export interface Emitted {
  readonly message: Uint8Array
  /** What a ProposalRef is the hash of. */
  readonly content: AuthenticatedContent<CgkaUpdate>
  readonly signer: SignerState
  readonly protection: ProtectionState
  readonly retired: ReadonlyArray<Secret>
}

/** Frames, signs and seals what a member says without a commit: application data always as a private message, proposals as the group has agreed. */
export const emit: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  content: Exclude<Content<CgkaUpdate>, { readonly _tag: "commit" }>,
  beside: SendOptions
) => Effect.Effect<Emitted, SendRejected | Closed | Unprotectable | CryptoFailure> = Effect.fnUntraced(function* (
  p,
  options,
  state,
  content,
  { authenticatedData = noBytes, slot }
) {
  const closed = closedFor(state, "send")
  if (closed !== undefined) return yield* closed
  const { epoch, groupId } = state.context
  const wireFormat = formatOf(p, options, content)
  const framed = frame(p, wireFormat, memberContent(groupId, epoch, state.me, authenticatedData, content), signedBytes(p, state))
  const { signature, state: signedBy } = yield* signFramed(p, state, framed)
  const auth = { signature, confirmationTag: undefined }
  const reserved = slot === undefined ? Option.none<bigint>() : Option.some(slot)
  const { message, protection, retired, signer } = yield* seal(p, options, state, framed, auth, reserved, signedBy)
  return { message, content: { wireFormat, content: framed.content, auth }, signer, protection, retired }
})

/** Application data is always private; a proposal goes as the group's handshake does, unless its kind must be public. */
const formatOf = (p: Parts, options: GroupChoices, content: Parameters<typeof emit>[3]): number => {
  if (content._tag === "application") return p.wire.formats.privateMessage
  const { proposal } = content
  const open = proposal._tag === "custom" && proposalKind(p.registry, proposal.proposalType)?.publicOnly === true
  return open ? p.wire.formats.publicMessage : handshakeFormat(p, options)
}
