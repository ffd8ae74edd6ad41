import { type Codec, type CodecType, DecodeFault, encode, opaque, rest, struct, uint16, uint32, uint64 } from "@copath/codec"
import { MLS10 } from "@copath/wire"

const routing = { groupId: opaque, epoch: uint64, recipientLeafIndex: uint32 } as const
const targetedMessageStruct = struct("TargetedMessage", {
  ...routing,
  authenticatedData: opaque,
  encryptedSenderAuthData: opaque,
  ciphertext: opaque
})

/**
 * ```
 * struct {
 *   opaque group_id<V>;
 *   uint64 epoch;
 *   uint32 recipient_leaf_index;
 *   opaque authenticated_data<V>;
 *   opaque encrypted_sender_auth_data<V>;
 *   opaque ciphertext<V>;
 * } TargetedMessage;
 * ```
 * draft-ietf-mls-targeted-messages-01, 3: from one member to another, by way of the group's delivery service.
 */
export interface TargetedMessage extends CodecType<typeof targetedMessageStruct> {}

/** A targeted message in its envelope, under the wire format of the group's composition (RFC 9420, 6). */
export const envelope = (wireFormat: number): Codec<TargetedMessage> => {
  const header = struct("MLSMessage", { version: uint16, wireFormat: uint16 })
  return {
    name: "MLSMessage",
    write: (w, m) => {
      header.write(w, { version: MLS10, wireFormat })
      targetedMessageStruct.write(w, m)
    },
    read: (r) => {
      const at = r.offset
      const found = header.read(r)
      if (found.version !== MLS10) throw new DecodeFault("BadVersion", at, "version mls10 (1)").within(".version")
      if (found.wireFormat !== wireFormat) {
        throw new DecodeFault("UnknownEnum", at + 2, `mls_targeted_message (${wireFormat})`).within(".wire_format")
      }
      return targetedMessageStruct.read(r)
    }
  }
}

/** Whether bytes are a targeted message by their envelope, so that they go to `receiveTargeted` and not to `receive`. */
export const isTargetedMessage = (bytes: Uint8Array, wireFormat: number): boolean =>
  bytes[0] === 0 && bytes[1] === MLS10 && bytes[2] === wireFormat >>> 8 && bytes[3] === (wireFormat & 0xff)

const senderAuthDataStruct = struct("TargetedMessageSenderAuthData", { senderLeafIndex: uint32, signature: opaque, kemOutput: opaque })

/** `struct { uint32 sender_leaf_index; opaque signature<V>; opaque kem_output<V>; } TargetedMessageSenderAuthData` (3): sealed for the group's members. */
export interface SenderAuthData extends CodecType<typeof senderAuthDataStruct> {}
/** Codec of {@link SenderAuthData}. */
export const senderAuthData: Codec<SenderAuthData> = senderAuthDataStruct

/** `struct { opaque group_id<V>; uint64 epoch; uint32 recipient_leaf_index; } SenderAuthDataAAD` (6.3). */
export const senderAuthDataAad = struct("SenderAuthDataAAD", routing)

/**
 * ```
 * struct {
 *   opaque group_id<V>;
 *   uint64 epoch;
 *   uint32 recipient_leaf_index;
 *   opaque authenticated_data<V>;
 *   uint32 sender_leaf_index;
 *   opaque kem_output<V>;
 * } TargetedMessageTBM;
 * ```
 * draft-ietf-mls-targeted-messages-01, 3: the associated data of the ciphertext.
 */
export const targetedMessageTbm = struct("TargetedMessageTBM", {
  ...routing,
  authenticatedData: opaque,
  senderLeafIndex: uint32,
  kemOutput: opaque
})

/** `TargetedMessageTBS` (3): what the sender signs, namely version, wire format, the fields of the TBM and a hash of the ciphertext. */
export const targetedMessageTbs = struct("TargetedMessageTBS", {
  version: uint16,
  wireFormat: uint16,
  ...routing,
  authenticatedData: opaque,
  senderLeafIndex: uint32,
  kemOutput: opaque,
  ciphertextHash: opaque
})

const utf8 = new TextEncoder()
const pskLabel = utf8.encode("MLS 1.0 targeted message psk")
const pskId = struct("PSKId", { groupId: opaque, epoch: uint64, label: opaque })

/** The bytes of `struct { opaque group_id<V>; uint64 epoch; opaque label<V> = "MLS 1.0 targeted message psk"; } PSKId` (3). */
export const encodedPskId = (groupId: Uint8Array, epoch: bigint): Uint8Array => encode(pskId, { groupId, epoch, label: pskLabel })

/** `struct { opaque application_data<V>; opaque padding[length_of_padding]; } TargetedMessageContent` (3): the padding is what is left, all zero. */
export const targetedMessageContent = struct("TargetedMessageContent", { applicationData: opaque, padding: rest })
