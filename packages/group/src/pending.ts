import type { Change, Secret } from "@copath/contracts"
import type { CustomListed } from "@copath/membership"
import * as Effect from "effect/Effect"
import { entered, givenUp, pastWith } from "./epoch.ts"
import { SendRejected } from "./errors.ts"
import { choices, type GroupServices, type Parts, parts } from "./parts.ts"
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
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** The group as the pending commit makes it. The old epoch's ratchets are those of now: messages may have come in since the commit was made. */
export const enter = (p: Parts, options: GroupChoices, state: GroupState, pending: PendingCommit): Adopted => {
  const { retired, state: next } = entered(p, pending.next, state)
  return {
    // Its echo may still come.
    state: remembering(p.suite, { ...next, sent: state.sent, past: pastWith(p, options, state), pending: undefined }, pending.message),
    change: pending.change,
    custom: pending.custom,
    authenticatedData: pending.authenticatedData,
    retired: [...pending.retired, ...retired]
  }
}

/** The delivery service took our commit: enter its epoch (RFC 9420, 14). */
export const adopt: (state: GroupState) => Effect.Effect<Adopted, SendRejected, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState
) {
  const { pending } = state
  if (pending === undefined) {
    return yield* new SendRejected({ reason: "NoPendingCommit", rule: "V212", detail: "there is no commit of ours to adopt" })
  }
  return enter(yield* parts, yield* choices, state, pending)
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
