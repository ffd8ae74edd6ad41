import { encode, type Codec } from "@copath/codec"
import {
  framedContent,
  leafNodeSource,
  node,
  preSharedKeyId,
  privateMessage,
  proposal,
  proposalOrRef,
  rfc9420Wire,
  sender,
  senderDataAndCiphertext,
  treeHashInput,
  updatePathNodes
} from "@copath/wire"
import { describe, expect, test } from "vitest"
import { accepted, bytes, framed, freshLeaf, groupContextSample, patched, reason } from "./samples.ts"

interface ClosedSet {
  readonly name: string
  readonly codec: Codec<unknown>
  readonly good: Uint8Array
  /** Where the tag stands, its last byte if it has two. */
  readonly at: number
  readonly greatest: number
}

const closed = <A>(name: string, codec: Codec<A>, value: NoInfer<A>, at: number, greatest: number): ClosedSet => ({
  name,
  codec: codec as Codec<unknown>,
  good: encode(codec, value),
  at,
  greatest
})

// Group id (6 bytes), epoch (8), sender (5), authenticated data (2): then comes the content type.
const contentTypeAt = 1 + groupContextSample.groupId.length + 8
const sets: ReadonlyArray<ClosedSet> = [
  closed(
    "content type",
    framedContent(updatePathNodes),
    framed({ _tag: "application", applicationData: bytes("") }),
    contentTypeAt + 5 + 2,
    3
  ),
  closed(
    "content type of a private message",
    privateMessage(senderDataAndCiphertext),
    {
      groupId: groupContextSample.groupId,
      epoch: 1n,
      contentType: 1,
      authenticatedData: bytes(""),
      body: { encryptedSenderData: bytes(""), ciphertext: bytes("") }
    },
    contentTypeAt,
    3
  ),
  closed("sender type", sender, { _tag: "member", leafIndex: 1 }, 0, 4),
  closed("proposal or reference", proposalOrRef, { _tag: "reference", reference: bytes("01") }, 0, 2),
  closed("node type", node, { _tag: "leaf", leafNode: freshLeaf }, 0, 2),
  closed("node type of a tree hash", treeHashInput, { _tag: "leaf", leafIndex: 0, leafNode: undefined }, 0, 2),
  closed("leaf node source", leafNodeSource, { _tag: "update" }, 0, 3),
  closed("PSK type", preSharedKeyId, { _tag: "external", pskId: bytes("01"), pskNonce: bytes("02") }, 0, 2),
  closed("PSK usage", preSharedKeyId, { _tag: "resumption", usage: 1, pskGroupId: bytes("01"), pskEpoch: 1n, pskNonce: bytes("02") }, 1, 3)
]

describe("V010: a tag of a closed set is a listed one", () => {
  test.for(sets)("$name", ({ at, codec, good, greatest }) => {
    expect(reason(codec, good)).toBe("accepted")
    for (const tag of [0, greatest + 1, 255]) expect(reason(codec, patched(good, at, tag))).toBe("UnknownEnum")
  })
})

test("V013: a proposal of an unknown type, GREASE included, is refused: nobody knows where it ends", () => {
  const good = encode(proposal, { _tag: "remove", removed: 1 })
  for (const type of [0x0000, 0x0008, 0x0a0a, 0xf000, 0xffff]) {
    expect(reason(proposal, patched(good, 0, type >>> 8, type & 0xff))).toBe("UnknownEnum")
  }
})

test("V013: GREASE in capabilities decodes", () => {
  const good = encode(rfc9420Wire.commit, { proposals: [], path: { leafNode: { ...freshLeaf, source: { _tag: "update" } }, nodes: [] } })
  expect(accepted(rfc9420Wire.commit, good).path?.leafNode.capabilities).toEqual(freshLeaf.capabilities)
})
