import { CipherSuite, noBytes, Secret, type SignatureCheck } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { describe, expect, test } from "vitest"
import { bulkVerification, cipherSuite, nodeSuite, withBulkVerification } from "../src/index.ts"

const flipped = (bytes: Uint8Array): Uint8Array => bytes.with(0, (bytes[0] as number) ^ 1)

/** Good signatures and, of each kind, bad ones: `count` times each. */
const mixed = (id: number, count: number): ReadonlyArray<SignatureCheck> => {
  const { derive, seedSize, sign } = nodeSuite(id).signature
  return Array.from({ length: count }, (_, i) => {
    const pair = derive(new Secret(new Uint8Array(seedSize).fill(i + 1)))
    const message = Uint8Array.of(i, id)
    const good = { publicKey: pair.publicKey, message, signature: sign(pair, message) }
    return [
      good,
      { ...good, message: flipped(message) },
      { ...good, signature: flipped(good.signature) },
      { ...good, signature: noBytes },
      { ...good, publicKey: new Uint8Array(pair.publicKey.length) },
      { ...good, publicKey: noBytes }
    ]
  }).flat()
}

describe("many signatures at once", () => {
  test.each([1, 4])("have the verdicts of one by one, in order (suite %i)", async (id) => {
    const suite = withBulkVerification(nodeSuite(id))
    const { verify, verifyAll } = suite.signature
    if (verifyAll === undefined) throw new Error("expected a way with many")
    for (const count of [0, 1, 40]) {
      const checks = mixed(id, count)
      const verdicts = await Effect.runPromise(verifyAll(checks))
      expect(verdicts).toEqual(checks.map(({ message, publicKey, signature }) => verify(publicKey, message, signature)))
      expect(verdicts.filter(Boolean)).toHaveLength(count)
    }
  })

  test("an interrupted batch begins no further checks", async () => {
    const { verifyAll } = withBulkVerification(nodeSuite(1)).signature
    let asked = 0
    const checks = mixed(1, 100).map((check) => ({
      ...check,
      get message() {
        asked++
        return check.message
      }
    }))
    await Effect.runPromise(
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(verifyAll?.(checks) ?? Effect.void)
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
      })
    )
    const then = asked
    await new Promise((resolve) => void setTimeout(resolve, 50))
    expect([asked, then < checks.length]).toEqual([then, true])
  })

  test("are off unless the layer is composed, and stay off where the algorithm has no such way", () => {
    expect(nodeSuite(1).signature.verifyAll).toBeUndefined()
    expect(withBulkVerification(nodeSuite(2))).toBe(nodeSuite(2))
    const composed = Effect.runSync(CipherSuite.pipe(Effect.provide(bulkVerification), Effect.provide(cipherSuite(1))))
    expect(composed.signature.verifyAll).toBeDefined()
    expect({ ...composed, signature: nodeSuite(1).signature }).toEqual(nodeSuite(1))
  })
})
