import { type KeyChain, Secret, type Suite, takeKey } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { senderDataKey } from "@copath/sender-data"
import { leafIndex } from "@copath/tree-math"
import { hex, toHex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { ratchet as derivation } from "../../src/ratchet.ts"
import { type Branch, closed, find, put } from "../../src/secretTree.ts"
import { defaultWindow } from "../../src/window.ts"

const shown = (secret: Secret) => toHex(secret.expose())

const taken = (suite: Suite, ratchet: KeyChain, generation: number) =>
  Result.getOrThrow(takeKey(suite, derivation, ratchet, generation, defaultWindow, defaultWindow.maxSkipped, []))

describeVectors("secret-tree.json", (cases) => {
  for (const { cipher_suite, encryption_secret, leaves, sender_data } of cases) {
    it(`suite ${cipher_suite}: ${leaves.length} leaves, sender data and both ratchets`, () => {
      const suite = nobleSuite(cipher_suite)
      const sampled = senderDataKey(suite, new Secret(hex(sender_data.sender_data_secret)), hex(sender_data.ciphertext))
      expect(shown(sampled.key)).toBe(sender_data.key)
      expect(shown(sampled.nonce)).toBe(sender_data.nonce)
      let tree: Branch = closed(new Secret(hex(encryption_secret)))
      // From the right, so that the tree is opened in another order than it is numbered.
      for (const [index, generations] of [...leaves.entries()].toReversed()) {
        const leaf = leafIndex(index)
        for (const expected of generations) {
          const { beside, ratchets } = find(suite, tree, leaves.length, leaf, [])
          const handshake = taken(suite, ratchets.handshake, expected.generation)
          const application = taken(suite, ratchets.application, expected.generation)
          expect(shown(handshake.key.key)).toBe(expected.handshake_key)
          expect(shown(handshake.key.nonce)).toBe(expected.handshake_nonce)
          expect(shown(application.key.key)).toBe(expected.application_key)
          expect(shown(application.key.nonce)).toBe(expected.application_nonce)
          tree = put(beside, leaf, { _tag: "leaf", handshake: handshake.chain, application: application.chain })
        }
      }
    })
  }
})
