import { isLeaf, type LeafCount, type LeafIndex, type NodeIndex, directPath, root, toLeaf, toNode } from "@copath/tree-math"
import type { GroupContext, LeafNode, ParentNode, Registry } from "@copath/wire"
import { sameBytes } from "../byteStrings.ts"
import type { Digest } from "../chunk.ts"
import type { GroupTerms } from "../groupTerms.ts"
import { firstObjection, type Invalid, invalid } from "../invalid.ts"
import { parentHashObjection } from "../parentHashValidity.ts"
import type { PublicTree } from "../publicTree.ts"
import { treeHash } from "../treeHash.ts"
import { leafRules } from "./leaf.ts"

/** A whole tree, as a joiner gets it, and the group context that it should belong to. */
export interface TreeInput {
  /** Its form was checked by `treeFrom`, its contents were not. */
  readonly tree: PublicTree
  /** From the GroupInfo that came with the tree. */
  readonly groupContext: GroupContext
  /** The cipher suite as it stands on the wire. */
  readonly suiteId: number
  /** Nh, in bytes. */
  readonly hashSize: number
  /** Whether each parent must be vouched for by a parent hash (7.9.2). */
  readonly parentHashes: "required" | "absent"
  /** The suite's hash. */
  readonly digest: Digest
  /** Seconds since 1970; `undefined` accepts leaves whose lifetime is over, as a group of some age will have. */
  readonly now: bigint | undefined
  /** Longest accepted lifetime of a leaf, in seconds (V112). */
  readonly maxLifetime: bigint
  /** Extensions beyond RFC 9420's; left out, none. */
  readonly registry?: Registry
}

/** A tree with its nodes decoded once, for all rules. */
export interface TreeQuestion extends TreeInput {
  /** What the group asks of every leaf. */
  readonly terms: GroupTerms
  /** Those that are not blank, left to right. */
  readonly leaves: ReadonlyArray<{ readonly leaf: LeafIndex; readonly leafNode: LeafNode }>
  /** Those that are not blank, by node index, left to right. */
  readonly parents: ReadonlyMap<NodeIndex, ParentNode>
}
/** A rule of a whole tree: an objection, or `undefined`. */
export type TreeRule = (q: TreeQuestion) => Invalid | undefined

const atParents =
  (rule: (q: TreeQuestion, node: NodeIndex, parent: ParentNode) => Invalid | undefined): TreeRule =>
  (q) => {
    for (const [node, parent] of q.parents) {
      const objection = rule(q, node, parent)
      if (objection !== undefined) return objection
    }
    return undefined
  }

/** V222, 7.8 and 12.4.3.1: the tree hash is the group context's. */
export const treeHashRight: TreeRule = ({ digest, groupContext, tree }) =>
  sameBytes(treeHash(tree, digest), groupContext.treeHash)
    ? undefined
    : invalid("V222", undefined, "the tree is not the one whose hash the group context holds")

/** V234, 7.1: a parent's parent hash has the length of a hash, or none. */
export const parentHashesSized = atParents(({ hashSize }, node, { parentHash }) =>
  parentHash.length === 0 || parentHash.length === hashSize
    ? undefined
    : invalid("V234", node, `node ${node} has a parent hash of ${parentHash.length} bytes; ${hashSize} or none are right`)
)

/** V232, 7.1: somebody below a parent knows its key: not all members there are unmerged. */
export const somebodyMerged = atParents(({ tree }, node, { unmergedLeaves }) =>
  unmergedLeaves.length === 0 || unmergedLeaves.length < tree.membersBelow(node)
    ? undefined
    : invalid("V232", node, `node ${node} lists all members below it as unmerged: nobody could have set it`)
)

/** V230, 12.4.3.1: between an unmerged leaf and a parent that lists it, every parent lists it too. */
export const unmergedAllTheWay: TreeRule = ({ parents, tree }) => {
  const listed = new Map<NodeIndex, ReadonlySet<number>>()
  const leaves = new Set<number>()
  for (const [node, { unmergedLeaves }] of parents) {
    if (unmergedLeaves.length > 0) listed.set(node, new Set(unmergedLeaves))
    for (const leaf of unmergedLeaves) leaves.add(leaf)
  }
  for (const leaf of leaves) {
    let gap: NodeIndex | undefined
    for (const node of directPath(toNode(leaf as LeafIndex), tree.leafCount as LeafCount)) {
      const lists = listed.get(node)?.has(leaf) === true
      if (lists && gap !== undefined)
        return invalid("V230", gap, `node ${gap} does not list leaf ${leaf} as unmerged, but node ${node} above it does`)
      if (!lists && parents.has(node)) gap = node
    }
  }
  return undefined
}

/** V233, 12.4.3.1: a parent's key occurs nowhere else in the tree. */
export const parentKeysUnique = atParents(({ tree }, node, { encryptionKey }) =>
  tree.holdersOfEncryptionKey(encryptionKey).length === 1
    ? undefined
    : invalid("V233", node, `node ${node} has an encryption key that another node of the tree has`)
)

/** V103, 7.3: no two leaves with one encryption key. */
export const leafKeysUnique: TreeRule = ({ leaves, tree }) => {
  const twin = leaves.find(({ leafNode }) => tree.holdersOfEncryptionKey(leafNode.encryptionKey).length > 1)
  return twin === undefined
    ? undefined
    : invalid("V103", twin.leaf, `leaf ${twin.leaf} has an encryption key that another node of the tree has`)
}

/** V102, 7.3: no two leaves with one signature key. */
export const leafSignatureKeysUnique: TreeRule = ({ leaves, tree }) => {
  const twin = leaves.find(({ leafNode }) => tree.holdersOfSignatureKey(leafNode.signatureKey).length > 1)
  return twin === undefined ? undefined : invalid("V102", twin.leaf, `leaf ${twin.leaf} has the signature key of another member`)
}

/** V100, 7.3: each leaf is valid for its own source. */
export const leavesValid: TreeRule = ({ hashSize, leaves, maxLifetime, now, registry, terms }) => {
  for (const { leaf, leafNode } of leaves) {
    const objection = firstObjection(leafRules, {
      leaf: leafNode,
      place: "tree",
      where: `leaf ${leaf}`,
      subject: leaf,
      terms,
      now,
      maxLifetime,
      hashSize,
      registry
    })
    if (objection !== undefined) return objection
  }
  return undefined
}

/** V092, 7.3: every credential type in use is supported by all. */
export const credentialTypesSupported: TreeRule = ({ tree }) => {
  const counts = tree.capabilities()
  const missing = counts.usedCredentialTypes().find((type) => counts.of("credential", type) < tree.memberCount)
  return missing === undefined
    ? undefined
    : invalid("V092", undefined, `credential type ${missing} is in use, but some member does not support it`)
}

/** V227, 7.9: nothing is above the root, so its parent hash is empty. */
export const rootHashEmpty: TreeRule = ({ parents, tree }) => {
  const top = root(tree.leafCount as LeafCount)
  return (parents.get(top)?.parentHash.length ?? 0) === 0 ? undefined : invalid("V227", top, "the root has a parent hash; it must be empty")
}

/** V224, V225, V226 and V228, 7.9.2: each parent is vouched for by one chain of parent hashes from below. */
export const parentHashesValid: TreeRule = (q) =>
  q.parentHashes === "absent"
    ? undefined
    : atParents(({ digest, tree }, node, parent) => parentHashObjection(tree, node, parent, digest))(q)

/** What a joiner asks of a tree (12.4.3.1), beside its form: cheap rules first, hashing last. */
export const treeContentRules: ReadonlyArray<TreeRule> = [
  parentHashesSized,
  somebodyMerged,
  unmergedAllTheWay,
  leavesValid,
  credentialTypesSupported,
  parentKeysUnique,
  leafKeysUnique,
  leafSignatureKeysUnique,
  treeHashRight,
  rootHashEmpty,
  parentHashesValid
]

/** Decodes a tree's nodes, left to right. */
export const nodesDecoded = (tree: PublicTree): Pick<TreeQuestion, "leaves" | "parents"> => {
  const leaves: Array<TreeQuestion["leaves"][number]> = []
  const parents = new Map<NodeIndex, ParentNode>()
  for (const node of [...tree.filledNodes()].toSorted((a, b) => a - b)) {
    if (isLeaf(node)) {
      const leafNode = tree.leafAt(toLeaf(node))
      if (leafNode !== undefined) leaves.push({ leaf: toLeaf(node), leafNode })
    } else {
      const parent = tree.parentAt(node)
      if (parent !== undefined) parents.set(node, parent)
    }
  }
  return { leaves, parents }
}
