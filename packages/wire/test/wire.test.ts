import { type Codec, encode, opaque, struct, uint32, vector } from "@copath/codec"
import {
  pathSecret,
  privateWireFormats,
  rfc9420Wire,
  rfc9420WireFormats,
  senderDataAndCiphertext,
  updatePathNodes,
  wireOf
} from "@copath/wire"
import { describe, expect, test } from "vitest"
import { accepted, bytes, commitSample, counting, framed, inFull, joined, keyPackageSample, leaf, reason } from "./samples.ts"

/** Fillings that no RFC knows: a list of keys for a path, nothing for a joiner, a position and a ciphertext for a message. */
const lab = wireOf({
  update: vector(opaque),
  welcome: struct("Nothing", {}),
  body: struct("Chained", { position: uint32, ciphertext: opaque }),
  formats: privateWireFormats
})

describe("the three holes", () => {
  test("a path holds what the key agreement publishes, after the committer's leaf", () => {
    const leafNode = leaf({ _tag: "commit", parentHash: bytes("") })
    const value = { leafNode, nodes: [bytes("aa"), bytes("bbbb")] }
    const encoded = encode(lab.updatePath, value)
    expect(encoded).toEqual(joined(encode(rfc9420Wire.updatePath, { leafNode, nodes: [] }).slice(0, -1), bytes("05 01aa 02bbbb")))
    expect(accepted(lab.updatePath, encoded)).toEqual(value)
  })

  test("group secrets hold what a joiner needs", () => {
    const value = { joinerSecret: bytes("aa"), pathSecret: {}, psks: [] }
    expect(encode(lab.groupSecrets, value)).toEqual(bytes("01aa 01 00"))
    expect(accepted(lab.groupSecrets, bytes("01aa 01 00"))).toEqual(value)
  })

  test("a private message holds the protection's body, after the authenticated data", () => {
    const value = {
      _tag: "privateMessage",
      privateMessage: {
        groupId: bytes("67"),
        epoch: 1n,
        contentType: 1,
        authenticatedData: bytes(""),
        body: { position: 7, ciphertext: bytes("cc") }
      }
    } as const
    const encoded = encode(lab.mlsMessage, value)
    expect(encoded).toEqual(bytes("0001 f002 0167 0000000000000001 01 00 00000007 01cc"))
    expect(accepted(lab.mlsMessage, encoded)).toEqual(value)
  })

  test("the contents of a private message reach the path's hole too", () => {
    const auth = { signature: bytes("01"), confirmationTag: bytes("02") }
    const value = {
      content: { _tag: "commit", commit: { proposals: [], path: { leafNode: leaf({ _tag: "update" }), nodes: [] } } },
      auth,
      padding: 1
    } as const
    expect(accepted(lab.privateMessageContent(3), encode(lab.privateMessageContent(3), value))).toEqual(value)
  })
})

describe("the field of a message's signature", () => {
  const u32Opaque: Codec<Uint8Array> = {
    name: "opaque<0..2^32-1>",
    write: (w, b) => {
      w.u32(b.length)
      w.bytes(b)
    },
    read: (r) => r.take(r.u32())
  }
  const wide = wireOf({
    update: updatePathNodes,
    welcome: pathSecret,
    body: senderDataAndCiphertext,
    formats: rfc9420WireFormats,
    signature: u32Opaque
  })

  test("R038: is what fills the hole, in public messages and in the plaintext of private ones, and nothing else changes", () => {
    const signature = bytes("aabb")
    const proposal = { _tag: "proposal", proposal: { _tag: "remove", removed: 1 } } as const
    const inside = { content: proposal, auth: { signature, confirmationTag: undefined }, padding: 1 }
    const strictly = encode(rfc9420Wire.privateMessageContent(2), inside)
    expect(strictly).toEqual(bytes("0003 00000001 02aabb 00"))
    expect(encode(wide.privateMessageContent(2), inside)).toEqual(bytes("0003 00000001 00000002aabb 00"))
    expect(accepted(wide.privateMessageContent(2), bytes("0003 00000001 00000002aabb 00"))).toEqual(inside)

    const confirmationTag = bytes("cc")
    const publicMessage = {
      content: framed({ _tag: "commit", commit: commitSample }),
      auth: { signature, confirmationTag },
      membershipTag: bytes("dd")
    }
    const [strict, other] = [rfc9420Wire, wide].map(({ mlsMessage }) => encode(mlsMessage, { _tag: "publicMessage", publicMessage }))
    if (strict === undefined || other === undefined) throw new Error("two encodings")
    const head = strict.subarray(0, -7)
    expect(strict).toEqual(joined(head, bytes("02aabb 01cc 01dd")))
    expect(other).toEqual(joined(head, bytes("00000002aabb 01cc 01dd")))
    expect(inFull(accepted(wide.mlsMessage, other))).toEqual({ _tag: "publicMessage", publicMessage })
  })

  test("R038: is RFC 9420's in leaves and key packages, and in what is hashed", () => {
    const sample = { _tag: "keyPackage", keyPackage: keyPackageSample } as const
    expect(encode(wide.mlsMessage, sample)).toEqual(encode(rfc9420Wire.mlsMessage, sample))
    const auth = { signature: bytes("aa"), confirmationTag: bytes("cc") }
    const authenticated = { wireFormat: 1, content: framed({ _tag: "commit", commit: commitSample }), auth }
    expect(encode(wide.authenticatedContent, authenticated)).toEqual(encode(rfc9420Wire.authenticatedContent, authenticated))
  })
})

describe("V012: compositions do not read each other's messages", () => {
  const sample = { _tag: "keyPackage", keyPackage: keyPackageSample } as const

  test("a strict client refuses the wire formats of another composition, and the reverse", () => {
    const [strict, other] = [encode(rfc9420Wire.mlsMessage, sample), encode(lab.mlsMessage, sample)]
    expect(reason(rfc9420Wire.mlsMessage, strict)).toBe("accepted")
    expect(reason(lab.mlsMessage, other)).toBe("accepted")
    expect(reason(rfc9420Wire.mlsMessage, other)).toBe("UnknownEnum")
    expect(reason(lab.mlsMessage, strict)).toBe("UnknownEnum")
  })

  test("everything but the code point is the same where no hole is reached", () => {
    expect(encode(lab.mlsMessage, sample).subarray(4)).toEqual(encode(rfc9420Wire.mlsMessage, sample).subarray(4))
  })
})

test("with RFC 9420's fillings a commit in an envelope comes back", () => {
  const value = {
    _tag: "publicMessage",
    publicMessage: {
      content: framed({ _tag: "commit", commit: commitSample }),
      auth: { signature: counting(0, 64), confirmationTag: counting(1, 32) },
      membershipTag: counting(2, 32)
    }
  } as const
  expect(inFull(accepted(rfc9420Wire.mlsMessage, encode(rfc9420Wire.mlsMessage, value)))).toEqual(value)
})
