import { encode } from "@copath/codec"
import { type CgkaUpdate, type CryptoFailure, refHash, type Secret, type Suite, type Unprotectable } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import type { AuthenticatedContent, KeyPackage, Proposal } from "@copath/wire"
import * as Effect from "effect/Effect"
import { emit, type SendOptions } from "./emit.ts"
import type { Closed, SendRejected } from "./errors.ts"
import { signLeaf, withNote } from "./leaf.ts"
import { choices, type GroupServices, type GroupWire, parts } from "./parts.ts"
import { remembering } from "./sent.ts"
import type { GroupState, OwnUpdate } from "./state.ts"

/** A proposal of ours, on its way. */
export interface ProposalSent {
  /** The same epoch, with an advanced ratchet and the proposal in the cache. */
  readonly state: GroupState
  /** The encoded MLSMessage. Write `state` down before it leaves. */
  readonly message: Uint8Array
  /** `ProposalRef` (RFC 9420, 5.2), Nh bytes: by this a commit takes it. */
  readonly reference: Uint8Array
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** A protection without its slot or without a generation left; nothing was changed. */
export type ProposeError = SendRejected | Closed | Unprotectable | CryptoFailure

/** `ProposalRef` (RFC 9420, 5.2): the hash of the exact AuthenticatedContent. */
export const proposalRef = (suite: Suite, wire: GroupWire, content: AuthenticatedContent<CgkaUpdate>): Uint8Array =>
  refHash(suite, "MLS 1.0 Proposal Reference", encode(wire.authenticatedContent, content))

/** Proposes to add the holder of a key package (12.1.1). */
export const proposeAdd = (
  state: GroupState,
  keyPackage: KeyPackage,
  options?: SendOptions
): Effect.Effect<ProposalSent, ProposeError, GroupServices> => propose(state, { _tag: "add", keyPackage }, options)

/** Proposes to remove a member (12.1.3). */
export const proposeRemove = (
  state: GroupState,
  removed: LeafIndex,
  options?: SendOptions
): Effect.Effect<ProposalSent, ProposeError, GroupServices> => propose(state, { _tag: "remove", removed }, options)

/** Proposes my own leaf with fresh keys (12.1.2); they are in force once somebody commits it. */
export const proposeUpdate: (state: GroupState, options?: SendOptions) => Effect.Effect<ProposalSent, ProposeError, GroupServices> =
  Effect.fnUntraced(function* (state: GroupState, options?: SendOptions) {
    const p = yield* parts
    const leafKey = yield* p.cgka.leaf()
    const { note, state: signer } = yield* p.scheme.rotate(state.signer)
    const before = state.tree.leafAt(state.me)
    if (before === undefined) return yield* Effect.die(new Error("a member's own leaf is never blank"))
    const { signature: _, ...kept } = before
    const leafNode = signLeaf(
      p,
      state.identity,
      { ...kept, encryptionKey: leafKey.publicKey, source: { _tag: "update" }, extensions: withNote(before.extensions, note) },
      { groupId: state.context.groupId, leafIndex: state.me }
    )
    const sent = yield* propose(state, { _tag: "update", leafNode }, options)
    const own: OwnUpdate = { reference: sent.reference, leafKey, signer }
    return { ...sent, state: { ...sent.state, ownUpdates: [...sent.state.ownUpdates, own] } }
  })

const propose: (state: GroupState, proposal: Proposal, options?: SendOptions) => Effect.Effect<ProposalSent, ProposeError, GroupServices> =
  Effect.fnUntraced(function* (state: GroupState, proposal: Proposal, beside: SendOptions = {}) {
    const p = yield* parts
    const { content, message, protection, retired, signer } = yield* emit(p, yield* choices, state, { _tag: "proposal", proposal }, beside)
    const reference = proposalRef(p.suite, p.wire, content)
    const cached = { reference, proposal, sender: content.content.sender }
    const next = { ...state, protection, signer, proposals: [...state.proposals, cached] }
    return { state: remembering(p.suite, next, message), message, reference, retired }
  })
