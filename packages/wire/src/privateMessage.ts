import { type Codec, type CodecType, DecodeFault, fixed, oneOf, opaque, struct, uint32, uint64, uint8 } from "@copath/codec"
import {
  type AuthDataFor,
  type Content,
  contentBody,
  type ContentType,
  contentTypes,
  type FramedContentAuthData,
  framedContentAuthData
} from "./framing.ts"
import { type Proposal, proposal } from "./proposal.ts"

const contentType: Codec<ContentType> = oneOf("ContentType", uint8, [contentTypes.application, contentTypes.proposal, contentTypes.commit])

/** Content that travels sealed. `B`: what stands after the authenticated data. */
export interface PrivateMessage<B> {
  /** The group whose keys seal it. */
  readonly groupId: Uint8Array
  /** The epoch whose keys seal it. */
  readonly epoch: bigint
  /** In clear, for it selects the chain of keys (9.1). */
  readonly contentType: ContentType
  /** The application's; authenticated, not encrypted. */
  readonly authenticatedData: Uint8Array
  /** RFC 9420: encrypted sender data and ciphertext. */
  readonly body: B
}

/**
 * ```
 * struct {
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     ContentType content_type;
 *     opaque authenticated_data<V>;
 *     opaque encrypted_sender_data<V>;
 *     opaque ciphertext<V>;
 * } PrivateMessage;
 * ```
 * Section 6.3. `body` fills the hole; with {@link senderDataAndCiphertext} the bytes are RFC 9420.
 */
export const privateMessage = <B>(body: Codec<B>): Codec<PrivateMessage<B>> =>
  struct<PrivateMessage<B>>("PrivateMessage", { groupId: opaque, epoch: uint64, contentType, authenticatedData: opaque, body })

const senderDataAndCiphertextStruct = struct("PrivateMessage", { encryptedSenderData: opaque, ciphertext: opaque })

/** RFC 9420's filling of the third hole. */
export interface SenderDataAndCiphertext extends CodecType<typeof senderDataAndCiphertextStruct> {}
/** Codec of {@link SenderDataAndCiphertext}. */
export const senderDataAndCiphertext: Codec<SenderDataAndCiphertext> = senderDataAndCiphertextStruct

const senderDataStruct = (size: number) => struct("SenderData", { leafIndex: uint32, generation: uint32, reuseGuard: fixed(size) })

/** `struct { uint32 leaf_index; uint32 generation; opaque reuse_guard[4]; } SenderData` (6.3.2). */
export interface SenderData extends CodecType<ReturnType<typeof senderDataStruct>> {}
/** Codec of {@link SenderData} where nonces have `size` bytes carried in the reuse guard's place, none or more than RFC 9420's four. */
export const senderDataCarrying = (size: number): Codec<SenderData> => senderDataStruct(size)
/** Codec of {@link SenderData}. */
export const senderData: Codec<SenderData> = senderDataStruct(4)

/** `struct { opaque group_id<V>; uint64 epoch; ContentType content_type; } SenderDataAAD` (6.3.2). */
export const senderDataAad = struct("SenderDataAAD", { groupId: opaque, epoch: uint64, contentType })

/** `struct { opaque group_id<V>; uint64 epoch; ContentType content_type; opaque authenticated_data<V>; } PrivateContentAAD` (6.3.1). */
export const privateContentAad = struct("PrivateContentAAD", { groupId: opaque, epoch: uint64, contentType, authenticatedData: opaque })

/** What a PrivateMessage's ciphertext holds; `padding` is a count of zero bytes. */
export interface PrivateMessageContent<U> {
  /** The content without its type. */
  readonly content: Content<U>
  /** Signature, and a commit's confirmation tag. */
  readonly auth: FramedContentAuthData
  /** In bytes. */
  readonly padding: number
}

/**
 * ```
 * struct {
 *     select (PrivateMessage.content_type) { … };
 *     FramedContentAuthData auth;
 *     opaque padding[length_of_padding];
 * } PrivateMessageContent;
 * ```
 * Section 6.3.1: the type comes from outside (V023), and padding that is not all zero is refused (V071).
 */
export const privateMessageContent = <U>(
  update: Codec<U>,
  contentType: ContentType,
  proposals: Codec<Proposal> = proposal,
  authData: AuthDataFor = framedContentAuthData
): Codec<PrivateMessageContent<U>> => {
  const body = contentBody(update, contentType, proposals)
  const auth = authData(contentType)
  return {
    name: "PrivateMessageContent",
    write: (w, m) => {
      body.write(w, m.content)
      auth.write(w, m.auth)
      w.bytes(new Uint8Array(m.padding))
    },
    read: (r) => {
      const content = body.read(r)
      const a = auth.read(r)
      const at = r.offset
      const padding = r.take(r.remaining)
      for (const byte of padding) if (byte !== 0) throw new DecodeFault("UnknownEnum", at, "padding of zero bytes")
      return { content, auth: a, padding: padding.length }
    }
  }
}
