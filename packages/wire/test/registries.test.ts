import {
  credentialTypes,
  extensionTypes,
  isGrease,
  privateExtensionTypes,
  privateWireFormats,
  proposalTypes,
  rfc9420WireFormats
} from "@copath/wire"
import { expect, test } from "vitest"

test("the fifteen GREASE values of section 13.5, and no other", () => {
  const all = Array.from({ length: 0x10000 }, (_, value) => value).filter(isGrease)
  expect(all).toEqual(Array.from({ length: 15 }, (_, i) => 0x0a0a + i * 0x1010))
})

test("what Copath adds comes from the ranges for private use", () => {
  for (const value of [...Object.values(privateExtensionTypes), ...Object.values(privateWireFormats)]) {
    expect(value).toBeGreaterThanOrEqual(0xf000)
    expect(value).toBeLessThanOrEqual(0xffff)
    expect(isGrease(value)).toBe(false)
  }
})

test("code points are the registered ones, each used once", () => {
  expect(Object.values(extensionTypes)).toEqual([1, 2, 3, 4, 5])
  expect(Object.values(proposalTypes)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(Object.values(credentialTypes)).toEqual([1, 2])
  expect(Object.values(rfc9420WireFormats)).toEqual([1, 2, 3, 4, 5])
})
