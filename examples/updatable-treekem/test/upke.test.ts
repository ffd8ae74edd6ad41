import { Secret, Symbols } from "@copath/contracts"
import { seededRandom } from "@copath/crypto-noble"
import { Effect } from "effect"
import { assert, describe, test } from "vitest"
import { lineSize, upke } from "../src/index.ts"

const { decapsulate, encapsulate, next, pair, update, valid } = upke(Effect.runSync(Symbols))
const random = seededRandom("upke")

describe("updatable encryption", () => {
  test("moves both halves of a key along, each by itself, to the same place", () => {
    let mine = pair(random(lineSize))
    for (let step = 0; step < 5; step++) {
      const delta = random(lineSize)
      const published = next(mine.publicKey, delta)
      const moved = update(mine, delta)
      assert.deepStrictEqual(moved.publicKey, published)
      assert.notDeepEqual(moved.secretKey.expose(), mine.secretKey.expose())
      mine = moved
    }
  })

  test("opens for the key that it was sealed to, and for none before or after it", () => {
    const before = pair(random(lineSize))
    const delta = random(lineSize)
    const now = update(before, delta)
    const after = update(now, random(lineSize))
    const sealed = encapsulate(now.publicKey, random(lineSize))
    assert(sealed !== undefined)
    assert.deepStrictEqual(decapsulate(now, sealed.enc)?.expose(), sealed.shared.expose())
    for (const other of [before, after]) assert.notDeepEqual(decapsulate(other, sealed.enc)?.expose(), sealed.shared.expose())
  })

  test("refuses what is no element of the group, and the neutral one", () => {
    const mine = pair(random(lineSize))
    assert.isTrue(valid(mine.publicKey))
    for (const bad of [new Uint8Array(32), new Uint8Array(32).fill(255), mine.publicKey.slice(1), new Uint8Array(0)]) {
      assert.isFalse(valid(bad))
      assert.isUndefined(encapsulate(bad, random(lineSize)))
      assert.isUndefined(next(bad, random(lineSize)))
      assert.isUndefined(decapsulate(mine, bad))
    }
  })

  test("takes a step of zero length nowhere that it could be undone: a delta is hashed", () => {
    const mine = pair(new Secret(new Uint8Array(lineSize).fill(1)))
    assert.notDeepEqual(next(mine.publicKey, new Secret(new Uint8Array(lineSize))), mine.publicKey)
  })
})
