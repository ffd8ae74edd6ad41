import { type Codec, mapped, optional, struct, uint32, vector } from "@copath/codec"
import { type CgkaState, type KeyPair, keyPairCodec, memberKeyAt, opaque, type Secret, type TreeView } from "@copath/contracts"
import { directPath, leafCountFor, type LeafIndex, leafIndex, type NodeIndex, nodeIndex, toNode } from "@copath/tree-math"
import type { ArtBook } from "./book.ts"

/** The key pair of one parent node on the member's direct path. */
export interface PathKey {
  readonly node: NodeIndex
  readonly pair: KeyPair
}

/** One member's private state. Everything follows from its leaf and public data; slot and path are kept to spare the computing. */
export interface ArtState {
  readonly me: LeafIndex
  /** The pair of the member's own, signed leaf. */
  readonly leaf: KeyPair
  /** The pair at the foot of the tree where somebody else has filled the member's slot; else the leaf's is there. */
  readonly slot: KeyPair | undefined
  /** From the leaf upward; ancestors with one present child have no pair of their own. */
  readonly path: ReadonlyArray<PathKey>
  /** The epoch's add key pair, where the form of adding has one. */
  readonly epochPair: KeyPair | undefined
}

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
const node: Codec<NodeIndex> = mapped(uint32, "node", Number, nodeIndex)
const pathKey: Codec<PathKey> = struct<PathKey>("PathKey", { node, pair: keyPairCodec })
const artState: Codec<ArtState> = struct<ArtState>("ArtState", {
  me: leaf,
  leaf: keyPairCodec,
  slot: optional(keyPairCodec),
  path: vector(pathKey),
  epochPair: optional(keyPairCodec)
})

const box = opaque<"CgkaState", ArtState>("CgkaState", "art")
export const wrapState = (state: ArtState): CgkaState => box.wrap(state)
export const unwrapState = (state: CgkaState): ArtState => box.unwrap(state)
export const stateCodec: Codec<CgkaState> = box.codec(artState)

/** Of a group's creator, or of an outsider about to commit: a leaf and nothing above it. */
export const alone = (me: LeafIndex, own: KeyPair): ArtState => ({ me, leaf: own, slot: undefined, path: [], epochPair: undefined })

/** A member's state, put together from public data by whoever has a pair for each public key. */
export const stateOf = (
  me: LeafIndex,
  tree: TreeView,
  { addKey, slots }: ArtBook,
  pairOf: (publicKey: Uint8Array) => KeyPair
): ArtState => {
  const slot = slots.get(me)
  const path = directPath(toNode(me), leafCountFor(tree.leafCount)).flatMap((node): ReadonlyArray<PathKey> => {
    const key = tree.keyAt(node)
    return key === undefined ? [] : [{ node, pair: pairOf(key) }]
  })
  return {
    me,
    leaf: pairOf(memberKeyAt(tree, me)),
    slot: slot === undefined ? undefined : pairOf(slot.key),
    path,
    epochPair: addKey === undefined ? undefined : pairOf(addKey)
  }
}

/** All secret keys of a state. */
export const secretsOf = ({ epochPair, leaf: own, path, slot }: ArtState): ReadonlyArray<Secret> => [
  own.secretKey,
  ...(slot === undefined ? [] : [slot.secretKey]),
  ...path.map(({ pair }) => pair.secretKey),
  ...(epochPair === undefined ? [] : [epochPair.secretKey])
]
