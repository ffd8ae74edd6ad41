import { Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { LAST_GENERATION, type Ratchet, startRatchet, take } from "../src/ratchet.ts"
import { defaultWindow, type Window } from "../src/window.ts"

const suite = nobleSuite(1)
const fresh = () => startRatchet(new Secret(new Uint8Array(32).fill(1)))
const window = (options: Partial<Window>): Window => ({ ...defaultWindow, ...options })

const outcome = (ratchet: Ratchet, generation: number, w: Window = defaultWindow, allowance = w.maxSkipped): string =>
  Result.match(take(suite, ratchet, generation, w, allowance, []), { onFailure: (e) => e.reason, onSuccess: () => "taken" })
const after = (ratchet: Ratchet, generation: number, w: Window = defaultWindow, allowance = w.maxSkipped): Ratchet =>
  Result.getOrThrow(take(suite, ratchet, generation, w, allowance, [])).ratchet
const kept = ({ skipped }: Ratchet) => skipped.map((k) => k.generation)

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

it("V076: keys grow old with their ratchet", () => {
  const w = window({ maxAge: 4 })
  const jumped = after(fresh(), 3, w)
  expect(kept(jumped)).toEqual([0, 1, 2])
  expect(kept(after(jumped, 4, w))).toEqual([0, 1, 2])
  const later = after(after(jumped, 4, w), 5, w)
  expect(kept(later)).toEqual([1, 2])
  expect(outcome(later, 0, w)).toBe("OutOfOrder")
  expect(kept(after(fresh(), 10, w))).toEqual([6, 7, 8, 9])
})

it("leaves the ratchet it was asked as it was", () => {
  const ratchet = after(fresh(), 5)
  const before = JSON.stringify([ratchet, ratchet.secret.expose(), ratchet.skipped.map((k) => k.key.expose().join())])
  for (const g of [2, 5, 9]) take(suite, ratchet, g, defaultWindow, 2, [])
  expect(JSON.stringify([ratchet, ratchet.secret.expose(), ratchet.skipped.map((k) => k.key.expose().join())])).toBe(before)
})
