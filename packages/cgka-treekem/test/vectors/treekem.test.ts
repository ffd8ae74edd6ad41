import { type Codec, decode, encode } from "@copath/codec"
import { type CgkaEdits, type Change, Secret, type Suite } from "@copath/contracts"
import { nodeSuite } from "@copath/crypto-node"
import { seededRandom } from "@copath/crypto-noble"
import { merge, type PublicTree, setLeaf, treeFrom, treeHash } from "@copath/membership"
import { commonAncestor, type LeafIndex, leafIndex, nodeIndex, toNode } from "@copath/tree-math"
import { hex, toHex, type TreeKemCase, type TreeKemLeafPrivate, type TreeKemUpdatePath } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { groupContext, type LeafNode, ratchetTree, updatePath } from "@copath/wire"
import { Result } from "effect"
import { expect, it } from "vitest"
import { seal, stage } from "../../src/commit.ts"
import { nodeKeyPair } from "../../src/pathSecret.ts"
import { process, read } from "../../src/receive.ts"
import type { TreeKemState } from "../../src/state.ts"
import { impliedTargets } from "../../src/updateNode.ts"
import { emptyBook, rfcFamily } from "../rfc.ts"

const decoded = <A>(codec: Codec<A>, text: string): A => Result.getOrThrow(decode(codec, hex(text)))

/** Step 1: the private keys belong to the tree; what its owner knows becomes a state. */
const stateOf = (suite: Suite, tree: PublicTree, { encryption_priv, index, path_secrets }: TreeKemLeafPrivate): TreeKemState => {
  const leaf = suite.kem.keyPair(new Secret(hex(encryption_priv)))
  expect(toHex(leaf.publicKey)).toBe(toHex(tree.keyAt(toNode(leafIndex(index))) as Uint8Array))
  const path = path_secrets.map(({ node, path_secret }) => {
    const pair = nodeKeyPair(suite, new Secret(hex(path_secret)))
    expect(toHex(pair.publicKey)).toBe(toHex(tree.keyAt(nodeIndex(node)) as Uint8Array))
    return { node: nodeIndex(node), pair }
  })
  return { me: leafIndex(index), leaf, path }
}

// Receivers draw nothing.
const familyOf = (suite: Suite) => rfcFamily(suite, seededRandom("unused"))

const commitBy = (committer: LeafIndex): Change => ({ added: [], removed: [], updated: [], committer })

const contextOf = (vector: TreeKemCase, hash: Uint8Array): Uint8Array =>
  encode(groupContext, {
    version: 1,
    cipherSuite: vector.cipher_suite,
    groupId: hex(vector.group_id),
    epoch: BigInt(vector.epoch),
    treeHash: hash,
    confirmedTranscriptHash: hex(vector.confirmed_transcript_hash),
    extensions: []
  })

/** The tree with a path merged and the sender's new leaf in it. */
const withPath = (suite: Suite, tree: PublicTree, sender: LeafIndex, edits: CgkaEdits["edits"], leafNode: LeafNode): PublicTree => {
  const merged = merge(tree, sender, edits, "required", suite.hash.digest)
  const source = { _tag: "commit", parentHash: merged.parentHash } as const
  return setLeaf(merged.tree, sender, { ...leafNode, source })
}

/** Steps 2 and 3: the given path merges to the given tree. Gives what each other member opens: the commit secret. */
const openGivenPath = (
  suite: Suite,
  vector: TreeKemCase,
  tree: PublicTree,
  states: ReadonlyArray<TreeKemState>,
  given: TreeKemUpdatePath
): ReadonlyArray<string> => {
  const sender = leafIndex(given.sender)
  const change = commitBy(sender)
  const { leafNode, nodes } = decoded(updatePath(impliedTargets), given.update_path)
  const { edits, reading } = Result.getOrThrow(read(familyOf(suite), emptyBook, tree, change, nodes))
  const after = withPath(suite, tree, sender, edits, leafNode)
  expect(leafNode, "the parent hash is right").toEqual(after.leafAt(sender))
  const hash = treeHash(after, suite.hash.digest)
  expect(toHex(hash)).toBe(given.tree_hash_after)
  return states.flatMap((state) => {
    if (state.me === sender) return []
    const processed = Result.getOrThrow(process(familyOf(suite), state, reading, after, change, contextOf(vector, hash)))
    const meeting = commonAncestor(sender, state.me)
    const pair = nodeKeyPair(suite, new Secret(hex(given.path_secrets[state.me] as string)))
    expect(processed.state.path.find(({ node }) => node === meeting)?.pair, "the path secret is right").toEqual(pair)
    return [toHex(processed.commitSecret.expose())]
  })
}

/** Step 4: a path of our own from the same sender. Gives the commit secret as the sender and then each other member has it. */
const openOwnPath = (
  suite: Suite,
  vector: TreeKemCase,
  tree: PublicTree,
  states: ReadonlyArray<TreeKemState>,
  given: TreeKemUpdatePath
): ReadonlyArray<string> => {
  const sender = states.find(({ me }) => me === given.sender) as TreeKemState
  const change = commitBy(sender.me)
  const random = seededRandom(given.update_path)
  const { edits, leafKey, staged } = stage(rfcFamily(suite, random), sender, emptyBook, tree, change)
  const after = withPath(suite, tree, sender.me, edits, { ...(tree.leafAt(sender.me) as LeafNode), encryptionKey: leafKey })
  const context = contextOf(vector, treeHash(after, suite.hash.digest))
  const sealed = Result.getOrThrow(seal(rfcFamily(suite, random), staged, after, change, context))
  const wired = decoded(impliedTargets, toHex(encode(impliedTargets, sealed.update)))
  const received = Result.getOrThrow(read(familyOf(suite), emptyBook, tree, change, wired))
  expect(received.edits).toEqual(edits)
  const opened = states.flatMap((state) =>
    state.me === sender.me
      ? []
      : [Result.getOrThrow(process(familyOf(suite), state, received.reading, after, change, context)).commitSecret]
  )
  return [sealed.commitSecret, ...opened].map((secret) => toHex(secret.expose()))
}

describeVectors("treekem.json", (cases) => {
  for (const [i, vector] of cases.entries()) {
    it(`case ${i}, suite ${vector.cipher_suite}, ${vector.leaves_private.length} members: paths merge, open and can be made (V196, V197, V202, V205)`, () => {
      const suite = nodeSuite(vector.cipher_suite)
      const tree = Result.getOrThrow(treeFrom(decoded(ratchetTree, vector.ratchet_tree)))
      const states = vector.leaves_private.map((leaf) => stateOf(suite, tree, leaf))
      expect(states.map(({ me }) => me)).toEqual(tree.members())
      for (const given of vector.update_paths) {
        const opened = openGivenPath(suite, vector, tree, states, given)
        expect(opened).toEqual(Array.from({ length: states.length - 1 }, () => given.commit_secret))
        expect(new Set(openOwnPath(suite, vector, tree, states, given)).size).toBe(1)
      }
    })
  }
})
