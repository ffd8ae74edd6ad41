import { decode } from "@copath/codec"
import { type CgkaReading, type Change, equalBytes } from "@copath/contracts"
import type { PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import { contentTypes } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { signedBytes } from "./context.ts"
import { followCommit, type FollowError } from "./followCommit.ts"
import { authorAt, frame, memberContent, verifyFramed } from "./framing.ts"
import type { Observed } from "./observer.ts"
import { notForMembers, open, type OpenError, openOutside, refuse, type Seen } from "./open.ts"
import { choices, type GroupServices, type Parts, parts } from "./parts.ts"
import type { GroupState } from "./state.ts"

/** A commit as anybody sees it: signed by who it says, and nothing public against it. */
export interface Inspected {
  /** The group that it is for. */
  readonly groupId: Uint8Array
  /** The epoch in which it was sent. */
  readonly epoch: bigint
  /** Hash of the encoded MLSMessage. */
  readonly hash: Uint8Array
  /** The committer's leaf; an external joiner's is the one that it would take. */
  readonly committer: LeafIndex
  /** Whether the committer is no member yet. */
  readonly external: boolean
  /** The leaves that it adds, removes and updates. */
  readonly change: Change
  /** The next epoch's tree. */
  readonly tree: PublicTree
  /** The path for the key agreement; `undefined` for a commit without one. */
  readonly reading: CgkaReading | undefined
  /** The provisional group context, under which path secrets are sealed (RFC 9420, 12.4.1). */
  readonly sealedUnder: Uint8Array
}

/** Why nothing can be said of a commit: it is none, not of this epoch, not signed by its sender, or refused by everybody who sees it. */
export type InspectError = OpenError | FollowError

/**
 * Looks into a commit without taking it in: the public part of `receive`, by an onlooker or a member who is still in the epoch before. The state stays as it
 * is, a private message's keys too. Tags that need the epoch's secrets and lifetimes are left aside, so that all who look see the same.
 */
export const inspectCommit: (state: Observed | GroupState, message: Uint8Array) => Effect.Effect<Inspected, InspectError, GroupServices> =
  Effect.fnUntraced(function* (state: Observed | GroupState, message: Uint8Array) {
    const p = yield* parts
    const options = yield* choices
    const decoded = yield* Effect.fromResult(decode(p.wire.mlsMessage, message))
    if ("lost" in state && state.lost) return yield* hidden()
    if (decoded._tag !== "publicMessage" && decoded._tag !== "privateMessage") return yield* notForMembers(decoded._tag)
    const seen =
      decoded._tag === "publicMessage"
        ? yield* Effect.fromResult(openOutside(p, options.handshake, state, decoded.publicMessage))
        : "lost" in state
          ? yield* hidden()
          : (ownInside(p, state, message) ?? (yield* open(p, options, state, message)))
    const verified = "verified" in seen && seen.verified
    if (!verified) yield* verifyFramed(p, state, seen.signatory, seen.framed, seen.auth.signature)
    const { content, epoch, groupId } = seen.framed.content
    if (content._tag !== "commit") return yield* refuse("UnexpectedMessage", "V012", `a commit was expected, not ${content._tag}`)
    const { next, plan, reading } = yield* followCommit(p, options, state, seen, content.commit, undefined)
    return {
      groupId,
      epoch,
      hash: p.suite.hash.digest(message),
      committer: plan.change.committer,
      external: seen.sender === undefined,
      change: plan.change,
      tree: next.tree,
      reading,
      sealedUnder: next.contextBytes
    }
  })

/** What our own pending commit says, if this is it and a private one: the key that sealed it is used up. */
const ownInside = (p: Parts, state: GroupState, message: Uint8Array): (Seen & { readonly verified: true }) | undefined => {
  const { context, me, pending, tree } = state
  const author = authorAt(tree, me)
  if (pending?.inside === undefined || author === undefined || !equalBytes(pending.message, message)) return undefined
  const { auth, content } = Result.getOrThrow(decode(p.wire.privateMessageContent(contentTypes.commit), pending.inside))
  const ours = memberContent(context.groupId, context.epoch, me, pending.authenticatedData, content)
  const framed = frame(p, p.wire.formats.privateMessage, ours, signedBytes(p, state))
  return { framed, auth, signatory: { _tag: "member", author, leaves: tree }, sender: me, verified: true }
}

const hidden = () => refuse("UnexpectedMessage", "V044", "nothing is seen of a private commit, nor of what follows one")
