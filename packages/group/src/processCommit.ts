import {
  type BadSignature,
  type CgkaRejected,
  type CgkaUpdate,
  type Change,
  type CredentialRefused,
  type CryptoFailure,
  equalBytes,
  type Secret,
  type Share,
  type SignerState
} from "@copath/contracts"
import { Invalid, type Proposed } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { Commit, ProposalOrRef } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { discharge } from "./discharge.ts"
import { closedFor } from "./closed.ts"
import { advance, givenUp } from "./epoch.ts"
import { type Closed, ConfirmationMismatch, type PskUnavailable } from "./errors.ts"
import type { Opened } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import { nowSeconds, type Parts } from "./parts.ts"
import { withoutPath } from "./path.ts"
import { planFor, planInput } from "./planInput.ts"
import { hexOf, pskSource } from "./psk.ts"
import type { GroupState, OwnUpdate } from "./state.ts"
import { takePath } from "./takePath.ts"
import { confirmedTranscriptHash } from "./transcript.ts"

/** A commit taken in: the next epoch, or the news that it removed us. */
export type CommitReceived =
  | {
      readonly _tag: "commit"
      readonly state: GroupState
      readonly retired: ReadonlyArray<Secret>
      /** Chain keys for single members, to send once `state` is written down. */
      readonly shares: ReadonlyArray<Share>
      readonly sender: LeafIndex
      readonly change: Change
    }
  | {
      readonly _tag: "removed"
      readonly sender: LeafIndex
      readonly change: Change
      /** All that the engine held of this group. */
      readonly retired: ReadonlyArray<Secret>
    }

/** Why a commit does not lead into the next epoch (RFC 9420, 12.4.2). `PskUnavailable` and `Invalid` of V162 may come right; the rest is final. */
export type ProcessError =
  | Invalid
  | BadSignature
  | CredentialRefused
  | CgkaRejected
  | PskUnavailable
  | ConfirmationMismatch
  | CryptoFailure
  | Closed

/** The receiver's way into the next epoch (RFC 9420, 12.4.2). Our own pending commit, if there is one, has lost. */
export const processCommit: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  opened: Opened,
  commit: Commit<CgkaUpdate>
) => Effect.Effect<CommitReceived, ProcessError> = Effect.fnUntraced(function* (p, options, state, opened, commit) {
  const { framed, sender } = opened
  const closed = closedFor(state, "commit")
  if (closed !== undefined) return yield* closed
  const now = yield* nowSeconds
  const proposed = yield* Effect.fromResult(resolve(state, commit.proposals, sender))
  const plan = yield* Effect.fromResult(planFor(p, planInput(p, options, state, proposed, sender, commit.path !== undefined, now)))
  yield* discharge(p, state.context.groupId, plan.obligations)
  if (plan.change.removed.includes(state.me)) {
    return { _tag: "removed", sender, change: plan.change, retired: [...givenUp(state), ...lost(state)] }
  }

  const mine = ownUpdateIn(state, proposed)
  const renewed = mine === undefined ? { state: state.cgka, retired: [] } : p.cgka.renew(state.cgka, mine.leafKey)
  const from = { ...state, cgka: renewed.state }
  const path = commit.path === undefined ? withoutPath(p, from, plan) : yield* takePath(p, options, from, plan, sender, commit.path, now)

  const confirmed = confirmedTranscriptHash(p.suite, state.interimTranscriptHash, framed.wireFormat, framed.bytes, opened.auth.signature)
  const signer: SignerState = mine?.signer ?? state.signer
  const next = {
    tree: path.next.tree,
    book: path.book,
    change: plan.change,
    cgka: path.cgka,
    signer,
    commitSecret: path.commitSecret,
    psks: plan.psks,
    reInit: plan.reInit,
    ownUpdate: mine,
    context: { ...path.next.context, confirmedTranscriptHash: confirmed }
  }
  const ahead = yield* advance(p, options, state, next, yield* pskSource(state))
  const { confirmationTag } = opened.auth
  if (confirmationTag === undefined || !equalBytes(confirmationTag, ahead.state.confirmationTag)) {
    return yield* new ConfirmationMismatch({ epoch: ahead.state.context.epoch })
  }
  ahead.handoff.wipe()
  return {
    _tag: "commit",
    state: { ...ahead.state, pending: undefined },
    retired: [...opened.retired, ...renewed.retired, ...path.retired, ...ahead.retired, ...lost(state)],
    shares: ahead.shares,
    sender,
    change: plan.change
  }
})

/** Secrets of a pending commit that another one has beaten. */
const lost = ({ pending }: GroupState): ReadonlyArray<Secret> => (pending === undefined ? [] : givenUp(pending.next))

/** References looked up in this epoch's cache (12.4); one that is missing may yet arrive (V162). */
const resolve = (
  state: GroupState,
  list: ReadonlyArray<ProposalOrRef>,
  committer: LeafIndex
): Result.Result<ReadonlyArray<Proposed>, Invalid> => {
  const byReference = new Map(state.proposals.map((c) => [hexOf(c.reference), c]))
  const proposed: Array<Proposed> = []
  for (const [index, item] of list.entries()) {
    if (item._tag === "proposal") {
      proposed.push({ proposal: item.proposal, sender: { _tag: "member", leafIndex: committer }, reference: undefined })
      continue
    }
    const cached = byReference.get(hexOf(item.reference))
    if (cached === undefined) {
      return Result.fail(
        new Invalid({ rule: "V162", subject: index, detail: "the commit refers to a proposal that has not arrived; take that in first" })
      )
    }
    proposed.push({ proposal: cached.proposal, sender: cached.sender, reference: cached.reference })
  }
  return Result.succeed(proposed)
}

const ownUpdateIn = (state: GroupState, proposed: ReadonlyArray<Proposed>): OwnUpdate | undefined =>
  state.ownUpdates.find((own) => proposed.some((q) => q.reference !== undefined && equalBytes(q.reference, own.reference)))
