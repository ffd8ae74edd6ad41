import { type Codec, mapped, opaque as bytes, struct, uint32, vector } from "@copath/codec"
import { equalBytes, type KeyPair, keyPairCodec, opaque, type Secret, type TreeView } from "@copath/contracts"
import { isNode, leafCountFor, type LeafIndex, leafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import { id, nodeCodec } from "./wire.ts"

/** A node's line as one of its members has it. */
export interface NodeLine {
  readonly node: NodeIndex
  /** The node's key in the tree, which tells whether the node is still the same. */
  readonly key: Uint8Array
  readonly pair: KeyPair
}

/** One member's private part: its leaf's key pair, as in TreeKEM, and the lines of its leaf and of its ancestors. */
export interface State {
  readonly me: LeafIndex
  readonly leaf: KeyPair
  readonly lines: ReadonlyArray<NodeLine>
}

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)
export const states = opaque<"CgkaState", State>("CgkaState", id)
export const stateCodec = states.codec(
  struct<State>("State", {
    me: leaf,
    leaf: keyPairCodec,
    lines: vector(struct<NodeLine>("NodeLine", { node: nodeCodec, key: bytes, pair: keyPairCodec }))
  })
)

/** A state and the secrets that only its predecessor needs. */
export interface Followed {
  readonly state: State
  readonly retired: ReadonlyArray<Secret>
}

/** Forgets the lines of parents that the tree no longer holds: blanked, replaced or cut off. */
export const follow = (state: State, tree: TreeView): Followed => {
  const own = toNode(state.me)
  const lives = ({ key, node }: NodeLine): boolean => {
    const shown = isNode(node, leafCountFor(tree.leafCount)) ? tree.keyAt(node) : undefined
    return node === own || (shown !== undefined && equalBytes(shown, key))
  }
  return {
    state: { ...state, lines: state.lines.filter(lives) },
    retired: state.lines.filter((line) => !lives(line)).map(({ pair }) => pair.secretKey)
  }
}

/** My Update was committed: a new leaf, which keeps its line. Whoever might have had the old one is to lose the parents above it as well. */
export const renew = ({ leaf: before, lines, me }: State, fresh: KeyPair): Followed => {
  const own = toNode(me)
  return {
    state: { me, leaf: fresh, lines: lines.filter(({ node }) => node === own).map((line) => ({ ...line, key: fresh.publicKey })) },
    retired: [before.secretKey, ...lines.filter(({ node }) => node !== own).map(({ pair }) => pair.secretKey)]
  }
}
