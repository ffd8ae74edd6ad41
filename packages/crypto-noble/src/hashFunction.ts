import type { Hash, Kdf, Mac } from "@copath/contracts"
import { Secret } from "@copath/contracts"
import { expand, extract } from "@noble/hashes/hkdf.js"
import { hmac } from "@noble/hashes/hmac.js"
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js"

/** SHA-2 with HMAC and HKDF over it, on bare bytes: what the parts of a suite are built from. Sizes in bytes. */
export interface HashFunction {
  /** RFC 9180's number of HKDF with this hash (7.2). */
  readonly kdfId: number
  /** Of a digest: RFC 9180's Nh (7.2). */
  readonly size: number
  /** The hash itself (FIPS 180-4). */
  readonly digest: (data: Uint8Array) => Uint8Array
  /** HMAC (RFC 2104), `size` bytes; keys of any length. */
  readonly hmac: (key: Uint8Array, data: Uint8Array) => Uint8Array
  /** HKDF-Extract (RFC 5869, 2.2). */
  readonly extract: (salt: Uint8Array, ikm: Uint8Array) => Uint8Array
  /** HKDF-Expand (RFC 5869, 2.3); a key shorter than the hash, or more than 255 hashes' worth of output, is a defect. */
  readonly expand: (prk: Uint8Array, info: Uint8Array, length: number) => Uint8Array
}

type Sha2 = typeof sha256 | typeof sha384 | typeof sha512

const hashFunction = (kdfId: number, sha: Sha2): HashFunction => ({
  kdfId,
  size: sha.outputLen,
  digest: (data) => sha(data),
  hmac: (key, data) => hmac(sha, key, data),
  extract: (salt, ikm) => extract(sha, ikm, salt),
  expand: (prk, info, length) => expand(sha, prk, info, length)
})

/** SHA-256 and HKDF-SHA256, of suites 1, 2 and 3. */
export const sha256Function: HashFunction = /* @__PURE__ */ hashFunction(1, sha256)
/** SHA-384 and HKDF-SHA384, of suite 7. */
export const sha384Function: HashFunction = /* @__PURE__ */ hashFunction(2, sha384)
/** SHA-512 and HKDF-SHA512, of suites 4, 5 and 6. */
export const sha512Function: HashFunction = /* @__PURE__ */ hashFunction(3, sha512)

/** A suite's `hash`. */
export const hashPart = ({ digest, size }: HashFunction): Hash => ({ size, digest })

/** A suite's `kdf`: HKDF (RFC 5869). */
export const kdfPart = ({ expand, extract, size }: HashFunction): Kdf => ({
  size,
  extract: (salt, ikm) => new Secret(extract(salt.expose(), ikm.expose())),
  expand: (prk, info, length) => new Secret(expand(prk.expose(), info, length))
})

/** A suite's `mac`: HMAC (RFC 9420, 5.1), tags of the hash's size. */
export const macPart = ({ hmac, size }: HashFunction): Mac => ({ size, tag: (key, data) => hmac(key.expose(), data) })
