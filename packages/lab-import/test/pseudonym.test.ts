import { assert, it } from "vitest"
import { keyFromSeed, pseudonyms, sipHash } from "../src/index.ts"

it("computes SipHash-2-4 as its authors do", () => {
  const key16 = Uint8Array.from({ length: 16 }, (_, i) => i)
  const message = Uint8Array.from({ length: 15 }, (_, i) => i)
  assert.strictEqual(sipHash(key16, message), 0xa129ca6149be45e5n)
  assert.strictEqual(sipHash(key16, new Uint8Array(0)), 0x726fdb47dd0e0e31n)
})

it("gives equal names equal pseudonyms, and others under another key", () => {
  const alias = pseudonyms(keyFromSeed("one"))
  assert.strictEqual(alias("ann"), pseudonyms(keyFromSeed("one"))("ann"))
  assert.notStrictEqual(alias("ann"), alias("bob"))
  assert.notStrictEqual(alias("ann"), pseudonyms(keyFromSeed("other"))("ann"))
  assert.match(alias("ann"), /^m[0-9a-f]{16}$/)
})
