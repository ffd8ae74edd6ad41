import { type LeafIndex, toNode } from "@copath/tree-math"
import type { CgkaBook, CgkaReading, CgkaState, TreeView } from "./cgka.ts"
import type { KeyPair } from "./cipherSuite.ts"

/**
 * What public data tell of members whose work is to be counted and not done, in groups too large to hold everybody's state. Under a provider whose private keys are no
 * secrets, any member's state can be put together when it is wanted.
 */
export interface CgkaCounting {
  /** The state of the member at `me` in the epoch with this tree and book. `pairOf`: a pair that serves for a public key. */
  readonly stateOf: (me: LeafIndex, tree: TreeView, book: CgkaBook, pairOf: (publicKey: Uint8Array) => KeyPair) => CgkaState
  /** Members whose `route` on this commit hangs on more than below which child of an edited parent they stand: by the book before it, or by what is sealed to their leaf alone. */
  readonly apart: (book: CgkaBook, reading: CgkaReading) => ReadonlyArray<LeafIndex>
  /** What parents hold: keys that may be any, so that a tree may be made up; keys that something else has to agree with, such as their children's or what stands in the book; or none. */
  readonly parents: "any" | "derived" | "none"
}

/** The key at a member's leaf. A leaf without a member is a defect. */
export const memberKeyAt = (tree: Pick<TreeView, "keyAt">, leaf: LeafIndex): Uint8Array => {
  const key = tree.keyAt(toNode(leaf))
  if (key === undefined) throw new RangeError(`no member stands at leaf ${leaf}`)
  return key
}
