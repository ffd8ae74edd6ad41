import { encode, opaque } from "@copath/codec"
import { parentHashInput, parentNode, ratchetTree, treeHashInput } from "@copath/wire"
import { describe, expect, test } from "vitest"
import { accepted, bytes, counting, freshLeaf, patched, reason } from "./samples.ts"

const parent = { encryptionKey: counting(1, 32), parentHash: bytes(""), unmergedLeaves: [1, 0xffffffff] }

describe("ratchet trees", () => {
  const tree = [{ _tag: "leaf", leafNode: freshLeaf }, { _tag: "parent", parentNode: parent }, undefined] as const

  test("leaves, parents and blanks come back", () => {
    expect(accepted(ratchetTree, encode(ratchetTree, tree))).toEqual(tree)
  })

  test("V001: a node is there or not", () => {
    const encoded = encode(ratchetTree, tree)
    expect(encoded[2]).toBe(1)
    for (const octet of [2, 7, 255]) {
      expect(reason(ratchetTree, patched(encoded, 2, octet))).toBe("BadPresence")
      expect(reason(ratchetTree, patched(encoded, encoded.length - 1, octet))).toBe("BadPresence")
    }
  })

  test("V014, V015: a million blanks are a million elements and no more", () => {
    const input = encode(opaque, new Uint8Array(1_000_000))
    expect(accepted(ratchetTree, input)).toHaveLength(1_000_000)
  })
})

test("V009: unmerged leaves are four bytes each", () => {
  expect(reason(parentNode, bytes("01aa 00 08 00000001 00000002"))).toBe("accepted")
  expect(reason(parentNode, bytes("01aa 00 06 00000001 0000"))).toBe("LengthOverrun")
})

test("hash inputs are the RFC's structs", () => {
  expect(encode(treeHashInput, { _tag: "leaf", leafIndex: 5, leafNode: undefined })).toEqual(bytes("01 00000005 00"))
  expect(encode(treeHashInput, { _tag: "parent", parentNode: undefined, leftHash: bytes("aa"), rightHash: bytes("bb") })).toEqual(
    bytes("02 00 01aa 01bb")
  )
  expect(encode(parentHashInput, { encryptionKey: bytes("01"), parentHash: bytes(""), originalSiblingTreeHash: bytes("02") })).toEqual(
    bytes("0101 00 0102")
  )
})

test("V001: the optional nodes of a tree hash are there or not", () => {
  expect(reason(treeHashInput, bytes("01 00000005 02"))).toBe("BadPresence")
  expect(reason(treeHashInput, bytes("02 02 01aa 01bb"))).toBe("BadPresence")
})
