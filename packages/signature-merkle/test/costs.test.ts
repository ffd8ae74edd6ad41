import { insecureDummySignature } from "@copath/conformance"
import { lengthModes, type SignatureAlgorithm, signatureOverhead } from "@copath/contracts"
import { mlDsa65Signature, nobleSuite, slhDsaSha2128sSignature } from "@copath/crypto-noble"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { batch, counting, isTaken } from "./world.ts"

const sizes = [1, 4, 16, 64]
const mean = (numbers: ReadonlyArray<number>): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length

it.effect(
  "R040: what a batch adds to each message, for several signature sizes: the root's signature, a place, and a hash for each doubling",
  () =>
    Effect.gen(function* () {
      const rows: Array<Record<string, string | number>> = []
      for (const length of [64, 3309, 7856, 49_856, 100_000]) {
        const { counts, parts } = counting(insecureDummySignature(length))
        const plain = signatureOverhead({ signatureSize: length }, lengthModes.variable, 100)
        yield* Effect.gen(function* () {
          for (const k of sizes) {
            counts.signed = 0
            counts.verified = 0
            const items = yield* batch(k, 1000 * k)
            for (const item of items) expect(yield* isTaken(item)).toBe(true)
            const measured = mean(items.map(({ signature }) => lengthModes.variable.prefix(signature.length) + signature.length))
            const longest = signatureOverhead({ signatureSize: length + 4 + 32 * Math.log2(k) }, lengthModes.variable, 100)
            // Every place of a full tree has as many hashes above it.
            expect(measured).toBe(longest.total)
            expect([counts.signed, counts.verified]).toEqual([1, 1])
            const share = (total: number): string => `${((100 * total) / (total + 100)).toFixed(1)} %`
            rows.push({
              signature: length,
              k,
              "bytes a message": measured,
              "signed one by one": plain.total,
              "share of 100 B": share(measured),
              "signatures a message": 1 / k,
              note: plain.oversize ? "oversize: sign per epoch" : ""
            })
          }
        }).pipe(Effect.provide(parts))
      }
      console.table(rows)
    })
)

const algorithms: ReadonlyArray<readonly [SignatureAlgorithm, number]> = [
  [nobleSuite(1).signature, 64],
  [mlDsa65Signature, 16],
  [slhDsaSha2128sSignature, 4]
]
for (const [algorithm, k] of algorithms) {
  const { counts, parts } = counting(algorithm)
  it.effect(
    `${algorithm.id} signs ${k} messages once, and a receiver checks once`,
    () =>
      Effect.gen(function* () {
        const items = yield* batch(k)
        expect(counts).toEqual({ signed: 1, verified: 0, hashed: 2 * k - 1 })
        for (const item of items) expect(yield* isTaken(item)).toBe(true)
        expect([counts.signed, counts.verified]).toEqual([1, 1])
        for (const { signature } of items) expect(signature.length).toBe(4 + 32 * Math.log2(k) + algorithm.signatureSize)
      }).pipe(Effect.provide(parts)),
    60_000
  )
}
