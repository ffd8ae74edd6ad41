import { commit, type CommitError, type Committed, type GroupServices, type GroupState } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import type { KeyPackage, LeafNode } from "@copath/wire"
import * as Effect from "effect/Effect"
import { type KeyReused, usedKeys } from "./keyReuse.ts"

/** What became of one group: a commit to publish, nothing to do, or why it could not be made; then the group is as it was. */
export type InGroup<E> = { readonly groupId: Uint8Array } & (
  | { readonly _tag: "made"; readonly committed: Committed }
  | { readonly _tag: "nothingToDo" }
  | { readonly _tag: "failed"; readonly error: E | CommitError }
)

/**
 * Adds a device to each of a user's groups (RFC 9420, 12.1.1). `packageFor` fetches or makes a key package of the device, a fresh one for each group: one that
 * was used before is refused (`KeyReused`). A failure in one group does not keep the device out of the others.
 */
export const addDevice = <E, R>(
  groups: ReadonlyArray<GroupState>,
  packageFor: (groupId: Uint8Array) => Effect.Effect<KeyPackage, E, R>
): Effect.Effect<ReadonlyArray<InGroup<E | KeyReused>>, never, GroupServices | R> => {
  const used = usedKeys(groups)
  return inEach(
    groups,
    Effect.fnUntraced(function* (state: GroupState) {
      const keyPackage = yield* packageFor(state.context.groupId)
      const reused = used.use(keyPackage)
      if (reused !== undefined) return yield* Effect.fail(reused)
      return yield* commit(state, { add: [keyPackage] })
    })
  )
}

/** Removes a device from each of a user's groups in which it is (RFC 9420, 12.1.3); all of its leaves there, if there are several. */
export const removeDevice = (
  groups: ReadonlyArray<GroupState>,
  isDevice: (leaf: LeafNode) => boolean
): Effect.Effect<ReadonlyArray<InGroup<never>>, never, GroupServices> =>
  inEach(
    groups,
    Effect.fnUntraced(function* (state: GroupState) {
      const remove = leavesOf(state, isDevice)
      return remove.length === 0 ? undefined : yield* commit(state, { remove })
    })
  )

const leavesOf = ({ tree }: GroupState, isDevice: (leaf: LeafNode) => boolean): ReadonlyArray<LeafIndex> =>
  tree.members().filter((leaf) => {
    const node = tree.leafAt(leaf)
    return node !== undefined && isDevice(node)
  })

/** One group after the other, each for itself. */
const inEach = <E, R>(
  groups: ReadonlyArray<GroupState>,
  change: (state: GroupState) => Effect.Effect<Committed | undefined, E | CommitError, R>
): Effect.Effect<ReadonlyArray<InGroup<E>>, never, R> =>
  Effect.forEach(groups, (state) => {
    const { groupId } = state.context
    return Effect.match(change(state), {
      onFailure: (error): InGroup<E> => ({ _tag: "failed", groupId, error }),
      onSuccess: (committed): InGroup<E> =>
        committed === undefined ? { _tag: "nothingToDo", groupId } : { _tag: "made", groupId, committed }
    })
  })
