import {
  type BadSignature,
  type CgkaRejected,
  type CgkaUpdate,
  type CredentialRefused,
  type CryptoFailure,
  noBytes,
  type Secret,
  type Unprotectable
} from "@copath/contracts"
import type { Invalid } from "@copath/membership"
import type { FramedContent } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { closedFor } from "./closed.ts"
import { signedBytes } from "./context.ts"
import { advance } from "./epoch.ts"
import { type Closed, type PolicyRefused, type PskUnavailable, SendRejected } from "./errors.ts"
import { frame, memberContent, rosterOf, signFramed } from "./framing.ts"
import { nextLeaf, notedNext } from "./leaf.ts"
import type { GroupChoices } from "./options.ts"
import type { Origin } from "./origin.ts"
import { choices, type GroupServices, nowSeconds, type Parts, parts } from "./parts.ts"
import { makePath, nothingMade, ownObjection } from "./makePath.ts"
import { withoutPath } from "./path.ts"
import { judge } from "./judge.ts"
import type { Intent } from "./proposals.ts"
import { handshakeFormat, seal } from "./protect.ts"
import { pskSource } from "./psk.ts"
import type { GroupState } from "./state.ts"
import { confirmedTranscriptHash } from "./transcript.ts"
import { succeeds } from "./succession.ts"
import { makeWelcome } from "./welcome.ts"

/** A commit of ours, on its way. */
export interface Committed {
  /** The same epoch, with an advanced ratchet and the commit pending. */
  readonly state: GroupState
  /** The encoded MLSMessage, to publish with the old epoch as expectation. */
  readonly message: Uint8Array
  /** One encoded Welcome for all joiners. */
  readonly welcome: Uint8Array | undefined
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** The list is invalid or its proof fails (`Invalid`, `BadSignature`, `CredentialRefused`), a key is missing (`PskUnavailable`), or sending is refused. */
export type CommitError =
  | Invalid
  | PolicyRefused
  | BadSignature
  | CredentialRefused
  | PskUnavailable
  | SendRejected
  | Closed
  | Unprotectable
  | CgkaRejected
  | CryptoFailure

/**
 * Commits cached proposals and the intent's own (RFC 9420, 12.4.1). Nothing changes for the group until the delivery service accepts: then
 * `adopt`; if another commit won, `receive` that one, which drops ours.
 */
export const commit: (state: GroupState, intent?: Intent) => Effect.Effect<Committed, CommitError, GroupServices> = Effect.fnUntraced(
  function* (state: GroupState, intent: Intent = {}) {
    return yield* commitWithin(yield* parts, yield* choices, state, intent, undefined)
  }
)

/** {@link commit}, as part of re-creating or branching off the group of `origin`, if there is one. */
export const commitWithin: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  intent: Intent,
  origin: Origin | undefined
) => Effect.Effect<Committed, CommitError> = Effect.fnUntraced(function* (p, options, state, intent, origin) {
  if (state.pending !== undefined) {
    return yield* new SendRejected({
      reason: "PendingCommit",
      rule: "V212",
      detail: "a commit of ours is undecided; adopt or drop it first"
    })
  }
  const closed = closedFor(state, "commit")
  if (closed !== undefined) return yield* closed
  const now = yield* nowSeconds
  const { hasPath, plan, sent } = yield* judge(p, options, state, intent, now, origin)

  const { identity } = intent
  if (identity !== undefined) yield* succeeds(p, state, identity)
  const rotated = hasPath
    ? yield* p.scheme.rotate(state.signer, notedNext(state.context, state.me), rosterOf(plan.tree), identity?.signatureKey)
    : undefined
  const path =
    rotated === undefined
      ? { ...withoutPath(p, state, plan), ...nothingMade }
      : yield* makePath(
          p,
          { ...state, identity: identity?.signatureKey ?? state.identity, leaf: nextLeaf(state, rotated.note, identity) },
          plan
        )

  const objection = ownObjection(p, options, plan, state.context, path, now)
  if (objection !== undefined) return yield* objection

  const { authenticatedData = noBytes } = intent
  const content: FramedContent<CgkaUpdate> = memberContent(state.context.groupId, state.context.epoch, state.me, authenticatedData, {
    _tag: "commit",
    commit: { proposals: sent, path: path.updatePath }
  })
  const framed = frame(p, handshakeFormat(p, options), content, signedBytes(p, state))
  const { signature, state: signedBy } = yield* signFramed(p, state, framed)
  const confirmed = confirmedTranscriptHash(p.suite, state.interimTranscriptHash, framed.wireFormat, framed.bytes, signature)
  const next = {
    init: state.secrets.init,
    tree: path.next.tree,
    book: path.book,
    change: plan.change,
    cgka: path.cgka,
    signer: rotated?.state ?? signedBy,
    identity: identity?.signatureKey ?? state.identity,
    commitSecret: path.commitSecret,
    psks: plan.psks,
    reInit: plan.reInit,
    ownUpdate: undefined,
    renewed: hasPath,
    context: { ...path.next.context, confirmedTranscriptHash: confirmed }
  }
  const { handoff, psk, retired, state: begun } = yield* advance(p, options, state, next, yield* pskSource(state, origin))
  const auth = { signature, confirmationTag: begun.confirmationTag }
  const slot = intent.slot === undefined ? Option.none<bigint>() : Option.some(intent.slot)
  const sealed = yield* seal(p, options, state, framed, auth, slot, signedBy)
  // A signature outside comes last of all: whoever signs on with the same keys goes on from what that left.
  const ahead = rotated === undefined ? { ...begun, signer: sealed.signer } : begun
  const invited = plan.added.length === 0 ? undefined : yield* makeWelcome(p, options, ahead, plan, path.welcomes, handoff, psk)
  // A scheme may use up a signing key: the old epoch goes on with what signing left.
  const old: GroupState = { ...state, protection: sealed.protection, signer: sealed.signer }
  return {
    state: {
      ...old,
      pending: {
        next: invited === undefined ? ahead : { ...ahead, signer: invited.signer },
        message: sealed.message,
        inside: sealed.inside,
        change: plan.change,
        custom: plan.custom,
        authenticatedData,
        retired: [...retired, ...path.retired, handoff]
      }
    },
    message: sealed.message,
    welcome: invited?.welcome,
    retired: sealed.retired
  }
})
