import { CipherSuite, Entropy } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cipherSuite, entropy, nodeSuite, osRandom } from "../src/index.ts"

describe("layers", () => {
  it.effect("cipherSuite gives the suite itself, a record of plain functions", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      assert.strictEqual(suite, nodeSuite(3))
    }).pipe(Effect.provide(cipherSuite(3)))
  )

  it.effect("entropy is the function by which HPKE knows that it may use OpenSSL's encapsulation", () =>
    Effect.gen(function* () {
      const { secret } = yield* Entropy
      assert.strictEqual(secret, osRandom)
    }).pipe(Effect.provide(entropy))
  )
})
