import type { Secret } from "@copath/contracts"
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto"
import { asBuffer, concat } from "../octets.ts"
import { expansionOf } from "./expansion.ts"

/** What Node must be told about a lattice scheme to import a raw key. Sizes in bytes. */
export interface Lattice {
  readonly publicKeySize: number
  /** Of a secret key, which is the seed that the standard's key generation begins with. */
  readonly seedSize: number
  /** The last two arcs of its object identifier under 2.16.840.1.101.3.4. */
  readonly arcs: readonly [number, number]
}

/** Both halves, imported, and the public one's bytes. */
export interface NativeKeys {
  readonly key: KeyObject
  readonly publicKey: Uint8Array
}

export interface NativeLattice {
  /** `undefined` for a key of the wrong size and whatever OpenSSL refuses. */
  readonly importPublic: (publicKey: Uint8Array) => KeyObject | undefined
  /** Imported at most once between two calls of `wipe`. A secret key of the wrong size is a defect. */
  readonly keysOf: (secretKey: Secret) => NativeKeys
}

const pem = (what: string, der: Uint8Array): string => `-----BEGIN ${what}-----\n${asBuffer(der).toString("base64")}\n-----END ${what}-----`

/** DER: an element's tag and length; `length` fits in two bytes, and takes both unless it is below 128. */
const head = (tag: number, length: number): Uint8Array =>
  length < 0x80 ? Uint8Array.of(tag, length) : Uint8Array.of(tag, 0x82, length >>> 8, length & 0xff)
const element = (tag: number, content: Uint8Array): Uint8Array => concat(head(tag, content.length), content)

/** OpenSSL's keys of one scheme. All dressed as PEM, on Node 24 the quickest: 20 to 40 µs for a public key. */
export const nativeLattice = ({ arcs, publicKeySize, seedSize }: Lattice): NativeLattice => {
  const algorithm = element(0x30, element(0x06, Uint8Array.of(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, ...arcs)))
  const spki = (publicKey: Uint8Array): Uint8Array => element(0x30, concat(algorithm, element(0x03, concat(Uint8Array.of(0), publicKey))))
  /** The seed alone (RFC 9881 and RFC 9935, section 6): its tag is [0]. */
  const pkcs8 = (seed: Uint8Array): Uint8Array =>
    element(0x30, concat(element(0x02, Uint8Array.of(0)), algorithm, element(0x04, element(0x80, seed))))

  const expand = (seed: Uint8Array): NativeKeys => {
    const key = createPrivateKey(pem("PRIVATE KEY", pkcs8(seed)))
    const { pub } = key.export({ format: "jwk" }) as unknown as { readonly pub: string }
    return { key, publicKey: new Uint8Array(Buffer.from(pub, "base64url")) }
  }
  return {
    importPublic: (publicKey) => {
      if (publicKey.length !== publicKeySize) return undefined
      try {
        return createPublicKey(pem("PUBLIC KEY", spki(publicKey)))
      } catch {
        return undefined
      }
    },
    keysOf: (secretKey) => expansionOf(expand, seedSize, secretKey)
  }
}
