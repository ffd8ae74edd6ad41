import { KeyTree } from "@copath/conformance"
import { decode, encode } from "@copath/codec"
import type { DoubleJoinPolicy } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import { hex } from "./hex.ts"
import { describe, expect, it } from "vitest"
import { blankPolicy, naivePolicy, setAndBookPolicy, taintPolicy, takeoverPolicy, unmergedPolicy } from "../src/index.ts"
import { everyLayout } from "./churn.ts"

const bookAfterAdd = (policy: DoubleJoinPolicy["Service"]): Uint8Array => {
  const tree = new KeyTree(8, [0, 1, 2, 3, 4, 5, 6].map(leafIndex))
  const change = tree.propose(policy.rules, leafIndex(0), { adds: 1 })
  return encode(policy.bookCodec, policy.plan(policy.emptyBook, tree, change, everyLayout).book)
}
const reading = (policy: DoubleJoinPolicy["Service"], bytes: string) => decode(policy.bookCodec, hex(bytes))
const refusal = { failure: { _tag: "DecodeError" } }

describe("books", () => {
  it("are nothing at all by policies that keep none", () => {
    for (const policy of [naivePolicy, blankPolicy, unmergedPolicy]) expect(bookAfterAdd(policy)).toEqual(new Uint8Array(0))
  })

  it("are one byte long while empty, by those that keep one", () => {
    for (const policy of [taintPolicy, takeoverPolicy, setAndBookPolicy()])
      expect(encode(policy.bookCodec, policy.emptyBook)).toEqual(Uint8Array.of(0))
  })

  it("list nodes with leaves, or slots with owners", () => {
    // Leaf 0 knows nodes 11 and 13 from outside; slot 7 belongs to leaf 0.
    expect(bookAfterAdd(taintPolicy)).toEqual(hex("12 0000000b 04 00000000 0000000d 04 00000000"))
    expect(bookAfterAdd(takeoverPolicy)).toEqual(hex("08 00000007 00000000"))
  })

  it("are refused out of order, with empty lists, or with leaves for nodes", () => {
    expect(reading(taintPolicy, "12 0000000d 04 00000000 0000000b 04 00000000")).toMatchObject(refusal)
    expect(reading(taintPolicy, "0d 0000000b 08 00000001 00000000")).toMatchObject(refusal)
    expect(reading(taintPolicy, "05 0000000b 00")).toMatchObject(refusal)
    expect(reading(taintPolicy, "09 0000000a 04 00000000")).toMatchObject(refusal)
    expect(reading(takeoverPolicy, "10 00000007 00000000 00000006 00000000")).toMatchObject(refusal)
    expect(reading(takeoverPolicy, "10 00000007 00000000 00000007 00000001")).toMatchObject(refusal)
  })
})
