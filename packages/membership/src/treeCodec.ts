import { type Codec, decode, type DecodeError, DecodeFault, headerSize, optional, type Reader, vector, type Writer } from "@copath/codec"
import { fullWithBlanks, isLeaf, nodeIndex, type TreeShape } from "@copath/tree-math"
import { type Node, node } from "@copath/wire"
import * as Result from "effect/Result"
import type { Invalid } from "./invalid.ts"
import type { PublicTree } from "./publicTree.ts"
import { treeOfNodes } from "./treeForm.ts"

/*
 *  optional<Node> ratchet_tree<V> (12.4.3.3)
 *
 *   1 1 LeafNode | 0 | 1 1 LeafNode | 1 2 ParentNode | …       presence, node type, and the encoding that the tree holds already
 */
const LEAF = 1
const PARENT = 2

const writeTree = (w: Writer, tree: PublicTree): void => {
  const end = tree.end()
  w.vector(() => {
    for (let i = 0; i < end; i++) {
      const bytes = tree.encodedAt(nodeIndex(i))
      w.u8(bytes === undefined ? 0 : 1)
      if (bytes === undefined) continue
      w.u8(isLeaf(nodeIndex(i)) ? LEAF : PARENT)
      w.bytes(bytes)
    }
  })
}

/** How long the encoded list of a tree is, in bytes, length field included: told without encoding it. */
export const encodedTreeSize = (tree: PublicTree): number => {
  // A byte for each node's presence, and one for the type of each that is there.
  let size = tree.end()
  for (const chunks of tree.tiers) for (const chunk of chunks) if (chunk.filled !== 0) size += chunk.size + chunk.count
  return headerSize(size) + size
}

/** A node with its own bytes, presence and type left out. */
interface ReadNode {
  readonly node: Node | undefined
  readonly bytes: Uint8Array
}

const presentNode = optional(node)
const readNode: Codec<ReadNode> = {
  name: presentNode.name,
  write: (w, { node: value }) => presentNode.write(w, value),
  read: (r) => {
    const at = r.offset
    const value = presentNode.read(r)
    return { node: value, bytes: r.bytes.subarray(Math.min(at + 2, r.offset), r.offset) }
  }
}
const readNodes = vector(readNode)

const treeOfRead = (read: ReadonlyArray<ReadNode>, shape: TreeShape): Result.Result<PublicTree, Invalid> =>
  treeOfNodes(
    read.map(({ node: value }) => value),
    (index) => read[index]?.bytes,
    shape
  )

/** The tree that the bytes of a `ratchet_tree` list (12.4.3.3), as `treeFrom` makes it of decoded nodes; what was received is kept and not encoded again. */
export const treeFromBytes = (bytes: Uint8Array, shape: TreeShape = fullWithBlanks): Result.Result<PublicTree, DecodeError | Invalid> =>
  Result.flatMap(decode(readNodes, bytes), (read) => treeOfRead(read, shape))

/**
 * A tree of one shape as a `ratchet_tree` lists it, from and to the encodings that the tree holds: no node is encoded again. A list whose form is wrong does not decode;
 * to hear which rule it breaks, call {@link treeFromBytes}.
 */
export const publicTreeOf = (shape: TreeShape): Codec<PublicTree> => ({
  name: "ratchet_tree",
  write: writeTree,
  read: (r: Reader) => {
    const at = r.offset
    const tree = treeOfRead(readNodes.read(r), shape)
    if (Result.isFailure(tree)) throw new DecodeFault("UnknownEnum", at, "a ratchet tree")
    return tree.success
  }
})

/** {@link publicTreeOf} RFC 9420's shape. All shapes are written alike. */
export const publicTree: Codec<PublicTree> = publicTreeOf(fullWithBlanks)
