import type { Suite } from "@copath/contracts"
import { describe, expect, test } from "vitest"
import { isSuiteId, nodeSuite, suiteIds, suiteNames } from "../src/index.ts"

describe("nodeSuite", () => {
  test("has the seven registered suites, each under its registered name", () => {
    expect(suiteIds.map((id) => [nodeSuite(id).id, nodeSuite(id).name])).toEqual(suiteIds.map((id) => [id, suiteNames[id]]))
    expect(suiteIds).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(nodeSuite(1).provider).toBe("node")
  })

  test("can be asked about an id that a peer sent before it refuses one (V038)", () => {
    for (const id of [0, 8, 0x0a0a, 0xf001, 0xffff, -1, 1.5, Number.NaN]) {
      expect(isSuiteId(id)).toBe(false)
      expect(() => nodeSuite(id)).toThrow(RangeError)
    }
    expect(suiteIds.every(isSuiteId)).toBe(true)
  })

  test("builds each suite once", () => {
    expect(nodeSuite(2)).toBe(nodeSuite(2))
  })

  test("lets a single part be replaced by a spread", () => {
    const suite = nodeSuite(1)
    const changed: Suite = { ...suite, hash: { size: 1, digest: () => Uint8Array.of(7) } }
    expect(changed.hash.digest(new Uint8Array(3))).toEqual(Uint8Array.of(7))
    expect(changed.kdf).toBe(suite.kdf)
  })
})
