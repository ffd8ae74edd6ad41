import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { textKey } from "../src/byteStrings.ts"
import { KeyIndex } from "../src/keyIndex.ts"

/** Keys that share beginnings, contain one another, and repeat. */
const key: fc.Arbitrary<Uint8Array> = fc.array(fc.constantFrom(0, 1, 16, 17, 255), { maxLength: 4 }).map((bytes) => Uint8Array.from(bytes))

describe("KeyIndex", () => {
  test("answers like a map from keys to holders, through any sequence of batches, in every version", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.nat(30), fc.option(key, { nil: undefined })), { maxLength: 8 }), { maxLength: 12 }),
        (batches) => {
          let held = new Map<number, Uint8Array>()
          let index = KeyIndex.empty
          const versions: Array<readonly [KeyIndex, ReadonlyMap<number, Uint8Array>]> = []
          for (const batch of batches) {
            const last = new Map(batch)
            const next = new Map(held)
            for (const [holder, k] of last) {
              if (k === undefined) next.delete(holder)
              else next.set(holder, k)
            }
            const removed = [...last.keys()].flatMap((h) => (held.has(h) ? [[h, held.get(h) as Uint8Array] as const] : []))
            const added = [...last].flatMap(([h, k]) => (k === undefined ? [] : [[h, k] as const]))
            index = index.change(removed, added, (h) => next.get(h) as Uint8Array)
            held = next
            versions.push([index, held])
          }
          for (const [version, keys] of versions) {
            const asked = [...keys.values(), new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(0, 1, 2)]
            for (const k of asked) {
              const expected = [...keys].filter(([, other]) => textKey(other) === textKey(k)).map(([h]) => h)
              const found = version.holders(k, (h) => keys.get(h) as Uint8Array)
              expect(found.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
            }
          }
        }
      ),
      { numRuns: 300 }
    )
  })

  test("V181: keys that begin alike are told apart without fetching the others'", () => {
    const colliding = (i: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => (at < 28 ? 7 : (i >> (8 * (31 - at))) & 255))
    const keys = Array.from({ length: 2000 }, (_, i) => colliding(i))
    let lookUps = 0
    const keyOf = (holder: number): Uint8Array => {
      lookUps++
      return keys[holder] as Uint8Array
    }
    const index = KeyIndex.empty.change([], keys.entries(), keyOf)
    expect(lookUps).toBe(0)
    for (const [i, k] of keys.entries()) expect(index.holders(k, keyOf)).toEqual([i])
    // Now and then the twelve bits that an entry has of its key's hash are another one's too.
    expect(lookUps).toBeLessThanOrEqual(2200)
  })

  test("grows and shrinks through thousands of keys, one by one", () => {
    const keyOf = (holder: number): Uint8Array => Uint8Array.of(holder >> 8, holder & 255)
    let index = KeyIndex.empty
    for (let i = 0; i < 3000; i++) index = index.change([], [[i, keyOf(i)]], keyOf)
    for (let i = 0; i < 3000; i++) expect(index.holders(keyOf(i), keyOf)).toEqual([i])
    for (let i = 0; i < 2990; i++) index = index.change([[i, keyOf(i)]], [], keyOf)
    for (let i = 0; i < 3000; i++) expect(index.holders(keyOf(i), keyOf)).toEqual(i < 2990 ? [] : [i])
  })
})
