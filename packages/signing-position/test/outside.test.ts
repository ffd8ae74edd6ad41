import { decode, encode, opaque as bytes } from "@copath/codec"
import { lengthModes, opaque, SignaturePosition } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { inside, outside, signedOutside } from "../src/index.ts"

const box = opaque<"ProtectedBody", Uint8Array>("ProtectedBody", "test")
const protection = box.codec(bytes)
const body = Uint8Array.of(9, 9, 9)
const signed = { sender: leafIndex(258), signature: Uint8Array.of(7, 7), body: box.wrap(body), encoded: encode(bytes, body) }
const header = { groupId: Uint8Array.of(1), epoch: 2n, contentType: 1, authenticatedData: Uint8Array.of(3) } as const

describe("a private message that is signed outside", () => {
  it("R026: names its sender in four bytes, then has the signature, then the protection's own body", () => {
    const written = encode(signedOutside.bodyCodec(protection), signedOutside.wrap(signed))
    expect([...written]).toEqual([0, 0, 1, 2, 2, 7, 7, 3, 9, 9, 9])
  })

  it("R038: has its signature in the field that the composition has for signatures", () => {
    const codec = signedOutside.bodyCodec(protection, lengthModes["32-bit"].field)
    const written = encode(codec, signedOutside.wrap(signed))
    expect([...written]).toEqual([0, 0, 1, 2, 0, 0, 0, 2, 7, 7, 3, 9, 9, 9])
    expect(Result.map(decode(codec, written), (read) => signedOutside.unwrap(read).signature)).toEqual(Result.succeed(Uint8Array.of(7, 7)))
  })

  it("R026: is signed over version, wire format, header, sender, epoch and body, in this order", () => {
    const place = { wireFormat: 0xf002, header, sender: leafIndex(258), context: Uint8Array.of(4, 5) }
    const tbs = signedOutside.tbs((length) => new Uint8Array(length), place, signed.encoded)
    expect([...tbs]).toEqual([0, 1, 0xf0, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1, 3, 0, 0, 1, 2, 2, 4, 5, 3, 9, 9, 9])
    expect(signedOutside.label).toBe("PrivateMessageTBS")
  })

  it("R026: is sealed under data that begin with the sender", () => {
    expect(signedOutside.header(header, leafIndex(258))).toEqual({ ...header, authenticatedData: Uint8Array.of(0, 0, 1, 2, 1, 3) })
  })

  it("a name that can be no leaf is read as it stands, for the engine to refuse; a body of another making is a mistake", () => {
    const read = Result.getOrThrow(decode(signedOutside.bodyCodec(protection), Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0)))
    expect(signedOutside.unwrap(read).sender).toBe(0xffffffff)
    expect(() => signedOutside.unwrap(box.wrap(body))).toThrow(TypeError)
  })
})

describe("the layers", () => {
  const position = Effect.map(SignaturePosition, ({ id, outer }) => [id, outer?.label])

  it("inside is what a composition has that says nothing", () => {
    expect(Effect.runSync(position)).toEqual(["inside", undefined])
    expect(Effect.runSync(Effect.provide(position, inside))).toEqual(["inside", undefined])
    expect(Effect.runSync(Effect.provide(position, outside))).toEqual(["outside", "PrivateMessageTBS"])
  })
})
