import { encode, uint32 } from "@copath/codec"
import { encryptContext as encryptContextCodec, kdfLabel, refHashInput, signContentHead } from "@copath/wire"
import type { HpkeCiphertext, KeyPair, Random, Suite } from "./cipherSuite.ts"
import { equalBytes, noBytes, type Secret } from "./secret.ts"

/*
 * The labelled forms through which RFC 9420 uses every primitive (5.1.2, 5.1.3, 5.2, 8). A label keeps a key, signature or
 * ciphertext made for one purpose from ever serving another.
 */

const utf8 = new TextEncoder()
const prefix = utf8.encode("MLS 1.0 ")

/** A label without its prefix: text as RFC 9420 has it, or bytes, such as an encoded `ComponentOperationLabel` of draft-ietf-mls-extensions. */
export type Label = string | Uint8Array

/** Labels with their prefix: few, and each is used for every message. Never to be written on. */
const known = new Map<string, Uint8Array>()
/** More labels than the protocol has are an application's own, and may be of any number. */
const MOST_KNOWN = 64

const encoded = (label: string): Uint8Array => {
  const before = known.get(label)
  if (before !== undefined) return before
  const bytes = utf8.encode(`MLS 1.0 ${label}`)
  if (known.size < MOST_KNOWN) known.set(label, bytes)
  return bytes
}

const prefixed = (label: Label): Uint8Array => {
  if (typeof label === "string") return encoded(label)
  const bytes = new Uint8Array(prefix.length + label.length)
  bytes.set(prefix)
  bytes.set(label, prefix.length)
  return bytes
}

/** `ExpandWithLabel` (section 8): `length` bytes under `secret`. */
export const expandWithLabel = (suite: Suite, secret: Secret, label: string, context: Uint8Array, length: number): Secret =>
  suite.kdf.expand(secret, encode(kdfLabel, { length, label: prefixed(label), context }), length)

/** `DeriveSecret` (section 8): Nh bytes, no context. */
export const deriveSecret = (suite: Suite, secret: Secret, label: string): Secret =>
  expandWithLabel(suite, secret, label, noBytes, suite.kdf.size)

/** `DeriveTreeSecret` (9.1): the context is the generation. */
export const deriveTreeSecret = (suite: Suite, secret: Secret, label: string, generation: number, length: number): Secret =>
  expandWithLabel(suite, secret, label, encode(uint32, generation), length)

const signHead = (label: Label, length: number): Uint8Array => signContentHead(prefixed(label), length)

const behind = (head: Uint8Array, length: number): Uint8Array => {
  const whole = new Uint8Array(head.length + length)
  whole.set(head)
  return whole.subarray(head.length)
}

/** Room for content of `length` bytes that is to be signed under `label`: {@link signContent} need not copy what is written here. */
export const placeToSign = (label: Label, length: number): Uint8Array => behind(signHead(label, length), length)

/** The bytes that `SignWithLabel` signs (`SignContent`, 5.1.2); a view of the content's own memory if the rest stands before it there. */
export const signContent = (label: Label, content: Uint8Array): Uint8Array => {
  const head = signHead(label, content.length)
  const placed =
    content.byteOffset >= head.length && equalBytes(head, preceding(content, head.length)) ? content : behind(head, content.length)
  if (placed !== content) placed.set(content)
  return new Uint8Array(placed.buffer, placed.byteOffset - head.length, head.length + placed.length)
}

const preceding = ({ buffer, byteOffset }: Uint8Array, count: number): Uint8Array => new Uint8Array(buffer, byteOffset - count, count)

/** `SignWithLabel` (5.1.2). */
export const signWithLabel = (suite: Suite, key: KeyPair, label: Label, content: Uint8Array): Uint8Array =>
  suite.signature.sign(key, signContent(label, content))

/** `VerifyWithLabel` (5.1.2). */
export const verifyWithLabel = (suite: Suite, publicKey: Uint8Array, label: Label, content: Uint8Array, signature: Uint8Array): boolean =>
  suite.signature.verify(publicKey, signContent(label, content), signature)

/** The HPKE `info` that binds a ciphertext to its purpose (`EncryptContext`, 5.1.3). One commit's seals share it: compute it once. */
export const encryptContext = (label: Label, context: Uint8Array): Uint8Array =>
  encode(encryptContextCodec, { label: prefixed(label), context })

/** `EncryptWithLabel` (5.1.3); `undefined` if the public key is no key. */
export const encryptWithLabel = (
  suite: Suite,
  to: Uint8Array,
  label: Label,
  context: Uint8Array,
  plain: Uint8Array,
  random: Random
): HpkeCiphertext | undefined => suite.hpke.seal(to, encryptContext(label, context), noBytes, plain, random)

/** `DecryptWithLabel` (5.1.3). */
export const decryptWithLabel = (
  suite: Suite,
  me: KeyPair,
  label: Label,
  context: Uint8Array,
  sealed: HpkeCiphertext
): Uint8Array | undefined => suite.hpke.open(me, encryptContext(label, context), noBytes, sealed)

/** `RefHash` (5.2). The label is used as it stands, `MLS 1.0 ` included. */
export const refHash = (suite: Suite, label: string, value: Uint8Array): Uint8Array =>
  suite.hash.digest(encode(refHashInput, { label: utf8.encode(label), value }))
