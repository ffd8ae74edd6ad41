import type { BadSignature, CgkaBook, CgkaReading, CgkaRejected, CgkaUpdate, CredentialRefused, CryptoFailure } from "@copath/contracts"
import { Invalid, type Plan, type Proposed } from "@copath/membership"
import type { Commit, GroupContext, ProposalOrRef, Sender } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { closedFor } from "./closed.ts"
import { discharge, type Follower, forNext } from "./discharge.ts"
import type { Closed, PolicyRefused } from "./errors.ts"
import type { Seen } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { type Provisional, provisional } from "./path.ts"
import { planFor, planInput } from "./planInput.ts"
import { permitted } from "./policy.ts"
import { hexOf } from "./psk.ts"
import { readPath } from "./readPath.ts"
import type { CachedProposal, PublicEpoch } from "./state.ts"
import { confirmedTranscriptHash } from "./transcript.ts"

/** Why a commit does not hold, as far as anybody can tell. `Invalid` of V162 may come right; the rest is final. */
export type FollowError = Invalid | BadSignature | CredentialRefused | CgkaRejected | PolicyRefused | CryptoFailure | Closed

/** What a commit makes of the group's public state. */
export interface Followed {
  readonly plan: Plan
  /** The list, references resolved. */
  readonly proposed: ReadonlyArray<Proposed>
  /** The next tree, and the context that path secrets are sealed under. */
  readonly next: Provisional
  readonly book: CgkaBook
  /** The path, digested; `undefined` for a commit without one. */
  readonly reading: CgkaReading | undefined
  /** The next epoch's context. */
  readonly context: GroupContext
}

/** The part of taking in a commit that needs no secret (RFC 9420, 12.4.2): the same for members and onlookers. The signature has been verified. */
export const followCommit: (
  p: Parts,
  options: GroupChoices,
  epoch: PublicEpoch & Follower,
  seen: Seen,
  commit: Commit<CgkaUpdate>,
  now: bigint | undefined
) => Effect.Effect<Followed, FollowError> = Effect.fnUntraced(function* (p, options, epoch, { auth, framed, sender }, commit, now) {
  const closed = closedFor(epoch, "commit")
  if (closed !== undefined) return yield* closed
  const proposed = yield* Effect.fromResult(resolve(epoch.proposals, commit.proposals, framed.content.sender))
  const plan = yield* Effect.fromResult(planFor(p, planInput(p, options, epoch, proposed, sender, commit.path !== undefined, now)))
  yield* discharge(p, forNext(epoch, plan.change.removed), plan.obligations)
  yield* permitted(p.policy, { tree: epoch.tree, context: epoch.context, committer: sender, proposals: proposed, plan })
  const path =
    commit.path === undefined
      ? { next: provisional(p, epoch, plan, epoch.book, plan.tree, undefined), book: epoch.book, reading: undefined }
      : yield* readPath(p, options, epoch, plan, commit.path, now)
  const confirmed = confirmedTranscriptHash(p.suite, epoch.interimTranscriptHash, framed.wireFormat, framed.bytes, auth.signature)
  return { plan, proposed, ...path, context: { ...path.next.context, confirmedTranscriptHash: confirmed } }
})

/** References looked up in this epoch's cache (12.4); one that is missing may yet arrive (V162). */
const resolve = (
  cache: ReadonlyArray<CachedProposal>,
  list: ReadonlyArray<ProposalOrRef>,
  committer: Sender
): Result.Result<ReadonlyArray<Proposed>, Invalid> => {
  const byReference = new Map(cache.map((c) => [hexOf(c.reference), c]))
  const proposed: Array<Proposed> = []
  for (const [index, item] of list.entries()) {
    if (item._tag === "proposal") {
      proposed.push({ proposal: item.proposal, sender: committer, reference: undefined })
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
