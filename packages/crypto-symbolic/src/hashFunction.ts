import type { Hash, Kdf, Mac } from "@copath/contracts"
import { Mixer } from "./mixer.ts"

/** The most that HKDF-Expand gives, in hashes (RFC 5869, 2.3). */
const MOST = 255

/** A suite's `hash`, of `size` bytes. */
export const hashOf = (size: number): Hash => ({ size, digest: (data) => new Mixer(0x68617368).number(size).take(data).bytes(size) })

/** A suite's `kdf`, refusing what HKDF refuses. */
export const kdfOf = (size: number): Kdf => ({
  size,
  extract: (salt, ikm) => new Mixer(0x65787472).number(size).takeKey(salt).take(ikm.expose()).secret(size),
  expand: (prk, info, length) => {
    if (prk.length < size) throw new RangeError(`a key to expand has ${size} bytes at least, not ${prk.length}`)
    if (length > MOST * size) throw new RangeError(`no more than ${MOST * size} bytes can be expanded, not ${length}`)
    return new Mixer(0x65787061).number(size).takeKey(prk).take(info).secret(length)
  }
})

/** A suite's `mac`: tags of the hash's size. */
export const macOf = (size: number): Mac => ({
  size,
  tag: (key, data) => new Mixer(0x6d616320).number(size).takeKey(key).take(data).bytes(size)
})
