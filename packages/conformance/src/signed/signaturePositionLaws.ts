import { type Codec, decode, encode, opaque as bytes, struct, uint16 } from "@copath/codec"
import { type Header, opaque, type OuterPlace, type OuterSignature, SignaturePosition, type SignedBody } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"
import { hexOf, textBytes } from "../schedule/crypto.ts"

type Check = Law<never>["check"]

interface Body {
  readonly number: number
  readonly text: Uint8Array
}
const inside: Codec<Body> = struct<Body>("LawBody", { number: uint16, text: bytes })
const box = opaque<"ProtectedBody", Body>("ProtectedBody", "law")
const protection = box.codec(inside)

const signedBody = (text: string, sender = 3, signature = "a signature"): SignedBody => {
  const body = { number: 513, text: textBytes(text) }
  return { sender: leafIndex(sender), signature: textBytes(signature), body: box.wrap(body), encoded: encode(inside, body) }
}

const header: Header = { groupId: textBytes("a group"), epoch: 7n, contentType: 1, authenticatedData: textBytes("beside") }
const headers: ReadonlyArray<Header> = [
  header,
  { ...header, groupId: textBytes("b group") },
  { ...header, epoch: 7n + (1n << 32n) },
  { ...header, contentType: 2 },
  { ...header, authenticatedData: textBytes("beyond") },
  { ...header, authenticatedData: textBytes("") }
]

const withOuter = (check: (outer: OuterSignature) => void): Check =>
  Effect.map(SignaturePosition, ({ outer }) => {
    if (outer !== undefined) check(outer)
  })

const factsAreTrue: Check = Effect.map(SignaturePosition, ({ onlookersVerify, outer, senderInClear }) => {
  const signedOutside = outer !== undefined
  assert.deepStrictEqual({ onlookersVerify, senderInClear }, { onlookersVerify: signedOutside, senderInClear: signedOutside })
})

const travels: Check = withOuter((outer) => {
  const codec = outer.bodyCodec(protection)
  for (const [text, sender, signature] of [
    ["hello", 3, "a signature"] as const,
    ["", 0, ""] as const,
    ["x".repeat(300), 70_000, "s".repeat(5000)] as const
  ]) {
    const signed = signedBody(text, sender, signature)
    const written = encode(codec, outer.wrap(signed))
    assert.include(hexOf(written), hexOf(signed.encoded), "the protection's body stands in it as it is")
    const read = outer.unwrap(Result.getOrThrow(decode(codec, written)))
    assert.strictEqual(read.sender, signed.sender)
    assert.strictEqual(hexOf(read.signature), hexOf(signed.signature))
    assert.strictEqual(hexOf(read.encoded), hexOf(signed.encoded))
    assert.deepStrictEqual(box.unwrap(read.body).number, 513)
    assert.strictEqual(hexOf(encode(codec, outer.wrap(read))), hexOf(written), "once there and back")
    for (let length = 0; length < Math.min(written.length, 40); length++) {
      assert.isTrue(Result.isFailure(decode(codec, written.subarray(0, length))), "cut short")
    }
  }
})

const binds: Check = withOuter((outer) => {
  const seen = new Set<string>()
  for (const one of headers) {
    for (const sender of [0, 1, 3, 0x01000000]) {
      const bound = outer.header(one, leafIndex(sender))
      assert.deepStrictEqual(
        [bound.groupId, bound.epoch, bound.contentType],
        [one.groupId, one.epoch, one.contentType],
        "what finds the keys stays"
      )
      const key = [hexOf(bound.groupId), bound.epoch, bound.contentType, hexOf(bound.authenticatedData)].join()
      assert.isFalse(seen.has(key), "two senders share a header")
      seen.add(key)
    }
  }
  // Data beside the message cannot be written so that it names another sender.
  const named = outer.header(header, leafIndex(1)).authenticatedData
  for (const sender of [0, 1, 2]) {
    const forged = outer.header({ ...header, authenticatedData: named }, leafIndex(sender))
    assert.notStrictEqual(hexOf(forged.authenticatedData), hexOf(named))
  }
})

const place: OuterPlace = { wireFormat: 0xf002, header, sender: leafIndex(3), context: textBytes("an epoch") }

const signsAll: Check = withOuter((outer) => {
  const tbs = (at: OuterPlace, body: string): string => hexOf(outer.tbs((length) => new Uint8Array(length), at, textBytes(body)))
  const places: ReadonlyArray<readonly [OuterPlace, string]> = [
    ...headers.map((one) => [{ ...place, header: one }, "a body"] as const),
    [{ ...place, wireFormat: 2 }, "a body"],
    [{ ...place, sender: leafIndex(4) }, "a body"],
    [{ ...place, context: textBytes("another epoch") }, "a body"],
    [place, "b body"],
    // Where one field ends and the next begins is part of it.
    [{ ...place, context: textBytes("an epoch a") }, " body"],
    [{ ...place, context: textBytes("an epoc") }, "ha body"],
    [{ ...place, header: { ...header, groupId: textBytes("a grou"), authenticatedData: textBytes("pbeside") } }, "a body"]
  ]
  assert.strictEqual(new Set(places.map(([at, body]) => tbs(at, body))).size, places.length)
  assert.strictEqual(tbs(place, "a body"), tbs({ ...place, header: { ...header } }, "a body"))
})

const writesWhereTold: Check = withOuter((outer) => {
  const asked: Array<Uint8Array> = []
  const made = outer.tbs(
    (length) => {
      const given = new Uint8Array(length + 8).subarray(8)
      asked.push(given)
      return given
    },
    place,
    textBytes("a body")
  )
  assert.strictEqual(asked.length, 1)
  assert.strictEqual(made, asked[0])
})

/** Laws of where a private message's signature stands. */
export const positionLaws: ReadonlyArray<Law<never>> = [
  { title: "what a position says of itself is true (R026)", check: factsAreTrue },
  { title: "sender, signature and body travel, and come back as they were (R026)", check: travels },
  { title: "the header that seals names the sender, and no other one (R026)", check: binds },
  { title: "the signature covers header, sender, epoch and body (R026)", check: signsAll },
  { title: "what is signed is written once, where it is wanted (R026)", check: writesWhereTold }
]

/** Runs {@link positionLaws} over a layer that sets `SignaturePosition`. */
export const signaturePositionLaws = (name: string, layer: Layer.Layer<never>): void =>
  register(`signature position: ${name}`, positionLaws, layer)
