import { type Codec, encode, opaque as bytes, struct, uint16, uint32, uint64, uint8 } from "@copath/codec"
import { opaque, type OuterPlace, type OuterSignature, type ProtectedBody, type SignedBody } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { MLS10 } from "@copath/wire"

/*
 *   header, sender, body  ──▶ the sender signs ──▶ signature
 *
 *   PrivateMessage = header ║ sender ║ signature ║ body        body: what the protection made, its AAD with the sender in it
 */

const box = opaque<"ProtectedBody", SignedBody>("ProtectedBody", "outside")

/**
 * ```
 * struct {
 *     uint32 sender;
 *     opaque signature<V>;
 *     ProtectedBody body;
 * } SignedBody;
 * ```
 */
const signedBody = (protection: Codec<ProtectedBody>, field: Codec<Uint8Array>): Codec<SignedBody> => ({
  name: "SignedBody",
  write: (w, { encoded, sender, signature }) => {
    w.u32(sender)
    field.write(w, signature)
    w.bytes(encoded)
  },
  read: (r) => {
    const sender = leafIndex(r.u32())
    const signature = field.read(r)
    const at = r.offset
    const body = protection.read(r)
    return { sender, signature, body, encoded: r.bytes.subarray(at, r.offset) }
  }
})

/** `struct { uint32 sender; opaque authenticated_data<V>; } SenderBound`, in the place of the authenticated data. */
const senderBound = struct("SenderBound", { sender: uint32, authenticatedData: bytes })

const tbsHead = struct("PrivateMessageTBS", {
  version: uint16,
  wireFormat: uint16,
  groupId: bytes,
  epoch: uint64,
  contentType: uint8,
  authenticatedData: bytes,
  sender: uint32,
  context: bytes
})

/**
 * ```
 * struct {
 *     ProtocolVersion version = mls10;
 *     WireFormat wire_format;
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     ContentType content_type;
 *     opaque authenticated_data<V>;
 *     uint32 sender;
 *     opaque context<V>;
 *     ProtectedBody body;
 * } PrivateMessageTBS;
 * ```
 * The body comes last and ends it, so that a long one is copied once.
 */
const tbs = (
  at: (length: number) => Uint8Array,
  { context, header: { authenticatedData, contentType, epoch, groupId }, sender, wireFormat }: OuterPlace,
  body: Uint8Array
): Uint8Array => {
  const head = encode(tbsHead, { version: MLS10, wireFormat, groupId, epoch, contentType, authenticatedData, sender, context })
  const whole = at(head.length + body.length)
  whole.set(head)
  whole.set(body, head.length)
  return whole
}

/** Sign(header ║ ciphertext), with the sender beside it and in the AAD. */
export const signedOutside: OuterSignature = {
  label: "PrivateMessageTBS",
  bodyCodec: (protection, signature = bytes) => box.codec(signedBody(protection, signature)),
  wrap: box.wrap,
  unwrap: box.unwrap,
  header: (header, sender: LeafIndex) => ({
    ...header,
    authenticatedData: encode(senderBound, { sender, authenticatedData: header.authenticatedData })
  }),
  tbs
}
