import { type Codec, encode, opaque as bytes, struct, uint16, uint32, uint64, uint8 } from "@copath/codec"
import { opaque, type OuterSignature, type Position, type ProtectedBody, SignaturePosition, type SignedBody } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Layer from "effect/Layer"
import { positionLaws } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

/** Every fault, and the beginning of a law that it breaks. */
const faults = {
  "said to hide the sender": "what a position says",
  "the name cut to two bytes": "sender, signature and body",
  "a body without its bytes": "sender, signature and body",
  "the sender left out of the AAD": "the header that seals",
  "the AAD run together": "the header that seals",
  "the epoch left out": "the signature covers",
  "fields run together": "the signature covers",
  "bytes of its own": "what is signed is written once"
} as const
type Fault = keyof typeof faults

const box = opaque<"ProtectedBody", SignedBody>("ProtectedBody", "toy outside")
const bound = struct("Bound", { sender: uint32, authenticatedData: bytes })
const head = struct("Head", {
  wireFormat: uint16,
  groupId: bytes,
  epoch: uint64,
  contentType: uint8,
  authenticatedData: bytes,
  sender: uint32,
  context: bytes,
  body: bytes
})

const toy = (fault: Fault | "none"): Position => {
  const is = (one: Fault): boolean => one === fault
  const codec = (protection: Codec<ProtectedBody>): Codec<SignedBody> => ({
    name: "ToyBody",
    write: (w, { encoded, sender, signature }) => {
      w.u32(is("the name cut to two bytes") ? sender & 0xffff : sender)
      bytes.write(w, signature)
      w.bytes(encoded)
    },
    read: (r) => {
      const sender = leafIndex(r.u32())
      const signature = bytes.read(r)
      const at = r.offset
      const body = protection.read(r)
      return { sender, signature, body, encoded: is("a body without its bytes") ? new Uint8Array(0) : r.bytes.subarray(at, r.offset) }
    }
  })
  const outer: OuterSignature = {
    label: "Toy",
    bodyCodec: (protection) => box.codec(codec(protection)),
    wrap: box.wrap,
    unwrap: box.unwrap,
    header: (header, sender) => {
      if (is("the sender left out of the AAD")) return header
      const { authenticatedData } = header
      if (is("the AAD run together"))
        return { ...header, authenticatedData: Uint8Array.of(...authenticatedData, ...(sender === 0 ? [] : [sender & 255])) }
      return { ...header, authenticatedData: encode(bound, { sender, authenticatedData }) }
    },
    tbs: (at, { context, header, sender, wireFormat }, body) => {
      const fields = { wireFormat, ...header, sender, context: is("the epoch left out") ? new Uint8Array(0) : context, body }
      const joined = { ...fields, context: Uint8Array.of(...context, ...body), body: new Uint8Array(0) }
      const whole = encode(head, is("fields run together") ? joined : fields)
      if (is("bytes of its own")) return whole
      const out = at(whole.length)
      out.set(whole)
      return out
    }
  }
  return { id: "toy", senderInClear: !is("said to hide the sender"), onlookersVerify: true, outer }
}

everyLawBites<never, Fault, never>(positionLaws, (fault) => Layer.succeed(SignaturePosition, toy(fault)), faults)
