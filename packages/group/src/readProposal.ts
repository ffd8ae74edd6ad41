import { decode, type DecodeError } from "@copath/codec"
import type { BadSignature, CryptoFailure } from "@copath/contracts"
import type { Invalid } from "@copath/membership"
import type { Node } from "@copath/wire"
import * as Effect from "effect/Effect"
import { treeOf } from "./checkInfo.ts"
import { contextBytes } from "./context.ts"
import type { FrameRejected, WelcomeRejected } from "./errors.ts"
import { verifyFramed } from "./framing.ts"
import { readGroupInfo } from "./groupInfo.ts"
import { openOutside, refuse } from "./open.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import { proposalRef } from "./propose.ts"
import type { CachedProposal, PublicEpoch } from "./state.ts"

/** A public proposal and the epoch that it should be of, as somebody outside sees them. */
export interface PublicProposal {
  /** An encoded MLSMessage that holds the GroupInfo of the proposal's epoch. */
  readonly groupInfo: Uint8Array
  /** The tree, when the GroupInfo leaves it out. */
  readonly ratchetTree?: ReadonlyArray<Node | undefined>
  /** An encoded MLSMessage that holds the proposal. */
  readonly message: Uint8Array
}

/** Why a proposal is of no use to somebody outside. */
export type ReadProposalError = DecodeError | FrameRejected | Invalid | BadSignature | CryptoFailure

/**
 * A proposal in a public message, verified as far as somebody outside can (draft-ietf-mls-extensions-09, SelfRemove): group, epoch, sender, signature, and
 * not the membership tag. For a delivery service that keeps only what holds; a joiner's `externalJoin` does the same by itself. GroupInfo and tree are
 * taken at their word.
 */
export const readProposal: (input: PublicProposal) => Effect.Effect<CachedProposal, ReadProposalError | WelcomeRejected, GroupServices> =
  Effect.fnUntraced(function* ({ groupInfo, message, ratchetTree }: PublicProposal) {
    const p = yield* parts
    const info = yield* readGroupInfo(groupInfo)
    const tree = yield* Effect.fromResult(treeOf(p, info, ratchetTree))
    return yield* publicProposal(p, { context: info.groupContext, tree }, message)
  })

/** {@link readProposal}, of an epoch whose context and tree are at hand. */
export const publicProposal: (
  p: Parts,
  epoch: Pick<PublicEpoch, "context" | "tree">,
  message: Uint8Array
) => Effect.Effect<CachedProposal, ReadProposalError> = Effect.fnUntraced(function* (p, epoch, message) {
  const decoded = yield* Effect.fromResult(decode(p.wire.mlsMessage, message))
  if (decoded._tag !== "publicMessage")
    return yield* refuse("UnexpectedMessage", "V012", `a public message was expected, not a ${decoded._tag}`)
  const seen = yield* Effect.fromResult(
    openOutside(p, "public", { ...epoch, contextBytes: contextBytes(epoch.context) }, decoded.publicMessage)
  )
  const { auth, framed, signatory } = seen
  const { content, sender } = framed.content
  if (content._tag !== "proposal") return yield* refuse("UnexpectedMessage", "V012", `a proposal was expected, not a ${content._tag}`)
  yield* verifyFramed(p, epoch, signatory, framed, auth.signature)
  const reference = proposalRef(p.suite, p.wire, { wireFormat: framed.wireFormat, content: framed.content, auth })
  return { reference, proposal: content.proposal, sender }
})
