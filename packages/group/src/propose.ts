import { encode } from "@copath/codec"
import { type CgkaUpdate, type CryptoFailure, refHash, type Secret, type Suite, type Unprotectable } from "@copath/contracts"
import type { Invalid } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { AuthenticatedContent, Extension, KeyPackage, PreSharedKeyId, Proposal } from "@copath/wire"
import * as Effect from "effect/Effect"
import { emit, type SendOptions } from "./emit.ts"
import type { Closed, SendRejected } from "./errors.ts"
import { judgeAlone } from "./judgeAlone.ts"
import { rosterOf } from "./framing.ts"
import { nextLeaf, notedNext, signLeaf, withNote } from "./leaf.ts"
import { choices, type GroupServices, type GroupWire, nowSeconds, parts } from "./parts.ts"
import { remembering } from "./sent.ts"
import type { GroupState, OwnUpdate, ReInit } from "./state.ts"

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

/** A proposal that no commit could hold, or a protection without its slot or without a generation left; nothing was changed. */
export type ProposeError = Invalid | SendRejected | Closed | Unprotectable | CryptoFailure

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

/** Proposes a pre-shared key (12.1.4): see `externalPsk` and `resumptionPsk`. */
export const proposePsk = (
  state: GroupState,
  psk: PreSharedKeyId,
  options?: SendOptions
): Effect.Effect<ProposalSent, ProposeError, GroupServices> => propose(state, { _tag: "psk", psk }, options)

/** Proposes to end the group and go on in another one (12.1.5). */
export const proposeReInit = (
  state: GroupState,
  successor: Omit<ReInit, "_tag">,
  options?: SendOptions
): Effect.Effect<ProposalSent, ProposeError, GroupServices> => propose(state, { _tag: "reInit", ...successor }, options)

/** Proposes a whole new list of group context extensions (12.1.7). */
export const proposeExtensions = (
  state: GroupState,
  extensions: ReadonlyArray<Extension>,
  options?: SendOptions
): Effect.Effect<ProposalSent, ProposeError, GroupServices> => propose(state, { _tag: "groupContextExtensions", extensions }, options)

/** Proposes something of a registered type (13.2); `body` is its encoding. */
export const proposeCustom = (
  state: GroupState,
  proposalType: number,
  body: Uint8Array,
  options?: SendOptions
): Effect.Effect<ProposalSent, ProposeError, GroupServices> => propose(state, { _tag: "custom", proposalType, body }, options)

/** Proposes my own leaf with fresh keys (12.1.2); they are in force once somebody commits it. With `leafExtensions` it gets these in place of its own. */
export const proposeUpdate: (
  state: GroupState,
  options?: SendOptions & { readonly leafExtensions?: ReadonlyArray<Extension> }
) => Effect.Effect<ProposalSent, ProposeError, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState,
  options: SendOptions & { readonly leafExtensions?: ReadonlyArray<Extension> } = {}
) {
  const p = yield* parts
  const leafKey = yield* p.cgka.leaf()
  const { note, state: signer } = yield* p.scheme.rotate(state.signer, notedNext(state.context, state.me), rosterOf(state.tree))
  const next = nextLeaf(state, note)
  const leafNode = signLeaf(
    p,
    state.identity,
    {
      ...next,
      encryptionKey: leafKey.publicKey,
      source: { _tag: "update" },
      extensions: options.leafExtensions === undefined ? next.extensions : withNote(options.leafExtensions, note)
    },
    { groupId: state.context.groupId, leafIndex: state.me }
  )
  const sent = yield* propose(state, { _tag: "update", leafNode }, options)
  const own: OwnUpdate = { reference: sent.reference, leafKey, signer }
  return { ...sent, state: { ...sent.state, ownUpdates: [...sent.state.ownUpdates, own] } }
})

/** Checks a proposal by itself, as whoever commits it will (12.1), and sends it. */
const propose: (state: GroupState, proposal: Proposal, options?: SendOptions) => Effect.Effect<ProposalSent, ProposeError, GroupServices> =
  Effect.fnUntraced(function* (state: GroupState, proposal: Proposal, beside: SendOptions = {}) {
    const p = yield* parts
    const options = yield* choices
    const sender = { _tag: "member", leafIndex: state.me } as const
    const objection = judgeAlone(p, options, state, { proposal, sender, reference: undefined }, yield* nowSeconds)
    if (objection !== undefined) return yield* objection
    const { content, message, protection, retired, signer } = yield* emit(p, options, state, { _tag: "proposal", proposal }, beside)
    const reference = proposalRef(p.suite, p.wire, content)
    const cached = { reference, proposal, sender: content.content.sender }
    const next = { ...state, protection, signer, proposals: [...state.proposals, cached] }
    return { state: remembering(p.suite, next, message), message, reference, retired }
  })
