import type { LeafIndex, NodeIndex } from "@copath/tree-math"
import type { CgkaReading, CgkaState, Change, TreeView } from "./cgka.ts"
import type { HpkeCiphertext, KeyPair } from "./cipherSuite.ts"

/** One ciphertext of a commit's path, with all that its opening takes but the private key. */
export interface SealedSecret {
  /** Its place among the commit's ciphertexts, from 0. */
  readonly index: number
  /** The node to whose key it is sealed. */
  readonly target: NodeIndex
  /** That node's key. */
  readonly publicKey: Uint8Array
  /** The key of the committer's that went into it (see `PathSealing`); `undefined` in base mode: then what it opens to can be shown to others. */
  readonly sender: Uint8Array | undefined
  /** HPKE's `info`. One array for all ciphertexts of a commit. */
  readonly info: Uint8Array
  /** HPKE's `aad`. */
  readonly aad: Uint8Array
  /** As it stands in the commit. */
  readonly sealed: HpkeCiphertext
  /** The members that come to the commit secret by this one, by leaf; each of them can open it. Ascending. */
  readonly readers: ReadonlyArray<LeafIndex>
}

/**
 * What others can be told of a commit's ciphertexts: who has to acknowledge which, and whether an opened one is what the commit's public keys say. Pure, and
 * from public data but for `keyFor`.
 */
export interface CgkaEvidence {
  /** All ciphertexts in their order. `tree`: with the edits and the committer's new leaf; `groupContext`: what `process` is given. */
  readonly sealed: (reading: CgkaReading, tree: TreeView, change: Change, groupContext: Uint8Array) => ReadonlyArray<SealedSecret>
  /** The key pair that a member holds of a node; `undefined` if none. */
  readonly keyFor: (state: CgkaState, node: NodeIndex) => KeyPair | undefined
  /** What a ciphertext gives the holder of its target's key pair; `undefined` if it does not open. */
  readonly open: (pair: KeyPair, one: SealedSecret) => Uint8Array | undefined
  /** Whether what ciphertext `index` opens to is a secret of the right length from which every published key above it follows. */
  readonly keeps: (reading: CgkaReading, index: number, plain: Uint8Array) => boolean
}
