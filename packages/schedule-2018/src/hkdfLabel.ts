import { decode } from "@copath/codec"
import { draftContext, draftLabel, type Secret, type Suite } from "@copath/contracts"
import { groupContext as groupContextCodec } from "@copath/wire"
import * as Result from "effect/Result"

/*
 * What the drafts put into HKDF-Expand beside the label. The first bound each secret to the message that led to its epoch, the next ones to the group's
 * state: first as it stands, then hashed, at last in a field of its own.
 */

/** One draft's `HkdfLabel`, with and without a group. */
export interface HkdfLabels {
  /** `Derive-Secret` for an epoch's secrets: Nh bytes, bound to the encoded `GroupContext` of their epoch. */
  readonly inEpoch: (suite: Suite, groupContext: Uint8Array) => (secret: Secret, label: string) => Secret
  /** `length` bytes for what no draft had and no context is at hand for: Welcomes, exports, pre-shared keys. */
  readonly outside: (suite: Suite, secret: Secret, label: string, context: Uint8Array, length: number) => Secret
}

/** The whole group id, or as much of it as the field can take: the message field covers all of it. */
const groupIdField = (groupId: Uint8Array): Uint8Array => groupId.subarray(0, 0xffff)

const messageInfo = (length: number, label: string, groupId: Uint8Array, epoch: number, message: Uint8Array): Uint8Array =>
  draftLabel(length, label, (w) => {
    w.u16(groupId.length)
    w.bytes(groupId)
    w.u32(epoch)
    w.u16(message.length)
    w.bytes(message)
  })

/**
 * ```
 * struct {
 *     uint16 length = Length;
 *     opaque label<7..255> = "mls10 " + Label;
 *     opaque group_id<0..2^16-1> = ID;
 *     uint32 epoch = Epoch;
 *     opaque message<1..2^16-1> = Msg
 * } HkdfLabel;
 * ```
 * Draft 00, 6.3. For the handshake message stands the hash of the new epoch's `GroupContext`, whose confirmed transcript hash covers the commit and all
 * before it. Of a longer epoch number, the lower 32 bits. Outside of a group: no id, epoch 0, the hash of the context.
 */
export const messageLabels: HkdfLabels = {
  inEpoch: (suite, groupContext) => {
    const { epoch, groupId } = Result.getOrThrow(decode(groupContextCodec, groupContext))
    const message = suite.hash.digest(groupContext)
    const { kdf } = suite
    return (secret, label) =>
      kdf.expand(secret, messageInfo(kdf.size, label, groupIdField(groupId), Number(BigInt.asUintN(32, epoch)), message), kdf.size)
  },
  outside: ({ hash, kdf }, secret, label, context, length) =>
    kdf.expand(secret, messageInfo(length, label, new Uint8Array(0), 0, hash.digest(context)), length)
}

const stateInfo = (length: number, label: string, state: Uint8Array): Uint8Array => draftLabel(length, label, (w) => w.bytes(state))

/**
 * ```
 * struct {
 *     uint16 length = Length;
 *     opaque label<6..255> = "mls10 " + Label;
 *     GroupState state = State;
 * } HkdfLabel;
 * ```
 * Drafts 01 to 03. For `GroupState` stands the encoded `GroupContext`; outside of a group, the context as it is.
 */
export const stateLabels: HkdfLabels = {
  inEpoch:
    ({ kdf }, groupContext) =>
    (secret, label) =>
      kdf.expand(secret, stateInfo(kdf.size, label, groupContext), kdf.size),
  outside: ({ kdf }, secret, label, context, length) => kdf.expand(secret, stateInfo(length, label, context), length)
}

const contextInfo = (length: number, label: string, context: Uint8Array): Uint8Array => draftLabel(length, label, draftContext(context))

/**
 * ```
 * struct {
 *     uint16 length = Length;
 *     opaque label<7..255> = "mls10 " + Label;
 *     opaque context<0..2^32-1> = Context;
 * } HkdfLabel;
 *
 * Derive-Secret(Secret, Label, Context) =
 *     HKDF-Expand-Label(Secret, Label, Hash(Context), Hash.length)
 * ```
 * Drafts 04 to 06. Outside of a group: `HKDF-Expand-Label` with the context as it is.
 */
export const contextLabels: HkdfLabels = {
  inEpoch: ({ hash, kdf }, groupContext) => {
    const context = hash.digest(groupContext)
    return (secret, label) => kdf.expand(secret, contextInfo(kdf.size, label, context), kdf.size)
  },
  outside: ({ kdf }, secret, label, context, length) => kdf.expand(secret, contextInfo(length, label, context), length)
}

const groupInfo = (groupContextHash: Uint8Array, length: number, label: string, context: Uint8Array): Uint8Array =>
  Uint8Array.of(groupContextHash.length, ...groupContextHash, ...contextInfo(length, label, context))

/**
 * ```
 * struct {
 *     opaque group_context<0..255> = Hash(GroupContext_[n]);
 *     uint16 length = Length;
 *     opaque label<7..255> = "mls10 " + Label;
 *     opaque context<0..2^32-1> = Context;
 * } HkdfLabel;
 * ```
 * Draft 07. To the letter this label would be everywhere, also where `GroupContext_[n]` does not exist yet: path secrets make the public keys that its tree
 * hash covers. Here it is used from the epoch secret on, and by then the context is complete. Outside of a group its first field is empty.
 */
export const groupLabels: HkdfLabels = {
  inEpoch: ({ hash, kdf }, groupContext) => {
    const group = hash.digest(groupContext)
    return (secret, label) => kdf.expand(secret, groupInfo(group, kdf.size, label, new Uint8Array(0)), kdf.size)
  },
  outside: ({ kdf }, secret, label, context, length) => kdf.expand(secret, groupInfo(new Uint8Array(0), length, label, context), length)
}
