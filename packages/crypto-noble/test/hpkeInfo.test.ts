import { HpkeInfo, noBytes, type Suite } from "@copath/contracts"
import { expect, test } from "vitest"
import { dhKem, hpkeAeads, nobleSuite, platformRandom, sha256Function, suiteOf, x25519Group } from "../src/index.ts"

/** Suite 1, and how often a hash was extracted from as many bytes as `size`. */
const counting = (size: number): { readonly suite: Suite; readonly count: () => number } => {
  const { id, name, signature } = nobleSuite(1)
  let count = 0
  const hash = {
    ...sha256Function,
    extract: (...args: Parameters<typeof sha256Function.extract>) => (args[1].length > size && count++, sha256Function.extract(...args))
  }
  return { suite: suiteOf({ id, name, signature, kem: dhKem(x25519Group), hash, ...hpkeAeads.aes128 }), count: () => count }
}

test("an info under which many are sealed is hashed once in each mode, and bare bytes each time", () => {
  const { count, suite } = counting(1009)
  const { auth, seal } = suite.hpke
  const pair = suite.kem.derive(platformRandom(32))
  const bytes = platformRandom(1009).expose()
  const info = new HpkeInfo(bytes)
  for (let i = 0; i < 5; i++) seal(pair.publicKey, info, noBytes, noBytes, platformRandom)
  expect(count()).toBe(1)
  for (let i = 0; i < 5; i++) auth?.seal(pair, pair.publicKey, info, noBytes, noBytes, platformRandom)
  expect(count()).toBe(2)
  for (let i = 0; i < 5; i++) seal(pair.publicKey, bytes, noBytes, noBytes, platformRandom)
  expect(count()).toBe(7)
})
