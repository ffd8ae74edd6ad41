import { decode, encode } from "@copath/codec"
import { equalBytes, type KeyPair, type Suite, verifyWithLabel } from "@copath/contracts"
import { MLS10 } from "@copath/wire"
import * as Result from "effect/Result"
import { TargetedRejected } from "./errors.ts"
import { hpkeInfo } from "./seal.ts"
import { senderAuthDataKey, type TargetedSecrets } from "./secrets.ts"
import {
  encodedPskId,
  type SenderAuthData,
  senderAuthData,
  senderAuthDataAad,
  type TargetedMessage,
  targetedMessageContent,
  targetedMessageTbm,
  targetedMessageTbs
} from "./wire.ts"

/** What the recipient knows of the epoch. */
export interface OpeningKeys {
  /** As in the group context. */
  readonly groupId: Uint8Array
  /** The epoch whose keys these are. */
  readonly epoch: bigint
  /** My leaf index. */
  readonly me: number
  /** The HPKE key pair of my leaf. */
  readonly leafKey: KeyPair
  /** Of this epoch. */
  readonly secrets: TargetedSecrets
  /** A member's signature key; `undefined` for a blank leaf. */
  readonly signatureKeyAt: (leaf: number) => Uint8Array | undefined
  /** Of the composition. */
  readonly wireFormat: number
}

/** A targeted message whose every check held. */
export interface OpenedTargeted {
  /** Leaf index, by the signature. */
  readonly sender: number
  /** What was sealed, without the padding. */
  readonly applicationData: Uint8Array
  /** Came in clear; the sender's signature is over it as well. */
  readonly authenticatedData: Uint8Array
  /** Zero bytes that stood behind the data. */
  readonly padding: number
}

const refuse = (reason: TargetedRejected["reason"]): Result.Result<never, TargetedRejected> => Result.fail(new TargetedRejected({ reason }))

/**
 * The recipient's steps in the draft's order (draft-ietf-mls-targeted-messages-01, 7): the outside, the sender, its signature, and only then the
 * ciphertext and its padding.
 */
export const openTargeted = (
  suite: Suite,
  keys: OpeningKeys,
  message: TargetedMessage
): Result.Result<OpenedTargeted, TargetedRejected> => {
  const { authenticatedData, ciphertext, epoch, groupId, recipientLeafIndex } = message
  if (!equalBytes(groupId, keys.groupId)) return refuse("UnknownGroup")
  if (epoch !== keys.epoch) return refuse(epoch < keys.epoch ? "StaleEpoch" : "FutureEpoch")
  if (recipientLeafIndex !== keys.me) return refuse("NotForUs")
  const { secrets } = keys
  const by = openSender(suite, secrets, message)
  if (by === undefined) return refuse("Undecryptable")
  const { kemOutput, senderLeafIndex, signature } = by
  const signatureKey = keys.signatureKeyAt(senderLeafIndex)
  if (signatureKey === undefined) return refuse("UnknownSender")
  const header = { groupId, epoch, recipientLeafIndex, authenticatedData, senderLeafIndex, kemOutput }
  const ciphertextHash = suite.hash.digest(ciphertext)
  const tbs = encode(targetedMessageTbs, { version: MLS10, wireFormat: keys.wireFormat, ...header, ciphertextHash })
  if (!verifyWithLabel(suite, signatureKey, "TargetedMessageTBS", tbs, signature)) return refuse("BadSignature")
  const psk = { secret: secrets.psk, id: encodedPskId(groupId, epoch) }
  const plain = suite.hpke.psk?.open(keys.leafKey, hpkeInfo, encode(targetedMessageTbm, header), { kemOutput, ciphertext }, psk)
  if (plain === undefined) return refuse("Undecryptable")
  const content = decode(targetedMessageContent, plain)
  if (Result.isFailure(content) || content.success.padding.some((byte) => byte !== 0)) return refuse("Malformed")
  const { applicationData, padding } = content.success
  return Result.succeed({ sender: senderLeafIndex, applicationData, authenticatedData, padding: padding.length })
}

/** Who sent it, by its own word: every member could have sealed this (8.5). */
const openSender = (suite: Suite, secrets: TargetedSecrets, message: TargetedMessage): SenderAuthData | undefined => {
  const { key, nonce } = senderAuthDataKey(suite, secrets.senderAuthData, message.ciphertext)
  const plain = suite.aead.open(key, nonce, encode(senderAuthDataAad, message), message.encryptedSenderAuthData)
  key.wipe()
  if (plain === undefined) return undefined
  return Result.getOrElse(decode(senderAuthData, plain), () => undefined)
}
