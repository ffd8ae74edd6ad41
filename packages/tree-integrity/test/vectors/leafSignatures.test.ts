import { decode } from "@copath/codec"
import { verifyWithLabel } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { hex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { type LeafNode, leafNodeTbs, ratchetTree } from "@copath/wire"
import * as Result from "effect/Result"
import { expect, it } from "vitest"

const verdict = (suiteId: number, leaf: LeafNode, groupId: Uint8Array, leafIndex: number): boolean => {
  const { signature, ...content } = leaf
  return verifyWithLabel(nobleSuite(suiteId), leaf.signatureKey, "LeafNodeTBS", leafNodeTbs(content, { groupId, leafIndex }), signature)
}

describeVectors("tree-validation.json", (cases) => {
  for (const [index, { cipher_suite, group_id, tree }] of cases.entries()) {
    it(`case ${index}, suite ${cipher_suite}: every leaf is signed by its own key, for its own place (V095, V096)`, () => {
      const nodes = Result.getOrThrow(decode(ratchetTree, hex(tree)))
      const groupId = hex(group_id)
      let leaves = 0
      for (const [at, node] of nodes.entries()) {
        if (node?._tag !== "leaf") continue
        leaves++
        expect(verdict(cipher_suite, node.leafNode, groupId, at / 2), `leaf ${at / 2}`).toBe(true)
        // One leaf per tree is enough to see that a place is signed, or is not.
        if (leaves > 1) continue
        const placeless = node.leafNode.source._tag === "keyPackage"
        expect(verdict(cipher_suite, node.leafNode, groupId, at / 2 + 1), "moved to another leaf").toBe(placeless)
        expect(verdict(cipher_suite, node.leafNode, new Uint8Array(1), at / 2), "moved to another group").toBe(placeless)
      }
      expect(leaves).toBeGreaterThan(0)
    })
  }
})
