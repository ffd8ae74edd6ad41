/**
 * The public tree of a run's groups as a film: one frame for each step that changed it, and everything that stood in it as a stretch of frames.
 *
 * ```
 * frames       0    1    2    3         one for each step at which the tree changed
 * keys         ├─ node 3: key 4 ──┤     from ≤ frame < to
 * seats        ├─ leaf 2: cid ─────…
 * unmerged          ├─ node 3: leaf 2 ┤
 * outside      who, says the book, knows a node's key and is not below it
 * holders      who did hold its private half: where an adversary looked on
 * seizures     which keys fall to whoever seizes a member at a frame
 * ```
 *
 * Members, frames and keys are indices from 0, in the order in which they first occurred; nodes and leaves have the numbers of RFC 9420. Equal public keys have equal
 * numbers. A parent without a key is blank.
 */
import * as Schema from "effect/Schema"
import { count } from "../numbers.ts"
import { indicesOf } from "./runLengths.ts"

const column = Schema.Array(count)
const runs = Schema.Array(Schema.Array(count))

/** A group of more leaves, blank ones included, is not filmed. */
export const mostLeaves = 64
/** What comes after so many changes is not filmed. */
export const mostFrames = 500

/**
 * By frame: which step it is, from 0, and the workload's event behind it; virtual milliseconds since the run began; the epoch; how many leaves stand, blank ones
 * included, 0 where there is no group; what was done, such as `remove`; and who committed, in order.
 */
export const TreeFrames = Schema.Struct({
  step: column,
  event: column,
  timeMs: Schema.Array(Schema.Finite),
  epoch: column,
  leaves: column,
  did: Schema.Array(Schema.String),
  by: runs
})
/** See the schema of the same name. */
export type TreeFrames = typeof TreeFrames.Type

/** Public keys at nodes, leaves and parents. Columns of equal length. */
export const TreeKeys = Schema.Struct({ node: column, key: column, from: column, to: column })
/** See the schema of the same name. */
export type TreeKeys = typeof TreeKeys.Type

/** Whose leaf it is. Columns of equal length. */
export const TreeSeats = Schema.Struct({ leaf: column, member: column, from: column, to: column })
/** See the schema of the same name. */
export type TreeSeats = typeof TreeSeats.Type

/** A leaf that a parent lists as unmerged (RFC 9420, 4.1.1), or that knows a parent's key from outside. Columns of equal length. */
export const TreeLeaves = Schema.Struct({ node: column, leaf: column, from: column, to: column })
/** See the schema of the same name. */
export type TreeLeaves = typeof TreeLeaves.Type

/** Members, as run lengths, whose states held a key's private half. Columns of equal length. */
export const TreeHolders = Schema.Struct({ key: column, members: runs, from: column, to: column })
/** See the schema of the same name. */
export type TreeHolders = typeof TreeHolders.Type

/** To a seizure of this member at any of these frames, all of these keys fall for certain. Frames and keys as run lengths; columns of equal length. */
export const TreeSeizures = Schema.Struct({ member: column, frames: runs, keys: runs })
/** See the schema of the same name. */
export type TreeSeizures = typeof TreeSeizures.Type

/** `book`: how much is written down of who knows keys from outside. `leftOut`: how many later changes are not here. */
export const Trees = Schema.Struct({
  members: Schema.Array(Schema.String),
  frames: TreeFrames,
  keys: TreeKeys,
  seats: TreeSeats,
  unmerged: TreeLeaves,
  outside: TreeLeaves,
  book: Schema.Literals(["none", "bound", "exact"]),
  leftOut: count,
  holders: Schema.optionalKey(TreeHolders),
  seizures: Schema.optionalKey(TreeSeizures)
})
/** See the schema of the same name. */
export type Trees = typeof Trees.Type

/** What stands at one node in one frame. */
export interface TreeNode {
  /** Its index. */
  readonly node: number
  /** Its public key's number; `undefined` where it is blank. */
  readonly key: number | undefined
  /** The member at this leaf, if it is one and not blank. */
  readonly member: number | undefined
  /** The leaves that it lists as unmerged. */
  readonly unmerged: ReadonlyArray<number>
  /** The leaves that know its key and are not below it, says the book. */
  readonly outside: ReadonlyArray<number>
  /** The members whose states held its private key; `undefined` where nobody looked on, or it is blank. */
  readonly holders: ReadonlyArray<number> | undefined
}

/** One frame, node by node, by index. In a left-balanced tree some of the full tree's nodes do not stand: they are behind the last one here. */
export const treeAt = (trees: Trees, frame: number): ReadonlyArray<TreeNode> => {
  const leaves = trees.frames.leaves[frame] ?? 0
  const keyAt = new Map<number, number>()
  for (const i of lasting(trees.keys, frame)) keyAt.set(trees.keys.node[i] ?? 0, trees.keys.key[i] ?? 0)
  const memberAt = new Map<number, number>()
  for (const i of lasting(trees.seats, frame)) memberAt.set(2 * (trees.seats.leaf[i] ?? 0), trees.seats.member[i] ?? 0)
  const leavesOf = (table: TreeLeaves, node: number) =>
    lasting(table, frame).flatMap((i) => (table.node[i] === node ? [table.leaf[i] ?? 0] : []))
  return Array.from({ length: Math.max(0, 2 * leaves - 1) }, (_, node): TreeNode => {
    const key = keyAt.get(node)
    return {
      node,
      key,
      member: memberAt.get(node),
      unmerged: leavesOf(trees.unmerged, node),
      outside: leavesOf(trees.outside, node),
      holders: key === undefined || trees.holders === undefined ? undefined : holdersOf(trees.holders, key, frame)
    }
  })
}

/** The keys whose private halves fall for certain to whoever seizes this member at this frame, whenever they stand in the tree. */
export const fallenKeys = ({ seizures }: Trees, member: number, frame: number): ReadonlySet<number> =>
  new Set(
    seizures?.member.flatMap((who, i) =>
      who === member && indicesOf(seizures.frames[i] ?? []).includes(frame) ? indicesOf(seizures.keys[i] ?? []) : []
    )
  )

const holdersOf = (holders: TreeHolders, key: number, frame: number): ReadonlyArray<number> =>
  lasting(holders, frame)
    .flatMap((i) => (holders.key[i] === key ? indicesOf(holders.members[i] ?? []) : []))
    .toSorted((a, b) => a - b)

/** The rows of a table that hold in a frame. */
const lasting = (
  { from, to }: { readonly from: ReadonlyArray<number>; readonly to: ReadonlyArray<number> },
  frame: number
): ReadonlyArray<number> => from.flatMap((first, i) => (first <= frame && frame < (to[i] ?? 0) ? [i] : []))
