import { decode, encode } from "@copath/codec"
import { describeVectors } from "@copath/vectors/vitest"
import { hex, toHex } from "@copath/vectors"
import { leafIndex } from "@copath/tree-math"
import { proposal as proposalCodec, ratchetTree } from "@copath/wire"
import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { applyProposals } from "../../src/applyProposals.ts"
import { nodesOf, rfc9420TreeRules, treeFrom, treeHash } from "../../src/index.ts"
import { digestOfSuite } from "../kit/digests.ts"

describeVectors("tree-operations.json", (cases) => {
  for (const [i, c] of cases.entries()) {
    test(`case ${i}: the proposal turns the tree into the one given (V176, V235)`, () => {
      const digest = digestOfSuite(c.cipher_suite)
      const before = Result.getOrThrow(treeFrom(Result.getOrThrow(decode(ratchetTree, hex(c.tree_before)))))
      expect(toHex(treeHash(before, digest))).toBe(c.tree_hash_before)
      const proposal = Result.getOrThrow(decode(proposalCodec, hex(c.proposal)))
      const proposed = { proposal, sender: { _tag: "member", leafIndex: leafIndex(c.proposal_sender) }, reference: undefined } as const
      const { tree } = Result.getOrThrow(applyProposals(before, [proposed], rfc9420TreeRules, false))
      expect(toHex(encode(ratchetTree, nodesOf(tree)))).toBe(c.tree_after)
      expect(toHex(treeHash(tree, digest))).toBe(c.tree_hash_after)
    })
  }
})
