import { createHmac } from "node:crypto"
import { assert, it } from "vitest"
import { keyFromSeed, pseudonyms } from "../../src/index.ts"

it("gives equal names equal pseudonyms, and others under another key", () => {
  const alias = pseudonyms(keyFromSeed("one"))
  assert.strictEqual(alias("ann"), pseudonyms(keyFromSeed("one"))("ann"))
  assert.notStrictEqual(alias("ann"), alias("bob"))
  assert.notStrictEqual(alias("ann"), pseudonyms(keyFromSeed("other"))("ann"))
  assert.match(alias("ann"), /^m[0-9a-f]{16}$/)
})

it("makes of a name the first eight bytes of its HMAC", () => {
  const key = Uint8Array.from({ length: 16 }, (_, i) => i)
  const digest = createHmac("sha256", key).update("Zoë").digest("hex")
  assert.strictEqual(pseudonyms(key)("Zoë"), `m${digest.slice(0, 16)}`)
})
