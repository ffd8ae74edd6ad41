import type { Change, Secret, Share } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { pastWith } from "./epoch.ts"
import { SendRejected } from "./errors.ts"
import { choices } from "./parts.ts"
import type { GroupChoices } from "./options.ts"
import type { GroupState, PendingCommit } from "./state.ts"

/** The new epoch after a commit of ours, and what is left to do. */
export interface Adopted {
  /** The group in the new epoch; nothing is pending. */
  readonly state: GroupState
  /** The leaves that the commit added, removed and updated. */
  readonly change: Change
  /** Chain keys for single members, to send once `state` is written down; empty unless the message protection has any. */
  readonly shares: ReadonlyArray<Share>
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** The group as the pending commit makes it. The old epoch's ratchets are those of now: messages may have come in since the commit was made. */
export const enter = (options: GroupChoices, state: GroupState, pending: PendingCommit): Adopted => ({
  state: { ...pending.next, past: pastWith(options, state), pending: undefined },
  change: pending.change,
  shares: pending.shares,
  retired: pending.retired
})

/** The delivery service took our commit: enter its epoch (RFC 9420, 14). */
export const adopt: (state: GroupState) => Effect.Effect<Adopted, SendRejected> = Effect.fnUntraced(function* (state: GroupState) {
  const { pending } = state
  if (pending === undefined) {
    return yield* new SendRejected({ reason: "NoPendingCommit", rule: "V212", detail: "there is no commit of ours to adopt" })
  }
  return enter(yield* choices, state, pending)
})

/** The delivery service refused our commit, or we changed our mind: stay in this epoch. The advanced ratchet stays advanced. */
export const drop = (state: GroupState): GroupState => ({ ...state, pending: undefined })
