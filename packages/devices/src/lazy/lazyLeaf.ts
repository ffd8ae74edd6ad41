import type { CryptoFailure, Unprotectable } from "@copath/contracts"
import { equalBytes } from "@copath/contracts"
import {
  type Closed,
  type GroupServices,
  type GroupState,
  type ProposalSent,
  type ProposeError,
  proposeUpdate,
  send,
  type SendOptions,
  type SendRejected,
  type Sent
} from "@copath/group"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** A group in which my leaf may be waiting for its new key to come in force. */
export interface LazyGroup {
  /** The group as the engine has it. */
  readonly state: GroupState
  /** My leaf's old encryption key, announced to go; `undefined` when nothing is announced. */
  readonly old: Uint8Array | undefined
}

/** Something was to be said while a leaf's old key is in force: whoever holds it would read it. Commit first, whoever does. */
export class OldKeyInForce extends Data.TaggedError("OldKeyInForce")<{
  /** Whether a new key waits for a commit in this epoch; otherwise announce once more. */
  readonly announced: boolean
}> {
  /** What is to be done. */
  override get message(): string {
    return this.announced
      ? "a new leaf key is announced and not committed: commit first"
      : "the announced leaf key went with its epoch: announce anew"
  }
}

/** An announcement, on its way. */
export interface Announced extends Omit<ProposalSent, "state"> {
  /** The group with the old key noted; write it down before the message leaves. */
  readonly group: LazyGroup
}

const leafKey = ({ me, tree }: GroupState): Uint8Array | undefined => tree.leafAt(me)?.encryptionKey

/** A group as it was joined, made or read back: an announcement of ours in this epoch is one that waits. */
export const lazyGroup = (state: GroupState): LazyGroup => ({ state, old: state.ownUpdates.length > 0 ? leafKey(state) : undefined })

/**
 * Announces a new key of my leaf: one key pair, and no path. Members put it in place and blank the leaf's direct path when somebody commits it, and that commit
 * brings a path of its own (RFC 9420, 12.4). Until then nothing has changed.
 */
export const announce: (group: LazyGroup, options?: SendOptions) => Effect.Effect<Announced, ProposeError, GroupServices> =
  Effect.fnUntraced(function* ({ old, state }: LazyGroup, options?: SendOptions) {
    const sent = yield* proposeUpdate(state, options)
    return { ...sent, group: { state: sent.state, old: old ?? leafKey(state) } }
  })

/** What became of an announcement in one of several groups. */
export type AnnouncedIn = { readonly groupId: Uint8Array } & (
  | { readonly _tag: "announced"; readonly announced: Announced }
  | { readonly _tag: "failed"; readonly error: ProposeError }
)

/** {@link announce} in each group; a failure in one leaves the others alone. */
export const announceEverywhere = (groups: ReadonlyArray<LazyGroup>): Effect.Effect<ReadonlyArray<AnnouncedIn>, never, GroupServices> =>
  Effect.forEach(groups, (group) => {
    const { groupId } = group.state.context
    return Effect.match(announce(group), {
      onFailure: (error): AnnouncedIn => ({ _tag: "failed", groupId, error }),
      onSuccess: (announced): AnnouncedIn => ({ _tag: "announced", groupId, announced })
    })
  })

/** The group after the engine went on: what was announced is over once my leaf has another key. */
export const lazily = (group: LazyGroup, state: GroupState): LazyGroup => {
  const now = leafKey(state)
  const gone = group.old === undefined || now === undefined || !equalBytes(group.old, now)
  return { state, old: gone ? undefined : group.old }
}

/** Says something, unless the key that is to go is still in force: `OldKeyInForce`. The engine refuses, beside that, while anybody's proposals wait (V084). */
export const sayLazily: (
  group: LazyGroup,
  data: Uint8Array,
  options?: SendOptions
) => Effect.Effect<
  Sent & { readonly group: LazyGroup },
  OldKeyInForce | SendRejected | Closed | Unprotectable | CryptoFailure,
  GroupServices
> = Effect.fnUntraced(function* (group, data, options) {
  if (group.old !== undefined) return yield* new OldKeyInForce({ announced: group.state.ownUpdates.length > 0 })
  const sent = yield* send(group.state, data, options)
  return { ...sent, group: { ...group, state: sent.state } }
})
