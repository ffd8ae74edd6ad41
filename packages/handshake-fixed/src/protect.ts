import { encode, uint32 } from "@copath/codec"
import {
  type BodySealing,
  equalBytes,
  expandWithLabel,
  type Header,
  isMember,
  noBytes,
  openContent,
  readSender,
  sealBody,
  type Secret,
  type SealingKey,
  type SenderDataProtection,
  type Suite,
  Unprotectable,
  wipeKey
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { type SenderDataAndCiphertext, senderDataCarrying } from "@copath/wire"
import * as Result from "effect/Result"
import { type Handshakes, TAG } from "./state.ts"

/*
 *   handshake_secret --"hs key", "hs nonce", sender--> key and nonce       one pair for whatever this sender says in the epoch
 */

/** Nothing is drawn and nothing is carried: this is what the nonce of drafts 05 to 08 was. */
export const fixedSealing = (suite: Suite, senderData: SenderDataProtection["Service"]): BodySealing => ({
  suite,
  random: () => {
    throw new TypeError("a fixed nonce draws nothing")
  },
  nonces: { id: "fixed", carriedSize: 0, freshBits: 0, carry: () => noBytes, nonce: (derived) => derived },
  senderData,
  codec: senderDataCarrying(0)
})

/** A sender's key and nonce of the epoch. */
const handshakeKey = (suite: Suite, secret: Secret, sender: number): SealingKey => {
  const leaf = encode(uint32, sender)
  return {
    key: expandWithLabel(suite, secret, "hs key", leaf, suite.aead.keySize),
    nonce: expandWithLabel(suite, secret, "hs nonce", leaf, suite.aead.nonceSize)
  }
}

/** Seals a handshake message: equal content and header give equal bytes. A second text of the epoch is sealed under the key and nonce of the first. */
export const sealHandshake = (
  sealing: BodySealing,
  { me, secret, senderData }: Handshakes,
  header: Header,
  content: Uint8Array
): SenderDataAndCiphertext => {
  const key = handshakeKey(sealing.suite, secret, me)
  const body = sealBody(sealing, senderData, header, me, 0, key, content)
  wipeKey(key)
  return body
}

/** What was opened, and the state that knows it. */
export interface OpenedHandshake {
  readonly sender: LeafIndex
  readonly content: Uint8Array
  readonly heard: Handshakes["heard"]
}

/** Opens a handshake message. `KeyConsumed`: these very bytes were opened before. */
export const openHandshake = (
  sealing: BodySealing,
  { heard, leafCount, me, occupied, secret, senderData }: Handshakes,
  header: Header,
  body: SenderDataAndCiphertext
): Result.Result<OpenedHandshake, Unprotectable> => {
  const data = readSender(sealing, senderData, header, body)
  if (data === undefined) return badCiphertext
  const { generation, leafIndex: sender } = data
  if (generation !== 0 || !isMember(occupied, leafCount, sender) || sender === me) return badCiphertext
  const key = handshakeKey(sealing.suite, secret, sender)
  const content = openContent(sealing, header, data, key, body.ciphertext)
  wipeKey(key)
  if (content === undefined) return badCiphertext
  const tag = body.ciphertext.slice(-TAG)
  if (heard.some((known) => equalBytes(known, tag))) return Result.fail(new Unprotectable({ reason: "KeyConsumed" }))
  return Result.succeed({ sender: leafIndex(sender), content, heard: [...heard, tag] })
}

const badCiphertext = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))
