import { encode } from "@copath/codec"
import { encryptContext, type KeyPair, noBytes, type Random, signWithLabel, type Suite } from "@copath/contracts"
import { MLS10 } from "@copath/wire"
import { senderAuthDataKey, type TargetedSecrets } from "./secrets.ts"
import {
  encodedPskId,
  envelope,
  senderAuthData,
  senderAuthDataAad,
  targetedMessageContent,
  targetedMessageTbm,
  targetedMessageTbs
} from "./wire.ts"

/** Where a targeted message stands, and what it says. */
export interface TargetedContent {
  /** As in the group context. */
  readonly groupId: Uint8Array
  /** The epoch whose keys seal it. */
  readonly epoch: bigint
  /** Leaf index. */
  readonly senderLeafIndex: number
  /** Leaf index. */
  readonly recipientLeafIndex: number
  /** Travels in clear and is authenticated. */
  readonly authenticatedData: Uint8Array
  /** For the recipient's eyes. */
  readonly applicationData: Uint8Array
  /** Zero bytes behind the data; hides its length. */
  readonly padding: number
}

/** What the sender seals with. */
export interface SealingKeys {
  /** Of this epoch. */
  readonly secrets: TargetedSecrets
  /** The recipient's `encryption_key`. */
  readonly recipientKey: Uint8Array
  /** The signature key pair of the sender's leaf. */
  readonly signer: KeyPair
  /** Of the composition. */
  readonly wireFormat: number
}

/** The HPKE info of every targeted message (6.2): the group's state comes in by the PSK. */
export const hpkeInfo: Uint8Array = encryptContext("TargetedMessageData", noBytes)

/** A targeted message (draft-ietf-mls-targeted-messages-01, 6.2) as an encoded MLSMessage; `undefined` if the suite has no PSK mode or the recipient's key is no key. */
export const sealTargeted = (suite: Suite, content: TargetedContent, keys: SealingKeys, random: Random): Uint8Array | undefined => {
  const { applicationData, padding, ...header } = content
  const { groupId, epoch, recipientLeafIndex, senderLeafIndex } = header
  const { secrets, wireFormat } = keys
  const sealed = suite.hpke.psk?.seal(
    keys.recipientKey,
    hpkeInfo,
    (kemOutput) => encode(targetedMessageTbm, { ...header, kemOutput }),
    encode(targetedMessageContent, { applicationData, padding: new Uint8Array(padding) }),
    { secret: secrets.psk, id: encodedPskId(groupId, epoch) },
    random
  )
  if (sealed === undefined) return undefined
  const { ciphertext, kemOutput } = sealed
  const tbs = encode(targetedMessageTbs, {
    version: MLS10,
    wireFormat,
    ...header,
    kemOutput,
    ciphertextHash: suite.hash.digest(ciphertext)
  })
  const signature = signWithLabel(suite, keys.signer, "TargetedMessageTBS", tbs)
  const { key, nonce } = senderAuthDataKey(suite, secrets.senderAuthData, ciphertext)
  const aad = encode(senderAuthDataAad, { groupId, epoch, recipientLeafIndex })
  const encryptedSenderAuthData = suite.aead.seal(key, nonce, aad, encode(senderAuthData, { senderLeafIndex, signature, kemOutput }))
  key.wipe()
  return encode(envelope(wireFormat), { ...header, encryptedSenderAuthData, ciphertext })
}
