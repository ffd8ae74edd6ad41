import { CipherSuite, SignatureScheme, type SignedItem, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { assert, describe, expect } from "vitest"
import { layer, MAX_BATCH } from "../src/index.ts"
import { authorOf, at, batch, counting, flipped, identityOf, isTaken, label, text } from "./world.ts"

const sha = nobleSuite(1).hash.size

describe("a batch of k messages", () => {
  for (const k of [1, 2, 3, 4, 5, 16, 64, 100]) {
    const { counts, parts } = counting()
    it.effect(`R040: of ${k} costs one signature, one verification, and hashes`, () =>
      Effect.gen(function* () {
        const depth = Math.ceil(Math.log2(k))
        const items = yield* batch(k)
        expect(counts).toEqual({ signed: 1, verified: 0, hashed: 2 * k - 1 })
        for (const item of items) expect(yield* isTaken(item)).toBe(true)
        expect([counts.signed, counts.verified]).toEqual([1, 1])
        // A leaf each, and no more nodes than levels.
        expect(counts.hashed - (2 * k - 1)).toBeLessThanOrEqual(k * (1 + depth))
        for (const { signature } of items) expect(signature.length).toBeLessThanOrEqual(4 + depth * sha + 64)
      }).pipe(Effect.provide(parts))
    )
  }

  const gaps = counting()
  it.effect("is read out of order, with gaps, and between the messages of another batch", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* batch(20), yield* batch(7, 100)]
      const picked = [one[13], two[6], one[2], one[19], two[0], one[0]] as ReadonlyArray<SignedItem>
      for (const item of picked) expect(yield* isTaken(item)).toBe(true)
      expect(gaps.counts.verified).toBe(2)
    }).pipe(Effect.provide(gaps.parts))
  )

  const long = counting()
  it.effect(`of more than ${MAX_BATCH} is signed as several`, () =>
    Effect.gen(function* () {
      const items = yield* batch(MAX_BATCH + 1)
      expect(long.counts.signed).toBe(2)
      for (const i of [0, MAX_BATCH - 1, MAX_BATCH]) expect(yield* isTaken(items[i] as SignedItem)).toBe(true)
      const { facts } = yield* SignatureScheme
      expect(Math.max(...items.map(({ signature }) => signature.length))).toBe(facts.maxSignature)
      expect(items.at(-1)?.signature.length).toBe(4 + 64)
    }).pipe(Effect.provide(long.parts))
  )
})

describe("a forgery", () => {
  it.effect("of the place, the path, the root's signature or the number of messages is refused, before the batch is known and after", () =>
    Effect.gen(function* () {
      for (const k of [2, 3, 7, 8]) {
        const items = yield* batch(k, k * 1000)
        for (const known of [false, true]) {
          for (const [i, item] of items.entries()) {
            if (known) expect(yield* isTaken(item)).toBe(true)
            const { signature } = item
            for (const byte of [1, 3, 4, signature.length - 65, signature.length - 64, signature.length - 1])
              expect(yield* isTaken({ ...item, signature: flipped(signature, byte) }), `${i} of ${k}, byte ${byte}`).toBe(false)
            for (const [j, other] of items.entries()) {
              if (j === i) continue
              expect(yield* isTaken({ ...item, signature: other.signature }), `${i} in place of ${j}`).toBe(false)
              // Another place with the path left as it is.
              const moved = signature.slice()
              moved[3] = j
              expect(yield* isTaken({ ...item, signature: moved }), `${i} moved to ${j}`).toBe(false)
            }
            expect(yield* isTaken({ ...item, signature: Uint8Array.of(...signature, 0) })).toBe(false)
            expect(yield* isTaken({ ...item, signature: signature.slice(0, -1) })).toBe(false)
          }
        }
      }
    }).pipe(Effect.provide(counting().parts))
  )

  it.effect("by a place that no batch has is refused", () =>
    Effect.gen(function* () {
      const [item] = (yield* batch(1)) as [SignedItem]
      for (const place of [
        [0, 0, 0, 0],
        [0, 1, 0, 1],
        [4, 1, 0, 0],
        [255, 255, 255, 255]
      ]) {
        expect(yield* isTaken({ ...item, signature: Uint8Array.of(...place, ...item.signature.subarray(4)) }), place.join()).toBe(false)
        const roomy = Uint8Array.of(...place, ...new Uint8Array(16 * sha), ...item.signature.subarray(4))
        expect(yield* isTaken({ ...item, signature: roomy }), place.join()).toBe(false)
      }
    }).pipe(Effect.provide(counting().parts))
  )

  it.effect("R103: that shows a root which another member has signed is refused, though the receiver knows it", () =>
    Effect.gen(function* () {
      const { signature: algorithm } = yield* CipherSuite
      const items = yield* batch(4)
      for (const item of items) yield* isTaken(item)
      for (const item of items) expect(yield* isTaken({ ...item, author: authorOf(identityOf(algorithm, 6)) })).toBe(false)
    }).pipe(Effect.provide(counting().parts))
  )
})

describe("a verified root", () => {
  const few = counting()
  it.effect("is remembered until 256 others have come, and then checked again", () =>
    Effect.gen(function* () {
      const [first, second] = (yield* batch(2)) as [SignedItem, SignedItem]
      expect(yield* isTaken(first)).toBe(true)
      for (let i = 0; i < 256; i++) yield* isTaken((yield* batch(2, 10 + 2 * i))[0] as SignedItem)
      expect(few.counts.verified).toBe(257)
      expect(yield* isTaken(second)).toBe(true)
      expect(few.counts.verified).toBe(258)
    }).pipe(Effect.provide(few.parts))
  )

  const alone = counting()
  it.effect("is not driven out by messages that are signed alone", () =>
    Effect.gen(function* () {
      const [first, second] = (yield* batch(2)) as [SignedItem, SignedItem]
      yield* isTaken(first)
      for (let i = 0; i < 300; i++) yield* isTaken((yield* batch(1, 10 + i))[0] as SignedItem)
      yield* isTaken(second)
      expect(alone.counts.verified).toBe(301)
    }).pipe(Effect.provide(alone.parts))
  )

  const bad = counting()
  it.effect("was good: a bad one is checked each time", () =>
    Effect.gen(function* () {
      const [first, second] = (yield* batch(2)) as [SignedItem, SignedItem]
      for (const item of [first, second, first]) expect(yield* isTaken({ ...item, signature: flipped(item.signature, -1) })).toBe(false)
      expect(bad.counts.verified).toBe(3)
    }).pipe(Effect.provide(bad.parts))
  )
})

it.effect("R035: a batch of the suite's is asked for each root once, and forged ones beside it change nothing", () =>
  Effect.gen(function* () {
    const askedFor: Array<number> = []
    const bulk = (s: Suite): Suite => ({
      ...s,
      signature: {
        ...s.signature,
        verifyAll: (checks) =>
          Effect.sync(() => {
            askedFor.push(checks.length)
            return checks.map(({ message, publicKey, signature }) => s.signature.verify(publicKey, message, signature))
          })
      }
    })
    const suite = Layer.succeed(CipherSuite, bulk(nobleSuite(1)))
    yield* Effect.gen(function* () {
      const { verifyAll } = yield* SignatureScheme
      assert(verifyAll !== undefined)
      const [one, two] = [yield* batch(5), yield* batch(3, 50, 6)]
      const forged = { ...(one[1] as SignedItem), signature: flipped((one[1] as SignedItem).signature, -1) }
      const strange = { ...(two[0] as SignedItem), signature: Uint8Array.of(1) }
      const mixed = [one[0], forged, two[2], strange, one[4], one[1]] as ReadonlyArray<SignedItem>
      assert.deepStrictEqual(yield* verifyAll(mixed, undefined), [true, false, true, false, true, true])
      assert.deepStrictEqual(yield* verifyAll([...one, ...two, forged], undefined), [...[...one, ...two].map(() => true), false])
      assert.deepStrictEqual(askedFor, [3, 1])
    }).pipe(Effect.provide(Layer.provideMerge(layer, suite)))
  })
)

it.effect("a message alone is a batch of one: four bytes more than a signature of its own", () =>
  Effect.gen(function* () {
    const { begin, sign, verify } = yield* SignatureScheme
    const identity = identityOf(nobleSuite(1).signature)
    const { note, state } = yield* begin(identity)
    const { signature } = yield* sign(state, at, label, text(0))
    assert.deepStrictEqual([note.length, signature.length], [0, 4 + 64])
    yield* verify(authorOf(identity), at, label, text(0), signature, undefined)
    const [same] = (yield* batch(1)) as [SignedItem]
    assert.deepStrictEqual(same.signature, signature)
  }).pipe(Effect.provide(counting().parts))
)
