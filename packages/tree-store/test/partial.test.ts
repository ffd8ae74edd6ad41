import { encode } from "@copath/codec"
import { Cgka } from "@copath/contracts"
import { leafIndex, nodeIndex } from "@copath/tree-math"
import { treeHashInput, type TreeHashInput } from "@copath/wire"
import { describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import {
  allSealed,
  fetchCopath,
  fetchProof,
  fetchTree,
  inClear,
  persistDigest,
  proofOf,
  publish,
  readDigest,
  rootOf,
  verifyProof
} from "../src/index.ts"
import { at, commits, counted, five, type Member, suite, takes, world } from "./world.ts"

/** Carol and erin have committed: the copath of bob, at leaf 1, is filled but for dave's leaf, which carol's path covers. */
const settled = Effect.fnUntraced(function* () {
  const [alice, bob, carol, dave, erin] = yield* five(allSealed)
  if (alice === undefined || bob === undefined || carol === undefined || dave === undefined || erin === undefined) throw new Error("five")
  const first = yield* commits(carol, {}, allSealed)
  const second = yield* commits(yield* takes(erin, first.made.message), {}, allSealed)
  const followed = yield* takes(yield* takes(bob, first.made.message), second.made.message)
  return { bob: followed, erin: second }
})

describe("what an Update needs of the tree", () => {
  /** Bob's path, made over one view of the tree or another; randomness is the same each time. */
  const pathOver = (viewOf: (bob: Member) => ReturnType<typeof partial>) =>
    Effect.gen(function* () {
      const { bob } = yield* settled()
      const view = yield* viewOf(bob)
      const cgka = yield* Cgka
      const change = { added: [], removed: [], updated: [], committer: bob.state.me }
      const staged = yield* cgka.stage(bob.state.cgka, bob.state.book, view, change)
      const sealed = yield* cgka.seal(staged.staged, view, change, bob.state.contextBytes)
      return { update: encode(cgka.updateCodec, sealed.update), leafKey: staged.leafKey, commitSecret: sealed.commitSecret.expose() }
    }).pipe(Effect.provide(world(new Map())))

  const partial = (bob: Member) =>
    Effect.gen(function* () {
      const s = yield* suite
      const { keys, known, root, state } = yield* readDigest(yield* persistDigest(bob.state, bob.keys))
      return yield* fetchCopath({ form: allSealed(s, keys), digest: s.hash.digest, known }, root, state.me)
    })

  it.effect("R060: its own path and the resolutions of its copath: the path made from these is the one made from the whole tree", () =>
    Effect.gen(function* () {
      const whole = yield* pathOver((bob) => Effect.succeed(bob.state.tree))
      expect(yield* pathOver(partial)).toEqual(whole)
    })
  )

  it.effect("the view throws for what was not fetched: nothing is taken for blank", () =>
    Effect.gen(function* () {
      const { bob } = yield* settled()
      const view = yield* partial(bob)
      expect(view.occupied(leafIndex(1))).toBe(true)
      expect(view.resolution(nodeIndex(5))).toEqual([5])
      expect(() => view.occupied(leafIndex(3))).toThrow("not fetched")
      expect(() => view.keyAt(nodeIndex(4))).toThrow("not fetched")
    }).pipe(Effect.provide(world(new Map())))
  )

  it.effect("unmerged leaves and blank nodes on the copath are followed", () =>
    Effect.gen(function* () {
      const members = yield* five(inClear)
      const { state, keys } = at(members, 4)
      const s = yield* suite
      const root = rootOf(state.tree, s.hash.digest)
      const fetching = { form: inClear(s, keys), digest: s.hash.digest }
      for (const leaf of state.tree.members()) {
        const view = yield* fetchCopath(fetching, root, leaf)
        for (const node of [1, 3, 5, 11, 0, 2, 4, 6]) {
          const seen = Result.try(() => view.resolution(nodeIndex(node)))
          if (Result.isSuccess(seen)) expect(seen.success).toEqual(state.tree.resolution(nodeIndex(node)))
        }
      }
    }).pipe(Effect.provide(world(new Map())))
  )
})

it.effect("R058: an author's leaf comes with its proof, from its path alone", () =>
  Effect.gen(function* () {
    const { bob } = yield* settled()
    const s = yield* suite
    const { digest } = s.hash
    const root = rootOf(bob.state.tree, digest)
    const { asked, result: proof } = yield* counted(fetchProof({ form: allSealed(s, bob.keys), digest }, root, leafIndex(4)))
    expect(proof).toEqual(proofOf(bob.state.tree, leafIndex(4), digest))
    expect(Result.getOrThrow(verifyProof(proof, root.treeHash, digest))).toEqual(bob.state.tree.leafAt(leafIndex(4)))
    expect(asked).toMatchObject({ batches: 4, blobs: 4 })
  }).pipe(Effect.provide(world(new Map())))
)

describe("a group whose tree hash is of something else than a tree", () => {
  const leafOf = (index: number) => ({ _tag: "leaf", leafIndex: index, leafNode: undefined }) as const

  it.effect("is refused as malformed, by whole trees and by parts of them", () =>
    Effect.gen(function* () {
      const { keys } = at(yield* five(inClear), 0)
      const s = yield* suite
      const { digest } = s.hash
      const fetching = { form: inClear(s, keys), digest }
      const put = Effect.fnUntraced(function* (input: TreeHashInput) {
        const bytes = encode(treeHashInput, input)
        yield* publish(fetching.form, [{ hash: digest(bytes), input: bytes }])
        return digest(bytes)
      })
      const over = (leftHash: Uint8Array, rightHash: Uint8Array) => put({ _tag: "parent", parentNode: undefined, leftHash, rightHash })
      const [zero, one] = [yield* put(leafOf(0)), yield* put(leafOf(1))]
      // A leaf beside a parent; leaves the other way round; a tree of blanks; bytes that are no node.
      const lopsided = yield* over(zero, yield* over(zero, one))
      const swapped = yield* over(one, zero)
      const blank = yield* over(zero, one)
      const noise = new Uint8Array(3)
      yield* publish(fetching.form, [{ hash: digest(noise), input: noise }])
      for (const treeHash of [lopsided, swapped, blank, digest(noise)])
        expect(yield* Effect.flip(fetchTree(fetching, treeHash))).toMatchObject({ _tag: "BlobRefused", reason: "Malformed" })
      for (const [treeHash, leafCount] of [
        [lopsided, 4],
        [swapped, 2],
        [blank, 4]
      ] as const) {
        const root = { treeHash, leafCount }
        expect(yield* Effect.flip(fetchProof(fetching, root, leafIndex(0)))).toMatchObject({ reason: "Malformed" })
        expect(yield* Effect.flip(fetchCopath(fetching, root, leafIndex(0)))).toMatchObject({ reason: "Malformed" })
      }
    }).pipe(Effect.provide(world(new Map())))
  )
})
