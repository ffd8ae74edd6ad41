import type { Change, Secret, Share, Suite } from "@copath/contracts"
import type { CustomListed } from "@copath/membership"
import * as Effect from "effect/Effect"
import { givenUp, pastWith } from "./epoch.ts"
import { SendRejected } from "./errors.ts"
import { choices, type GroupServices, parts } from "./parts.ts"
import { remembering } from "./sent.ts"
import type { GroupChoices } from "./options.ts"
import type { GroupState, PendingCommit } from "./state.ts"

/** The new epoch after a commit of ours, and what is left to do. */
export interface Adopted {
  /** The group in the new epoch; nothing is pending. */
  readonly state: GroupState
  /** The leaves that the commit added, removed and updated. */
  readonly change: Change
  /** Its proposals of registered kinds, in the order of the list. */
  readonly custom: ReadonlyArray<CustomListed>
  /** What travelled beside it. */
  readonly authenticatedData: Uint8Array
  /** Chain keys for single members, to send once `state` is written down; empty unless the message protection has any. */
  readonly shares: ReadonlyArray<Share>
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** The group as the pending commit makes it. The old epoch's ratchets are those of now: messages may have come in since the commit was made. */
export const enter = (suite: Suite, options: GroupChoices, state: GroupState, pending: PendingCommit): Adopted => ({
  // Its echo may still come.
  state: remembering(suite, { ...pending.next, sent: state.sent, past: pastWith(options, state), pending: undefined }, pending.message),
  change: pending.change,
  custom: pending.custom,
  authenticatedData: pending.authenticatedData,
  shares: pending.shares,
  retired: pending.retired
})

/** The delivery service took our commit: enter its epoch (RFC 9420, 14). */
export const adopt: (state: GroupState) => Effect.Effect<Adopted, SendRejected, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState
) {
  const { pending } = state
  if (pending === undefined) {
    return yield* new SendRejected({ reason: "NoPendingCommit", rule: "V212", detail: "there is no commit of ours to adopt" })
  }
  const { suite } = yield* parts
  return enter(suite, yield* choices, state, pending)
})

/** This epoch without the commit that was pending, and the secrets of the one that it would have begun. */
export interface Dropped {
  /** The same epoch; nothing is pending. The advanced ratchet stays advanced. */
  readonly state: GroupState
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** The delivery service refused our commit, or we changed our mind: stay in this epoch. */
export const drop = ({ pending, ...state }: GroupState): Dropped => ({
  state: { ...state, pending: undefined },
  retired: pending === undefined ? [] : givenUp(pending.next)
})
