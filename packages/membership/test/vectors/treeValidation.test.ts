import { decode, encode } from "@copath/codec"
import { describeVectors } from "@copath/vectors/vitest"
import { hex, toHex } from "@copath/vectors"
import { nodeIndex } from "@copath/tree-math"
import { ratchetTree } from "@copath/wire"
import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { checkTree, nodeHash, nodesOf, treeFrom, treeHash } from "../../src/index.ts"
import { digestOfSuite, hashSizeOfSuite } from "../kit/digests.ts"

describeVectors("tree-validation.json", (cases) => {
  for (const [i, c] of cases.entries()) {
    const digest = digestOfSuite(c.cipher_suite)
    const nodes = Result.getOrThrow(decode(ratchetTree, hex(c.tree)))
    const tree = Result.getOrThrow(treeFrom(nodes))
    const at = `case ${i} (suite ${c.cipher_suite}, ${tree.memberCount} members)`

    test(`${at}: resolutions`, () => {
      expect(c.resolutions.map((_, x) => tree.resolution(nodeIndex(x)))).toEqual(c.resolutions)
    })
    test(`${at}: tree hashes (V223)`, () => {
      expect(c.tree_hashes.map((_, x) => toHex(nodeHash(tree, nodeIndex(x), digest)))).toEqual(c.tree_hashes)
    })
    test(`${at}: the whole tree passes, parent hashes included (V224-V230)`, () => {
      const result = checkTree({
        tree,
        groupContext: {
          version: 1,
          cipherSuite: c.cipher_suite,
          groupId: hex(c.group_id),
          epoch: 1n,
          treeHash: treeHash(tree, digest),
          confirmedTranscriptHash: new Uint8Array(0),
          extensions: []
        },
        suiteId: c.cipher_suite,
        hashSize: hashSizeOfSuite(c.cipher_suite),
        parentHashes: "required",
        digest,
        now: undefined,
        maxLifetime: 2n ** 64n
      })
      expect(Result.isFailure(result) ? result.failure.message : "valid").toBe("valid")
    })
    test(`${at}: encodes to the bytes it came from (V307)`, () => {
      expect(toHex(encode(ratchetTree, nodesOf(tree)))).toBe(c.tree)
    })
  }
})
