import { cgkaLaws, checkCounting } from "@copath/conformance"
import { Cgka, CipherSuite, Entropy } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { symbolicSuite } from "@copath/crypto-symbolic"
import { catalog } from "@copath/profile-lab"
import { leftBalanced } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { assert, describe } from "vitest"
import { layer } from "../src/index.ts"

cgkaLaws("updatable-treekem", layer, { suite: symbolicSuite(1), sizes: [2, 3, 5, 8, 9, 33], runs: 1 })
cgkaLaws("updatable-treekem in left-balanced trees", layer, { suite: symbolicSuite(1), shape: leftBalanced, sizes: [3, 5, 9], runs: 1 })
// Longer hashes, and real algorithms.
cgkaLaws("updatable-treekem", layer, { suite: symbolicSuite(5), sizes: [3], runs: 1, steps: 3 })
cgkaLaws("updatable-treekem with real algorithms", layer, { suite: nobleSuite(2), sizes: [3], runs: 1, steps: 3 })

// At scale: the keys of its own are made up there, so it is asked on the provider that counts.
describe("what is counted of updatable-treekem is what members do, in operations and bytes,", () => {
  const entropy = Layer.succeed(Entropy, Entropy.of({ secret: seededRandom("counted") }))
  const { suite } = Result.getOrThrow(catalog().compose({ provider: "counting" }))
  // Stories long enough for newcomers below parents that others fill.
  for (const [members, steps] of [
    [5, 8],
    [33, 16],
    [128, 4]
  ] as const) {
    it.live(
      `with ${members} of them`,
      () =>
        Effect.gen(function* () {
          const counting = yield* CipherSuite
          const part = yield* Effect.provide(Cgka, Layer.provide(layer, Layer.mergeAll(Layer.succeed(CipherSuite, counting), entropy)))
          assert.isDefined(part.counting)
          assert.isUndefined(yield* checkCounting(layer, { suite: counting, members, steps }))
        }).pipe(Effect.provide(suite(1))),
      300_000
    )
  }
})
