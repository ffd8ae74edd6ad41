import { encode } from "@copath/codec"
import { privateContentAad, privateMessageContent, senderData, senderDataAad, senderDataCarrying, updatePathNodes } from "@copath/wire"
import { describe, expect, test } from "vitest"
import { accepted, bytes, commitSample, counting, inFull, joined, patched, reason } from "./samples.ts"

const proposalCodec = privateMessageContent(updatePathNodes, 2)
const auth = { signature: counting(2, 64), confirmationTag: undefined }
const removal = { content: { _tag: "proposal", proposal: { _tag: "remove", removed: 1 } }, auth, padding: 3 } as const

describe("the contents of a private message", () => {
  test("each content type comes back, with its padding as a count", () => {
    const values = [
      [1, { content: { _tag: "application", applicationData: bytes("6869") }, auth, padding: 0 }],
      [2, removal],
      [3, { content: { _tag: "commit", commit: commitSample }, auth: { ...auth, confirmationTag: counting(5, 32) }, padding: 200 }]
    ] as const
    for (const [type, value] of values) {
      const codec = privateMessageContent(updatePathNodes, type)
      expect(inFull(accepted(codec, encode(codec, value)))).toEqual(value)
    }
  })

  test("V023: the type is told from outside: a proposal's body is no commit", () => {
    const encoded = encode(proposalCodec, removal)
    expect(reason(proposalCodec, encoded)).toBe("accepted")
    expect(reason(privateMessageContent(updatePathNodes, 3), encoded)).toBe("BadPresence")
  })

  test("a content of another type than told is our own mistake", () => {
    expect(() => encode(privateMessageContent(updatePathNodes, 1), removal)).toThrow("content is proposal, not application")
  })

  test("V071: padding is all zero, from its first byte to its last", () => {
    const encoded = encode(proposalCodec, { ...removal, padding: 40 })
    expect(reason(proposalCodec, encoded)).toBe("accepted")
    for (const at of [40, 20, 1]) expect(reason(proposalCodec, patched(encoded, encoded.length - at, 1))).toBe("UnknownEnum")
  })

  test("V072: padding of 16 MB is read", () => {
    const encoded = encode(proposalCodec, { ...removal, padding: 1 << 24 })
    expect(accepted(proposalCodec, encoded).padding).toBe(1 << 24)
  })
})

describe("sender data", () => {
  const value = { leafIndex: 0x80000000, generation: 0xffffffff, reuseGuard: bytes("01020304") }

  test("is leaf index, generation and reuse guard", () => {
    expect(encode(senderData, value)).toEqual(bytes("80000000 ffffffff 01020304"))
    expect(accepted(senderData, encode(senderData, value))).toEqual(value)
  })

  test("carries as many bytes in the reuse guard's place as nonces need", () => {
    for (const size of [0, 4, 12]) {
      const data = { leafIndex: 3, generation: 7, reuseGuard: new Uint8Array(size).fill(1) }
      const encoded = encode(senderDataCarrying(size), data)
      expect(encoded.length).toBe(8 + size)
      expect(accepted(senderDataCarrying(size), encoded)).toEqual(data)
    }
  })

  test("V024: of exactly twelve bytes", () => {
    const encoded = encode(senderData, value)
    expect(reason(senderData, encoded.subarray(0, 11))).toBe("Truncated")
    expect(reason(senderData, joined(encoded, bytes("00")))).toBe("Trailing")
  })
})

test("associated data: the content's is the sender data's and the authenticated data", () => {
  const value = { groupId: bytes("6730"), epoch: 1n, contentType: 3 } as const
  const head = encode(senderDataAad, value)
  expect(head).toEqual(bytes("02 6730 0000000000000001 03"))
  expect(encode(privateContentAad, { ...value, authenticatedData: bytes("aabb") })).toEqual(joined(head, bytes("02 aabb")))
})
