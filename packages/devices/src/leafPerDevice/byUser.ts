import type { GroupState } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import type { LeafNode } from "@copath/wire"

/** The devices of one user in one group, as its tree shows them. */
export interface UserDevices {
  /** As `userOf` names the user. */
  readonly user: string
  /** Leaf indices, ascending. */
  readonly leaves: ReadonlyArray<LeafIndex>
}

/**
 * The members of a group by user, in the order of each user's first leaf. `userOf`: whose device a leaf is, by its credential; the
 * authentication service must have answered for that.
 */
export const devicesByUser = ({ tree }: Pick<GroupState, "tree">, userOf: (leaf: LeafNode) => string): ReadonlyArray<UserDevices> => {
  const users = new Map<string, Array<LeafIndex>>()
  for (const leaf of tree.members()) {
    const node = tree.leafAt(leaf)
    if (node === undefined) continue
    const user = userOf(node)
    const known = users.get(user)
    if (known === undefined) users.set(user, [leaf])
    else known.push(leaf)
  }
  return [...users].map(([user, leaves]) => ({ user, leaves }))
}
