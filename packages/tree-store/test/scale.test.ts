import { decode, encode } from "@copath/codec"
import { publicTree, setLeaf, treeFrom, treeHash } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import type { LeafNode, Node } from "@copath/wire"
import { createHash } from "node:crypto"
import { Result } from "effect"
import { expect, test } from "vitest"
import { changedBlobs, leafProof, proofOf, verifyProof } from "../src/index.ts"

const digest = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest())

/** Bytes that look like a key or a signature, other ones for each name. */
const filler = (name: string, length: number): Uint8Array => {
  const half = digest(new TextEncoder().encode(name))
  return Uint8Array.from({ length }, (_, i) => half[i % 32] ?? 0)
}

/** A leaf as suite 1 and a basic credential make it. */
const leaf = (name: string): LeafNode => ({
  encryptionKey: filler(`${name} encryption`, 32),
  signatureKey: filler(`${name} signature`, 32),
  credential: { _tag: "basic", identity: new TextEncoder().encode(name) },
  capabilities: { versions: [1], cipherSuites: [1], extensions: [], proposals: [], credentials: [1, 2] },
  source: { _tag: "keyPackage", lifetime: { notBefore: 1n, notAfter: 2n } },
  extensions: [],
  signature: filler(`${name} signs`, 64)
})

const MEMBERS = 50_000

test("R057: the public state of 50,000 members takes less than 20 MB, is read and hashed, and an Update of it touches 17 blobs", () => {
  const nodes = Array.from({ length: 2 * MEMBERS - 1 }, (_, i): Node =>
    i % 2 === 0
      ? { _tag: "leaf", leafNode: leaf(`member ${i / 2}`) }
      : {
          _tag: "parent",
          parentNode: { encryptionKey: filler(`parent ${i}`, 32), parentHash: filler(`hash ${i}`, 32), unmergedLeaves: [] }
        }
  )
  const tree = Result.getOrThrow(treeFrom(nodes))
  const bytes = encode(publicTree, tree)
  const begun = performance.now()
  const again = Result.getOrThrow(decode(publicTree, bytes))
  const root = treeHash(again, digest)
  const seconds = (performance.now() - begun) / 1000
  console.log(
    `${MEMBERS} members: ${(bytes.length / 1e6).toFixed(1)} MB, ${Math.round(bytes.length / MEMBERS)} bytes each; read and hashed in ${seconds.toFixed(1)} s`
  )
  expect(bytes.length).toBeLessThan(20e6)
  expect(bytes.length / MEMBERS).toBeLessThan(300)
  expect(again.memberCount).toBe(MEMBERS)

  const updated = setLeaf(again, leafIndex(31_415), leaf("somebody else"))
  expect(changedBlobs(again, updated, digest)).toHaveLength(17)
  const proof = proofOf(again, leafIndex(31_415), digest)
  expect(encode(leafProof, proof).length).toBeLessThan(16 * 110 + 300)
  expect(Result.getOrThrow(verifyProof(proof, root, digest))?.signatureKey).toEqual(filler("member 31415 signature", 32))
  expect(Result.isFailure(verifyProof(proof, treeHash(updated, digest), digest))).toBe(true)
})
