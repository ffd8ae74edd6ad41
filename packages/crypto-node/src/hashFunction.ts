import { type Hash, type Kdf, type Mac, noBytes, Secret } from "@copath/contracts"
import { createHmac, hash as digestOnce } from "node:crypto"
import { plain } from "./octets.ts"

/** SHA-2 with HMAC and HKDF over it, on bare bytes: what the parts of a suite are built from. Sizes in bytes. */
export interface HashFunction {
  /** RFC 9180's number of HKDF with this hash (7.2). */
  readonly kdfId: number
  /** Of a digest: RFC 9180's Nh (7.2). */
  readonly size: number
  /** The hash itself (FIPS 180-4). */
  readonly digest: (data: Uint8Array) => Uint8Array
  /** HMAC of `data` followed by `more`. */
  readonly hmac: (key: Uint8Array, data: Uint8Array, more?: Uint8Array) => Uint8Array
  /** HKDF-Extract (RFC 5869, 2.2). */
  readonly extract: (salt: Uint8Array, ikm: Uint8Array) => Uint8Array
  /** HKDF-Expand (RFC 5869, 2.3); a key shorter than the hash, or more than 255 hashes' worth of output, is a defect. */
  readonly expand: (prk: Uint8Array, info: Uint8Array, length: number) => Uint8Array
}

/** Bytes of message up to which HMAC is two one-shot hashes. */
const shortMessage = 2048

const hashFunction = (kdfId: number, name: "sha256" | "sha384" | "sha512", size: number, blockSize: number): HashFunction => {
  // Node makes a Buffer for a digest in 0.7 µs and a string in none, so public digests come as text and are written over this.
  const text = Buffer.alloc(size)
  const textBytes = plain(text)
  const digest = (data: Uint8Array): Uint8Array => {
    text.write(digestOnce(name, data, "binary"), 0, size, "latin1")
    return new Uint8Array(textBytes)
  }

  // HMAC (RFC 2104) by hand: two one-shot hashes cost little more than half of a key object and a Hmac. The inner digest may be text, for without the key it
  // is useless; the outer one is a secret and must not linger in a string.
  const inner = Buffer.alloc(blockSize + shortMessage)
  const outer = Buffer.alloc(blockSize + size)
  const hmac = (longKey: Uint8Array, data: Uint8Array, more: Uint8Array = noBytes): Uint8Array => {
    const length = data.length + more.length
    if (length > shortMessage) return plain(createHmac(name, longKey).update(data).update(more).digest())
    const key = longKey.length > blockSize ? plain(digestOnce(name, longKey, "buffer")) : longKey
    inner.fill(0x36, key.length, blockSize)
    outer.fill(0x5c, key.length, blockSize)
    for (let i = 0; i < key.length; i++) {
      const byte = key[i] as number
      inner[i] = byte ^ 0x36
      outer[i] = byte ^ 0x5c
    }
    inner.set(data, blockSize)
    inner.set(more, blockSize + data.length)
    outer.write(digestOnce(name, inner.subarray(0, blockSize + length), "binary"), blockSize, size, "latin1")
    const tag = plain(digestOnce(name, outer, "buffer"))
    inner.fill(0, 0, blockSize + length)
    outer.fill(0)
    return tag
  }

  const one = Uint8Array.of(1)
  const expand = (prk: Uint8Array, info: Uint8Array, length: number): Uint8Array => {
    if (prk.length < size) throw new RangeError(`HKDF-Expand takes a key of at least ${size} bytes, not ${prk.length}`)
    if (length > 255 * size) throw new RangeError(`HKDF-Expand gives at most ${255 * size} bytes, not ${length}`)
    if (length === size) return hmac(prk, info, one)
    const okm = new Uint8Array(length)
    const block = new Uint8Array(size + info.length)
    block.set(info, size)
    for (let counter = 1, offset = 0; offset < length; counter++, offset += size) {
      const t = hmac(prk, counter === 1 ? info : block, Uint8Array.of(counter))
      okm.set(t.subarray(0, length - offset), offset)
      block.set(t)
      t.fill(0)
    }
    block.fill(0)
    return okm
  }

  return { kdfId, size, digest, hmac, extract: hmac, expand }
}

/** SHA-256 and HKDF-SHA256, of suites 1, 2 and 3. */
export const sha256: HashFunction = hashFunction(1, "sha256", 32, 64)
/** SHA-384 and HKDF-SHA384, of suite 7. */
export const sha384: HashFunction = hashFunction(2, "sha384", 48, 128)
/** SHA-512 and HKDF-SHA512, of suites 4, 5 and 6. */
export const sha512: HashFunction = hashFunction(3, "sha512", 64, 128)

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
