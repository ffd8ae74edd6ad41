import { encode } from "@copath/codec"
import { groupInfo, groupInfoTbs, privateWireFormats, rfc9420Wire, rfc9420WireFormats } from "@copath/wire"
import { describe, expect, test } from "vitest"
import { accepted, bytes, counting, groupContextSample, joined, keyPackageSample, leaf, patched, reason, refused } from "./samples.ts"

const codec = rfc9420Wire.mlsMessage
const sample = { _tag: "keyPackage", keyPackage: keyPackageSample } as const
const encoded = encode(codec, sample)

describe("the envelope", () => {
  test("is version and wire format", () => {
    expect(encoded.subarray(0, 4)).toEqual(bytes("0001 0005"))
    expect(accepted(codec, encoded)).toEqual(sample)
  })

  test("V011: another version is refused", () => {
    for (const [high, low] of [
      [0, 0],
      [0, 2],
      [1, 0],
      [255, 255]
    ] as const) {
      expect(refused(codec, patched(encoded, 0, high, low))).toMatchObject({ reason: "BadVersion", offset: 0, path: "MLSMessage.version" })
    }
  })

  test("V012: so is a wire format that is not RFC 9420's, in a group that is", () => {
    for (const format of [0x0000, 0x0006, 0xf000, privateWireFormats.keyPackage]) {
      expect(refused(codec, patched(encoded, 2, format >>> 8, format & 0xff))).toMatchObject({ reason: "UnknownEnum", offset: 2 })
    }
  })

  test("V120: a key package speaks the version of its envelope", () => {
    expect(refused(codec, patched(encoded, 4, 0, 2))).toMatchObject({ reason: "BadVersion", path: "MLSMessage.key_package.version" })
    expect(reason(codec, patched(patched(encoded, 0, 0, 2), 4, 0, 2))).toBe("BadVersion")
  })

  test("V007: a second message after the first is refused", () => {
    expect(refused(codec, joined(encoded, encoded))).toMatchObject({ reason: "Trailing", offset: encoded.length })
  })
})

test("an error names the place across all structs", () => {
  const otherSource = encode(codec, { ...sample, keyPackage: { ...keyPackageSample, leafNode: leaf({ _tag: "update" }) } })
  const error = refused(
    codec,
    patched(
      encoded,
      encoded.findIndex((byte, at) => byte !== otherSource[at]),
      0xff
    )
  )
  expect(error).toMatchObject({ reason: "UnknownEnum", path: "MLSMessage.key_package.leaf_node.source" })
})

test("a group info is what is signed, and the signature", () => {
  const value = {
    groupContext: groupContextSample,
    extensions: [],
    confirmationTag: counting(1, 32),
    signer: 0xffffffff,
    signature: counting(3, 64)
  }
  expect(encode(groupInfo, value)).toEqual(joined(groupInfoTbs(value), bytes("4040"), value.signature))
  expect(accepted(groupInfo, encode(groupInfo, value))).toEqual(value)
})

test("the strict wire format uses RFC 9420's code points", () => {
  expect(rfc9420Wire.formats).toBe(rfc9420WireFormats)
})
