import type { LeafIndex, NodeIndex } from "@copath/tree-math"

/** What a proof about a commit speaks of: public data alone, the same for committer and server. */
export interface CommitStatement {
  /** As in the group context. */
  readonly groupId: Uint8Array
  /** The epoch in which it is sent. */
  readonly epoch: bigint
  /** Hash of the encoded MLSMessage. */
  readonly commit: Uint8Array
  /** The committer's leaf. */
  readonly committer: LeafIndex
  /** The keys that its path puts into the tree, its leaf's first. */
  readonly keys: ReadonlyArray<{ readonly node: NodeIndex; readonly publicKey: Uint8Array }>
}

/**
 * A proof, made by a committer and checked by whoever orders messages, that a commit keeps some promise beyond what anybody sees. `Witness`: what only the
 * committer has. A place for verifiable encryption or zero-knowledge systems (UpdateValidator); what a given one proves, its README says.
 */
export interface ProofValidator<Witness> {
  /** The proof system, such as `key-possession`. */
  readonly id: string
  /** `undefined`: the witness does not fit the statement. */
  readonly prove: (statement: CommitStatement, witness: Witness) => Uint8Array | undefined
  /** Whether the proof holds, without any secret; the same for everybody. Never throws. */
  readonly verify: (statement: CommitStatement, proof: Uint8Array) => boolean
}
