import { type Codec, decode, encode } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import { privateContentAad, type SenderData, type SenderDataAndCiphertext, senderDataCarrying } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { CipherSuite, Entropy, type Random, type Suite } from "./cipherSuite.ts"
import type { Header } from "./messageProtection.ts"
import { Nonces } from "./nonces.ts"
import type { Secret } from "./secret.ts"
import { SenderDataProtection } from "./senderData.ts"

/*
 *   sender data = leaf index, generation, what the nonce needs ---> SenderDataProtection ---> encrypted_sender_data
 *                                   |                                      ^
 *   content ---> AEAD(key, nonce) --'--------> ciphertext -----------------'
 *
 * The body of RFC 9420 (6.3), whichever key seals it.
 */

/** What protections whose messages carry sender data seal and open with: resolved once, when their layer is built. */
export interface BodySealing {
  /** Whose AEAD seals the content. */
  readonly suite: Suite
  /** Where carried bytes come from. */
  readonly random: Random
  /** From a derived nonce to the one that seals. */
  readonly nonces: Nonces["Service"]
  /** How the sender's place travels beside the content. */
  readonly senderData: SenderDataProtection["Service"]
  /** Of sender data with as many carried bytes as `nonces` says. */
  readonly codec: Codec<SenderData>
}

/** The parts of {@link BodySealing} from their services. */
export const bodySealing: Effect.Effect<BodySealing, never, CipherSuite | Entropy | Nonces | SenderDataProtection> = Effect.gen(
  function* () {
    const nonces = yield* Nonces
    const { secret: random } = yield* Entropy
    return {
      suite: yield* CipherSuite,
      random,
      nonces,
      senderData: yield* SenderDataProtection,
      codec: senderDataCarrying(nonces.carriedSize)
    }
  }
)

/** A key with the nonce that was derived beside it. */
export interface SealingKey {
  /** `Aead.keySize` bytes. */
  readonly key: Secret
  /** `Aead.nonceSize` bytes, before {@link Nonces} changes it. */
  readonly nonce: Secret
}

/** Seals `content`, and the sender's place beside it. `secret`: the epoch's `sender_data_secret`. The key is left as it is. */
export const sealBody = (
  { codec, nonces, random, senderData, suite }: BodySealing,
  secret: Secret,
  header: Header,
  leafIndex: LeafIndex,
  generation: number,
  { key, nonce }: SealingKey,
  content: Uint8Array
): SenderDataAndCiphertext => {
  const reuseGuard = nonces.carry(random)
  const data = encode(codec, { leafIndex, generation, reuseGuard })
  const aad = senderData.contentAad(encode(privateContentAad, header), data)
  const ciphertext = suite.aead.seal(key, nonces.nonce(nonce.expose(), reuseGuard), aad, content)
  return { encryptedSenderData: senderData.seal(secret, header, ciphertext, data), ciphertext }
}

/** Sender data out of a body. It is claimed: {@link openContent} tells whether the content agrees. */
export interface ReadSender extends SenderData {
  /** As it was encoded. */
  readonly encoded: Uint8Array
}

/** Who claims to have sent a body; `undefined` for anything that was not sealed so. */
export const readSender = (
  { codec, senderData }: BodySealing,
  secret: Secret,
  header: Header,
  { ciphertext, encryptedSenderData }: SenderDataAndCiphertext
): ReadSender | undefined => {
  const encoded = senderData.open(secret, header, ciphertext, encryptedSenderData)
  if (encoded === undefined) return undefined
  const data = decode(codec, encoded)
  if (Result.isFailure(data)) return undefined
  const { generation, leafIndex, reuseGuard } = data.success
  return { leafIndex, generation, reuseGuard, encoded }
}

/** The content under the key of its sender's place; `undefined` for anything that was not sealed so. The key is left as it is. */
export const openContent = (
  { nonces, senderData, suite }: BodySealing,
  header: Header,
  { encoded, reuseGuard }: ReadSender,
  { key, nonce }: SealingKey,
  ciphertext: Uint8Array
): Uint8Array | undefined =>
  suite.aead.open(
    key,
    nonces.nonce(nonce.expose(), reuseGuard),
    senderData.contentAad(encode(privateContentAad, header), encoded),
    ciphertext
  )
