import { CipherSuite, Entropy } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { cipherSuite, entropy, nobleSuite, seededEntropy, seededRandom } from "../src/index.ts"

const draw = Effect.map(Entropy, ({ secret }) => secret(40).expose())

describe("layers", () => {
  it.effect("cipherSuite gives the suite itself, a record of plain functions", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      assert.strictEqual(suite, nobleSuite(3))
    }).pipe(Effect.provide(cipherSuite(3)))
  )

  it.effect("entropy differs from draw to draw", () =>
    Effect.gen(function* () {
      assert.notDeepEqual(yield* draw, yield* draw)
    }).pipe(Effect.provide(entropy))
  )

  it.effect("seededEntropy begins its stream anew in each built layer", () =>
    Effect.gen(function* () {
      const layer = seededEntropy("one")
      const built = () => Effect.provide(Effect.all([draw, draw]), Layer.fresh(layer))
      const [first, second] = [yield* built(), yield* built()]
      assert.deepEqual(first, second)
      assert.notDeepEqual(first[0], first[1])
      assert.deepEqual(first[0], seededRandom("one")(40).expose())
    })
  )
})
