import { HpkeInfo, noBytes, type Suite } from "@copath/contracts"
import { expect, test } from "vitest"
import { dhKem, hpkeAeads, nodeSuite, osRandom, sha256Function, suiteOf, x25519Group } from "../src/index.ts"

/** Suite 1, and how often a hash was extracted from as many bytes as `size`. */
const counting = (size: number): { readonly suite: Suite; readonly count: () => number } => {
  const { id, name, signature } = nodeSuite(1)
  let count = 0
  const hash = {
    ...sha256Function,
    hmac: (...args: Parameters<typeof sha256Function.hmac>) => (args[2]?.length === size && count++, sha256Function.hmac(...args))
  }
  return { suite: suiteOf({ id, name, signature, kem: dhKem(x25519Group), hash, ...hpkeAeads.aes128 }), count: () => count }
}

test("an info under which many are sealed is hashed once in each mode, and bare bytes each time", () => {
  const { count, suite } = counting(1009)
  const { auth, seal } = suite.hpke
  const pair = suite.kem.derive(osRandom(32))
  const bytes = osRandom(1009).expose()
  const info = new HpkeInfo(bytes)
  for (let i = 0; i < 5; i++) seal(pair.publicKey, info, noBytes, noBytes, osRandom)
  expect(count()).toBe(1)
  for (let i = 0; i < 5; i++) auth?.seal(pair, pair.publicKey, info, noBytes, noBytes, osRandom)
  expect(count()).toBe(2)
  for (let i = 0; i < 5; i++) seal(pair.publicKey, bytes, noBytes, noBytes, osRandom)
  expect(count()).toBe(7)
})
