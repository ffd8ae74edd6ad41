import { Reader, Writer } from "@copath/codec"
import { expect, test } from "vitest"
import { bytes } from "./refused.ts"

test("a writer grows as it must and keeps what it has", () => {
  const w = new Writer(1)
  for (let i = 0; i < 1000; i++) w.u16(i)
  expect(w).toHaveLength(2000)
  const r = new Reader(w.finish())
  for (let i = 0; i < 1000; i++) expect(r.u16()).toBe(i)
})

test("a reset writer has nothing left to find in its buffer", () => {
  const w = new Writer(8)
  w.bytes(bytes("0102030405060708"))
  w.reset()
  expect(w).toHaveLength(0)
  expect(Object.values(w).filter((held) => held instanceof Uint8Array)).toEqual([new Uint8Array(8)])
})

test("a reader's fields are views, and it never reads past its end", () => {
  const input = bytes("01020304")
  const r = new Reader(input)
  expect(r.take(2).buffer).toBe(input.buffer)
  r.end = 3
  expect(r.remaining).toBe(1)
  expect(() => r.u16()).toThrow("Truncated")
  expect(r.u8()).toBe(3)
})
