import { type Codec, decode, encode } from "@copath/codec"
import { type Change, equalBytes, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { merge, type PublicTree, setLeaf, treeFrom, treeHash } from "@copath/membership"
import { commonAncestor, type LeafIndex, leafIndex, nodeIndex, toNode } from "@copath/tree-math"
import { hex, toHex, type TreeKemCase, type TreeKemLeafPrivate, type TreeKemUpdatePath } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { groupContext, type LeafNode, ratchetTree, updatePath, updatePathNodes } from "@copath/wire"
import { Result } from "effect"
import { expect, it } from "vitest"
import { seal, stage } from "../../src/commit.ts"
import { nodeKeyPair } from "../../src/pathSecret.ts"
import { process, read } from "../../src/receive.ts"
import type { TreeKemState } from "../../src/state.ts"

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

/** Steps 2 and 3: the given path merges to the given tree, and every member opens it. */
const checkPath = (suite: Suite, vector: TreeKemCase, tree: PublicTree, states: ReadonlyArray<TreeKemState>, given: TreeKemUpdatePath): void => {
  const sender = leafIndex(given.sender)
  const change = commitBy(sender)
  const { leafNode, nodes } = decoded(updatePath(updatePathNodes), given.update_path)
  const { edits, reading } = Result.getOrThrow(read(suite, tree, change, nodes))
  const merged = merge(tree, sender, edits, "required", suite.hash.digest)
  expect(leafNode.source).toEqual({ _tag: "commit", parentHash: merged.parentHash })
  const after = setLeaf(merged.tree, sender, leafNode)
  const hash = treeHash(after, suite.hash.digest)
  expect(toHex(hash)).toBe(given.tree_hash_after)
  for (const state of states) {
    if (state.me === sender) continue
    const processed = Result.getOrThrow(process(suite, state, reading, after, change, contextOf(vector, hash)))
    expect(toHex(processed.commitSecret.expose())).toBe(given.commit_secret)
    const meeting = commonAncestor(sender, state.me)
    const pair = nodeKeyPair(suite, new Secret(hex(given.path_secrets[state.me] as string)))
    expect(processed.state.path.find(({ node }) => node === meeting)?.pair).toEqual(pair)
  }
}

/** Step 4: a path of our own from the same sender. */
const checkOwnPath = (suite: Suite, vector: TreeKemCase, tree: PublicTree, states: ReadonlyArray<TreeKemState>, given: TreeKemUpdatePath): void => {
  const sender = states.find(({ me }) => me === given.sender) as TreeKemState
  const change = commitBy(sender.me)
  let drawn = 0
  const random = (length: number): Secret => new Secret(new Uint8Array(length).map((_, i) => (drawn++ * 31 + i * 7 + given.sender) % 251))
  const { edits, leafKey, staged } = stage(suite, random, sender, tree, change)
  const merged = merge(tree, sender.me, edits, "required", suite.hash.digest)
  const leafNode: LeafNode = { ...(tree.leafAt(sender.me) as LeafNode), encryptionKey: leafKey, source: { _tag: "commit", parentHash: merged.parentHash } }
  const after = setLeaf(merged.tree, sender.me, leafNode)
  const context = contextOf(vector, treeHash(after, suite.hash.digest))
  const sealed = Result.getOrThrow(seal(suite, random, staged, after, change, context))
  const wired = decoded(updatePathNodes, toHex(encode(updatePathNodes, sealed.update)))
  const received = Result.getOrThrow(read(suite, tree, change, wired))
  expect(received.edits).toEqual(edits)
  for (const state of states) {
    if (state.me === sender.me) continue
    const processed = Result.getOrThrow(process(suite, state, received.reading, after, change, context))
    expect(equalBytes(processed.commitSecret.expose(), sealed.commitSecret.expose())).toBe(true)
  }
}

describeVectors("treekem.json", (cases) => {
  for (const [i, vector] of cases.entries()) {
    it(`case ${i}, suite ${vector.cipher_suite}, ${vector.leaves_private.length} members: paths merge, open and can be made (V196, V197, V202, V205)`, () => {
      const suite = nobleSuite(vector.cipher_suite)
      const tree = Result.getOrThrow(treeFrom(decoded(ratchetTree, vector.ratchet_tree)))
      const states = vector.leaves_private.map((leaf) => stateOf(suite, tree, leaf))
      for (const given of vector.update_paths) {
        checkPath(suite, vector, tree, states, given)
        checkOwnPath(suite, vector, tree, states, given)
      }
    })
  }
})
