import {
  type CgkaRejected,
  type CgkaUpdate,
  type Change,
  type CryptoFailure,
  equalBytes,
  type Secret,
  type SignerState
} from "@copath/contracts"
import { type CustomListed, Invalid, type Plan, type Proposed } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { Commit } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { advance, entered, givenUp } from "./epoch.ts"
import { ConfirmationMismatch, type PskUnavailable } from "./errors.ts"
import { followCommit, type FollowError } from "./followCommit.ts"
import type { Opened } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import { nowSeconds, type Parts } from "./parts.ts"
import { noPath } from "./path.ts"
import { pskSource } from "./psk.ts"
import type { GroupState, OwnUpdate } from "./state.ts"

/** A commit taken in: the next epoch, or the news that it removed us. */
export type CommitReceived =
  | {
      readonly _tag: "commit"
      readonly state: GroupState
      readonly retired: ReadonlyArray<Secret>
      /** The committer's leaf; an external joiner's is the one that it took. */
      readonly sender: LeafIndex
      /** Whether the committer joined by this commit. */
      readonly external: boolean
      readonly change: Change
      /** Its proposals of registered kinds, in the order of the list. */
      readonly custom: ReadonlyArray<CustomListed>
      /** What travelled in clear beside it. */
      readonly authenticatedData: Uint8Array
    }
  | {
      readonly _tag: "removed"
      readonly sender: LeafIndex
      readonly change: Change
      /** All that the engine held of this group. */
      readonly retired: ReadonlyArray<Secret>
    }

/** Why a commit does not lead into the next epoch (RFC 9420, 12.4.2). `PskUnavailable` and `Invalid` of V162 may come right; the rest is final. */
export type ProcessError = FollowError | PskUnavailable | ConfirmationMismatch

/** The receiver's way into the next epoch (RFC 9420, 12.4.2). Our own pending commit, if there is one, has lost. */
export const processCommit: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  opened: Opened,
  commit: Commit<CgkaUpdate>
) => Effect.Effect<CommitReceived, ProcessError> = Effect.fnUntraced(function* (p, options, state, opened, commit) {
  const followed = yield* followCommit(p, options, state, opened, commit, yield* nowSeconds)
  const { book, context, next, plan, proposed, reading } = followed
  const sender = plan.change.committer
  if (plan.change.removed.includes(state.me)) {
    return { _tag: "removed", sender, change: plan.change, retired: [...givenUp(state), ...lost(state)] }
  }

  const mine = ownUpdateIn(state, proposed)
  const renewed = mine === undefined ? { state: state.cgka, retired: [] } : p.cgka.renew(state.cgka, mine.leafKey)
  const path =
    reading === undefined
      ? noPath(p, renewed.state, next.tree)
      : yield* p.cgka.process(renewed.state, reading, next.tree, plan.change, next.contextBytes)

  const init = yield* initSecret(p, state, plan)
  const signer: SignerState = mine?.signer ?? state.signer
  const begun = {
    init,
    tree: next.tree,
    book,
    change: plan.change,
    cgka: path.state,
    signer,
    commitSecret: path.commitSecret,
    psks: plan.psks,
    reInit: plan.reInit,
    ownUpdate: mine,
    renewed: mine !== undefined,
    context
  }
  const ahead = yield* advance(p, options, state, begun, yield* pskSource(state))
  const { confirmationTag } = opened.auth
  const confirmed = confirmationTag !== undefined && equalBytes(confirmationTag, ahead.state.confirmationTag)
  if (!confirmed && p.insiders.confirm) {
    return yield* new ConfirmationMismatch({ epoch: ahead.state.context.epoch })
  }
  ahead.handoff.wipe()
  const arrived = entered(p, ahead.state, state)
  return {
    _tag: "commit",
    state: { ...arrived.state, pending: undefined },
    retired: [...opened.retired, ...renewed.retired, ...path.retired, ...ahead.retired, ...arrived.retired, ...lost(state)],
    sender,
    external: opened.sender === undefined,
    change: plan.change,
    custom: plan.custom,
    authenticatedData: opened.framed.content.authenticatedData
  }
})

/** The old epoch's init secret, or the one that an external joiner sealed to the group's external key (8.3; V191). */
const initSecret = (p: Parts, state: GroupState, plan: Plan): Effect.Effect<Secret, Invalid | CgkaRejected | CryptoFailure> => {
  if (plan.externalInit === undefined) return Effect.succeed(state.secrets.init)
  return Option.isNone(p.schedule.external)
    ? Effect.fail(new Invalid({ rule: "V155", subject: undefined, detail: `the key schedule ${p.schedule.id} has no external init` }))
    : p.schedule.external.value.admit(state.secrets, plan.externalInit)
}

/** Secrets of a pending commit that another one has beaten. */
const lost = ({ pending }: GroupState): ReadonlyArray<Secret> => (pending === undefined ? [] : givenUp(pending.next))

const ownUpdateIn = (state: GroupState, proposed: ReadonlyArray<Proposed>): OwnUpdate | undefined =>
  state.ownUpdates.find((own) => proposed.some((q) => q.reference !== undefined && equalBytes(q.reference, own.reference)))
