import { decode, encode } from "@copath/codec"
import { treeHash } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { blobsOf, changedBlobs, inClear, leafProof, proofOf, rootOf, verifyProof } from "../src/index.ts"
import { at, commits, five, suite, world } from "./world.ts"

it.effect("a tree of n leaves is 2n - 1 blobs, each named by the hash of its content; the root's name is the tree hash", () =>
  Effect.gen(function* () {
    const { tree } = at(yield* five(inClear), 0).state
    const { digest } = (yield* suite).hash
    const blobs = blobsOf(tree, digest)
    expect(blobs).toHaveLength(15)
    for (const { hash, input } of blobs) expect(hash).toEqual(digest(input))
    expect(blobs[7]?.hash).toEqual(treeHash(tree, digest))
    expect(rootOf(tree, digest)).toEqual({ treeHash: treeHash(tree, digest), leafCount: 8 })
  }).pipe(Effect.provide(world(new Map())))
)

it.effect("a commit changes the blobs of its path, and nothing unchanged is among them, also where the tree grows or shrinks", () =>
  Effect.gen(function* () {
    const { digest } = (yield* suite).hash
    const members = yield* five(inClear)
    const before = at(members, 0).state.tree
    expect(changedBlobs(before, before, digest)).toEqual([])
    const updated = yield* commits(at(members, 0), {}, inClear)
    expect(updated.blobs).toHaveLength(4)
    const shrunk = yield* commits(updated, { remove: [leafIndex(4)] }, inClear)
    expect(shrunk.state.tree.leafCount).toBe(4)
    for (const [from, to] of [
      [before, shrunk.state.tree],
      [shrunk.state.tree, before]
    ] as const) {
      const had = new Set(blobsOf(from, digest).map(({ hash }) => hash.join()))
      const news = blobsOf(to, digest).filter(({ hash }) => !had.has(hash.join()))
      expect(new Set(changedBlobs(from, to, digest).map(({ hash }) => hash.join()))).toEqual(new Set(news.map(({ hash }) => hash.join())))
    }
  }).pipe(Effect.provide(world(new Map())))
)

it.effect("R058: a proof shows one leaf, blank or not, against the tree hash, and nothing else passes for one", () =>
  Effect.gen(function* () {
    const { tree } = at(yield* five(inClear), 0).state
    const { digest } = (yield* suite).hash
    const root = treeHash(tree, digest)
    for (let leaf = 0; leaf < 8; leaf++) {
      const proof = proofOf(tree, leafIndex(leaf), digest)
      expect(Result.getOrThrow(verifyProof(proof, root, digest))).toEqual(tree.leafAt(leafIndex(leaf)))
      expect(Result.getOrThrow(decode(leafProof, encode(leafProof, proof)))).toEqual(proof)
      const other = proofOf(tree, leafIndex((leaf + 1) % 8), digest)
      const [first, ...rest] = proof.path
      const forged = [
        { ...proof, leafIndex: proof.leafIndex + 8 },
        { ...proof, leafIndex: other.leafIndex },
        { ...proof, leafNode: other.leafNode ?? tree.leafAt(leafIndex(0)) },
        { ...proof, path: rest },
        { ...proof, path: [...rest, { parentNode: undefined, siblingHash: root }] },
        { ...proof, path: [{ parentNode: undefined, siblingHash: digest(root) }, ...rest] },
        { ...proof, path: first === undefined ? [] : [...proof.path, first] }
      ]
      for (const lie of forged)
        if (lie.leafNode !== proof.leafNode || lie.path !== proof.path || lie.leafIndex !== proof.leafIndex)
          expect(verifyProof(lie, root, digest)).toMatchObject({ failure: { _tag: "ProofRefused" } })
      expect(Result.isFailure(verifyProof(proof, digest(root), digest))).toBe(true)
    }
  }).pipe(Effect.provide(world(new Map())))
)
