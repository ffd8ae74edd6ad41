import { Cgka, TreeShaping } from "@copath/contracts"
import { nodesOf } from "@copath/membership"
import { fullWithBlanks, leafIndex, leftBalanced } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import {
  allSealed,
  blobsOf,
  fetchCopath,
  fetchProof,
  fetchTree,
  persistDigest,
  proofOf,
  restoreDigest,
  rootOf,
  verifyProof
} from "../src/index.ts"
import { at, begin, commits, joins, type Member, names, packageOf, suite, takes, world } from "./world.ts"

/** The first `n` of five, each of whom joined through the store; all have committed but the creator. */
const group = Effect.fnUntraced(function* (n: number) {
  const packages = yield* Effect.forEach(names.slice(1, n), packageOf)
  const creator = yield* commits(yield* begin("alice", allSealed), { add: packages.map((p) => p.keyPackage) }, allSealed)
  let members: ReadonlyArray<Member> = [
    creator,
    ...(yield* Effect.forEach(packages, (joiner) => joins(creator, creator.made, joiner, allSealed)))
  ]
  for (let by = 1; by < n; by++) {
    const own = yield* commits(at(members, by), {}, allSealed)
    members = yield* Effect.forEach(members, (member, i) => (i === by ? Effect.succeed(own) : takes(member, own.made.message)))
  }
  return members
})

describe("a store of left-balanced trees (R008)", () => {
  const leftBalancedWorld = () => world(new Map())

  it.effect("R058: gives back every tree, every state and every leaf's proof, and takes nothing else for them", () =>
    Effect.gen(function* () {
      for (const n of [2, 3, 4, 5]) {
        const members = yield* group(n)
        const { keys, state } = at(members, n - 1)
        const s = yield* suite
        const { digest } = s.hash
        const fetching = { form: allSealed(s, keys), digest }
        const root = rootOf(state.tree, digest)
        expect([root.leafCount, blobsOf(state.tree, digest).length]).toEqual([n, 2 * n - 1])
        const tree = yield* fetchTree(fetching, root.treeHash)
        expect([tree.standing, nodesOf(tree)]).toEqual([n, nodesOf(state.tree)])
        const again = yield* restoreDigest(yield* persistDigest(state, keys), allSealed)
        expect(nodesOf(again.state.tree)).toEqual(nodesOf(state.tree))
        for (let leaf = 0; leaf < n; leaf++) {
          const proof = yield* fetchProof(fetching, root, leafIndex(leaf))
          expect(proof).toEqual(proofOf(state.tree, leafIndex(leaf), digest))
          expect(Result.getOrThrow(verifyProof(proof, root.treeHash, digest, n))).toEqual(state.tree.leafAt(leafIndex(leaf)))
          // Of another leaf, or in another tree, it proves nothing.
          expect(Result.isFailure(verifyProof({ ...proof, leafIndex: (leaf + 1) % n }, root.treeHash, digest, n))).toBe(true)
          expect(Result.isFailure(verifyProof(proof, root.treeHash, digest, 2 * n))).toBe(true)
        }
        // Two and four leaves are a tree in either shape.
        const asFull = yield* Effect.result(Effect.provideService(fetchTree(fetching, root.treeHash), TreeShaping, fullWithBlanks))
        expect([n, Result.isSuccess(asFull)]).toEqual([n, n === 2 || n === 4])
      }
    }).pipe(Effect.provideService(TreeShaping, leftBalanced), Effect.provide(leftBalancedWorld()))
  )

  it.effect("R060: what an Update needs is the copath of those that stand: the path made from it is the one made from the whole tree", () =>
    Effect.gen(function* () {
      const members = yield* group(5)
      const { keys, state } = at(members, 0)
      const s = yield* suite
      const cgka = yield* Cgka
      const root = rootOf(state.tree, s.hash.digest)
      for (let i = 0; i < 5; i++) {
        const me = at(members, i).state
        const view = yield* fetchCopath({ form: allSealed(s, keys), digest: s.hash.digest }, root, me.me)
        const change = { added: [], removed: [], updated: [], committer: me.me }
        const over = (tree: typeof view) =>
          Effect.map(cgka.stage(me.cgka, me.book, tree, change), ({ edits }) => edits.map(({ key, node }) => [node, key !== undefined]))
        expect(yield* over(view)).toEqual(yield* over(me.tree))
      }
    }).pipe(Effect.provideService(TreeShaping, leftBalanced), Effect.provide(leftBalancedWorld()))
  )

  it.effect("follows a tree that shrinks and grows: what changed is in the store after each commit", () =>
    Effect.gen(function* () {
      let alice: Member = at(yield* group(5), 0)
      const s = yield* suite
      const widths: Array<number> = []
      for (const deed of [{ remove: [leafIndex(4)] }, { remove: [leafIndex(3)] }, {}, { remove: [leafIndex(2)] }]) {
        alice = yield* commits(alice, deed, allSealed)
        const root = rootOf(alice.state.tree, s.hash.digest)
        const tree = yield* fetchTree({ form: allSealed(s, alice.keys), digest: s.hash.digest }, root.treeHash)
        expect(nodesOf(tree)).toEqual(nodesOf(alice.state.tree))
        widths.push(tree.standing)
      }
      const joiner = yield* packageOf("fay")
      alice = yield* commits(alice, { add: [joiner.keyPackage] }, allSealed)
      widths.push(alice.state.tree.standing)
      const root = rootOf(alice.state.tree, s.hash.digest)
      expect(nodesOf(yield* fetchTree({ form: allSealed(s, alice.keys), digest: s.hash.digest }, root.treeHash))).toEqual(
        nodesOf(alice.state.tree)
      )
      expect(widths).toEqual([4, 3, 3, 2, 3])
    }).pipe(Effect.provideService(TreeShaping, leftBalanced), Effect.provide(leftBalancedWorld()))
  )
})
