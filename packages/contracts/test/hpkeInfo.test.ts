import { HpkeInfo, infoBytes, oncePerInfo } from "@copath/contracts"
import { expect, it } from "vitest"

it("what follows from an info of its own is computed once, from bytes that nobody changes any more", () => {
  const seen: Array<string> = []
  const compute = oncePerInfo((bytes) => (seen.push(bytes.join()), { of: bytes.length }))
  const buffer = Uint8Array.of(1, 2, 3)
  const info = new HpkeInfo(buffer)
  buffer.fill(0)
  const first = compute(info)
  expect(compute(info)).toBe(first)
  expect(infoBytes(info)).toEqual(Uint8Array.of(1, 2, 3))
  expect(compute(new HpkeInfo(Uint8Array.of(1, 2, 3)))).toEqual(first)
  expect(seen).toEqual(["1,2,3", "1,2,3"])
})

it("bare bytes are looked at each time, for they may have changed", () => {
  let count = 0
  const compute = oncePerInfo((bytes) => ({ first: bytes[0], count: count++ }))
  const bytes = Uint8Array.of(1)
  expect(infoBytes(bytes)).toBe(bytes)
  expect(compute(bytes)).toEqual({ first: 1, count: 0 })
  bytes[0] = 2
  expect(compute(bytes)).toEqual({ first: 2, count: 1 })
})
