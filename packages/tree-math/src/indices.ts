import * as Brand from "effect/Brand"

/** A member's slot: leaves are numbered from the left, 0 to leaf count - 1 (RFC 9420, 4.1.2). */
export type LeafIndex = Brand.Branded<number, "LeafIndex">
/** A node of the array form: leaves at even, parents at odd positions (RFC 9420, appendix C). */
export type NodeIndex = Brand.Branded<number, "NodeIndex">
/** How many leaves the tree has, blank ones included: a power of two. */
export type LeafCount = Brand.Branded<number, "LeafCount">
/** How many nodes the tree has: 2 * leaf count - 1. */
export type NodeCount = Brand.Branded<number, "NodeCount">

/** A number read as a leaf index. The caller has checked that it is a non-negative integer below 2^31. */
export const leafIndex: (n: number) => LeafIndex = Brand.nominal<LeafIndex>()
/** A number read as a node index. */
export const nodeIndex: (n: number) => NodeIndex = Brand.nominal<NodeIndex>()

/** The smallest tree that holds `leaves` leaves: the next power of two, at least 1. */
export const leafCountFor = (leaves: number): LeafCount => {
  let n = 1
  while (n < leaves) n *= 2
  return n as LeafCount
}

/** Nodes of a tree with `leaves` leaves. */
export const nodeCount = (leaves: LeafCount): NodeCount => (2 * leaves - 1) as NodeCount

/** The node at which leaf `leaf` stands. */
export const toNode = (leaf: LeafIndex): NodeIndex => (2 * leaf) as NodeIndex

/** Whether `node` is a leaf. */
export const isLeaf = (node: NodeIndex): boolean => node % 2 === 0

/** The leaf at node `node`, which must be even. */
export const toLeaf = (node: NodeIndex): LeafIndex => (node / 2) as LeafIndex
