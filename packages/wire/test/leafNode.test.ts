import { encode } from "@copath/codec"
import { capabilities, keyPackage, keyPackageTbs, leafNode, leafNodeContent, leafNodeTbs, lifetime } from "@copath/wire"
import { describe, expect, test } from "vitest"
import { accepted, bytes, freshLeaf, joined, keyPackageSample, leaf, reason } from "./samples.ts"

const sources = [freshLeaf.source, { _tag: "update" }, { _tag: "commit", parentHash: bytes("aabb") }] as const
const place = { groupId: bytes("6730"), leafIndex: 0x80000001 }

describe("leaf nodes", () => {
  test.for(sources)("a leaf of source $_tag comes back", (source) => {
    expect(accepted(leafNode, encode(leafNode, leaf(source)))).toEqual(leaf(source))
  })

  test("the signature is the last field and not part of what is signed", () => {
    for (const source of sources) {
      const whole = encode(leafNode, leaf(source))
      expect(whole).toEqual(joined(encode(leafNodeContent, leaf(source)), bytes("4040"), leaf(source).signature))
    }
  })

  test("a leaf for a key package is signed alone, one of an update or a commit with its place", () => {
    const signed = sources.map((source) => [leafNodeTbs(leaf(source), place), encode(leafNodeContent, leaf(source))] as const)
    expect(signed[0]?.[0]).toEqual(signed[0]?.[1])
    for (const [tbs, content] of signed.slice(1)) expect(tbs).toEqual(joined(content, bytes("02 6730 80000001")))
  })

  test("V019: a lifetime keeps all 64 bits of both ends", () => {
    const value = { notBefore: 2n ** 53n + 1n, notAfter: 2n ** 64n - 1n }
    expect(accepted(lifetime, encode(lifetime, value))).toEqual(value)
  })

  test("V009: capability lists have an even length", () => {
    expect(reason(capabilities, bytes("02 0001 02 0001 00 00 02 0001"))).toBe("accepted")
    expect(reason(capabilities, bytes("02 0001 03 000100 00 00 02 0001"))).toBe("LengthOverrun")
  })
})

test("a key package is what is signed, and the signature", () => {
  expect(encode(keyPackage, keyPackageSample)).toEqual(joined(keyPackageTbs(keyPackageSample), bytes("4040"), keyPackageSample.signature))
})
