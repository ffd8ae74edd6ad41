import { fullWithBlanks, type NodeIndex, stands, type TreeShape } from "@copath/tree-math"
import * as Context from "effect/Context"
import type { TreeView } from "./cgka.ts"

/**
 * The shape of a group's tree: `fullWithBlanks` (RFC 9420) unless a composition says otherwise. Read by the engine, which makes, receives and restores trees;
 * everybody else learns it from the tree. Members of a group must have the same one, for tree hashes differ: `Layer.succeed(TreeShaping, leftBalanced)`.
 */
export const TreeShaping = Context.Reference<TreeShape>("@copath/contracts/TreeShaping", { defaultValue: () => fullWithBlanks })

/** Leaves that stand, blank ones included; the leaf count for a view that does not say. */
export const standingLeaves = ({ leafCount, standing = leafCount }: Pick<TreeView, "leafCount" | "standing">): number => standing

/** Whether a node stands, so that a parent may hold a key. */
export const nodeStands = (tree: Pick<TreeView, "leafCount" | "standing">, node: NodeIndex): boolean => stands(node, standingLeaves(tree))
