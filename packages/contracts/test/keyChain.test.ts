import { decode, encode } from "@copath/codec"
import {
  type ChainDerivation,
  deriveTreeSecret,
  forgetIn,
  type KeyChain,
  keyChainCodec,
  LAST_GENERATION,
  retainedIn,
  Secret,
  startChain,
  takeKey
} from "@copath/contracts"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { nodeSuite } from "./nodeSuite.ts"

const suite = nodeSuite()
const derivation: ChainDerivation = {
  key: (s, secret, generation) => deriveTreeSecret(s, secret, "key", generation, s.aead.keySize),
  nonce: (s, secret, generation) => deriveTreeSecret(s, secret, "nonce", generation, s.aead.nonceSize),
  next: (s, secret, generation) => deriveTreeSecret(s, secret, "secret", generation, s.kdf.size)
}
interface Window {
  readonly maxForward: number
  readonly maxSkipped: number
  readonly maxAge: number
}
const defaultWindow: Window = { maxForward: 1000, maxSkipped: 64, maxAge: 1000 }
const fresh = () => startChain(new Secret(new Uint8Array(32).fill(1)))
const window = (options: Partial<Window>): Window => ({ ...defaultWindow, ...options })

const outcome = (chain: KeyChain, generation: number, w: Window = defaultWindow, allowance = w.maxSkipped): string =>
  Result.match(takeKey(suite, derivation, chain, generation, w, allowance, []), { onFailure: (e) => e.reason, onSuccess: () => "taken" })
const after = (chain: KeyChain, generation: number, w: Window = defaultWindow, allowance = w.maxSkipped): KeyChain =>
  Result.getOrThrow(takeKey(suite, derivation, chain, generation, w, allowance, [])).chain
const kept = ({ skipped }: KeyChain) => skipped.map((k) => k.generation)

it("V080: the last generation is never used", () => {
  const nearly = { ...fresh(), generation: LAST_GENERATION - 1 }
  expect(outcome(nearly, LAST_GENERATION - 1)).toBe("taken")
  expect(outcome(after(nearly, LAST_GENERATION - 1), LAST_GENERATION)).toBe("Exhausted")
  expect(outcome(nearly, LAST_GENERATION)).toBe("Exhausted")
})

it("V076: keeps the newest keys within the allowance", () => {
  const jumped = after(fresh(), 10, window({ maxSkipped: 3 }))
  expect(kept(jumped)).toEqual([7, 8, 9])
  expect([6, 7, 10].map((g) => outcome(jumped, g))).toEqual(["OutOfOrder", "taken", "KeyConsumed"])
  const again = after(jumped, 12, window({ maxSkipped: 3 }))
  expect(kept(again)).toEqual([8, 9, 11])
  expect([7, 10].map((g) => outcome(again, g))).toEqual(["OutOfOrder", "KeyConsumed"])
  expect(kept(after(fresh(), 10, defaultWindow, 0))).toEqual([])
})

it("V076: keys grow old with their chain", () => {
  const w = window({ maxAge: 4 })
  const jumped = after(fresh(), 3, w)
  expect(kept(jumped)).toEqual([0, 1, 2])
  expect(kept(after(jumped, 4, w))).toEqual([0, 1, 2])
  const later = after(after(jumped, 4, w), 5, w)
  expect(kept(later)).toEqual([1, 2])
  expect(outcome(later, 0, w)).toBe("OutOfOrder")
  expect(kept(after(fresh(), 10, w))).toEqual([6, 7, 8, 9])
})

it("leaves the chain it was asked as it was", () => {
  const chain = after(fresh(), 5)
  const before = JSON.stringify([chain, chain.secret.expose(), chain.skipped.map((k) => k.key.expose().join())])
  for (const g of [2, 5, 9]) takeKey(suite, derivation, chain, g, defaultWindow, 2, [])
  expect(JSON.stringify([chain, chain.secret.expose(), chain.skipped.map((k) => k.key.expose().join())])).toBe(before)
})

it("R031: says how many keys it keeps, and how far back the oldest lies", () => {
  expect(retainedIn(fresh())).toEqual({ keys: 0, oldest: 0 })
  expect(retainedIn(after(fresh(), 5))).toEqual({ keys: 5, oldest: 5 })
  expect(retainedIn(after(after(fresh(), 5), 0))).toEqual({ keys: 4, oldest: 4 })
  expect(retainedIn(after(after(fresh(), 5), 4))).toEqual({ keys: 4, oldest: 5 })
})

it("R031: forgets a skipped key once it has waited as long as it may, and says so afterwards", () => {
  const retired: Array<Secret> = []
  const forget = (chain: KeyChain, now: number) => forgetIn(chain, now, 60, retired)
  const first = forget(after(fresh(), 2), 1000)
  expect(kept(first)).toEqual([0, 1])
  const second = forget(after(first, 4), 1059)
  expect(kept(second)).toEqual([0, 1, 3])
  expect(retired).toEqual([])
  const third = forget(second, 1060)
  expect(kept(third)).toEqual([3])
  expect(retired).toEqual(second.skipped.slice(0, 2).flatMap((k) => [k.key, k.nonce]))
  expect([1, 3, 4].map((g) => outcome(third, g))).toEqual(["OutOfOrder", "taken", "KeyConsumed"])
  // What was written down has not become younger.
  const read = Result.getOrThrow(decode(keyChainCodec, encode(keyChainCodec, third)))
  expect(kept(forget(read, 1118))).toEqual([3])
  expect(kept(forget(read, 1119))).toEqual([])
})
