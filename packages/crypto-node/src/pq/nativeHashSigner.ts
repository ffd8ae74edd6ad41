import { noBytes, type Secret } from "@copath/contracts"
import { createPrivateKey, createPublicKey, type KeyObject, verify } from "node:crypto"
import { asBuffer, concat } from "../octets.ts"
import { expansionOf } from "./expansion.ts"

/** What Node must be told about a parameter set of SLH-DSA to import a raw key. Sizes in bytes. */
export interface HashSigner {
  readonly publicKeySize: number
  readonly secretKeySize: number
  readonly signatureSize: number
  /** The last arc of its object identifier, under 2.16.840.1.101.3.4.3 (RFC 9909, 3). */
  readonly arc: number
}

export interface NativeHashSigner {
  /** Whether this Node has the algorithm: tried once. */
  readonly available: () => boolean
  /** `undefined` for whatever OpenSSL refuses. */
  readonly importPublic: (publicKey: Uint8Array) => KeyObject | undefined
  /** Imported at most once between two calls of `wipe`. */
  readonly privateKey: (secretKey: Secret) => KeyObject
}

const head = (tag: number, length: number): Uint8Array => (length < 0x80 ? Uint8Array.of(tag, length) : Uint8Array.of(tag, 0x81, length))
const element = (tag: number, content: Uint8Array): Uint8Array => concat(head(tag, content.length), content)

/** OpenSSL's keys of one parameter set, dressed as DER: both halves are raw in it (RFC 9909, 4 and 6). */
export const nativeHashSigner = ({ arc, publicKeySize, secretKeySize, signatureSize }: HashSigner): NativeHashSigner => {
  const algorithm = element(0x30, element(0x06, Uint8Array.of(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, arc)))
  const spki = (publicKey: Uint8Array): Uint8Array => element(0x30, concat(algorithm, element(0x03, concat(Uint8Array.of(0), publicKey))))
  const pkcs8 = (secretKey: Uint8Array): Uint8Array =>
    element(0x30, concat(element(0x02, Uint8Array.of(0)), algorithm, element(0x04, secretKey)))
  const importPublic = (publicKey: Uint8Array): KeyObject | undefined => {
    try {
      return createPublicKey({ key: asBuffer(spki(publicKey)), format: "der", type: "spki" })
    } catch {
      return undefined
    }
  }
  const importSecret = (secretKey: Uint8Array): KeyObject =>
    createPrivateKey({ key: asBuffer(pkcs8(secretKey)), format: "der", type: "pkcs8" })
  const works = (): boolean => {
    // Any string of the right length is a public key; a Node may import one and have no use for it.
    const key = importPublic(new Uint8Array(publicKeySize))
    try {
      return key !== undefined && !verify(null, noBytes, key, new Uint8Array(signatureSize))
    } catch {
      return false
    }
  }
  let known: boolean | undefined
  return {
    available: () => (known ??= works()),
    importPublic,
    privateKey: (secretKey) => expansionOf(importSecret, secretKeySize, secretKey)
  }
}
