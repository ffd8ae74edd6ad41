import { Secret } from "@copath/contracts"
import { createHash } from "node:crypto"
import { concat, plain, uint16 } from "../octets.ts"

/** `length` bytes of SHAKE128 or SHAKE256 (FIPS 202). */
export const shake = (strength: 128 | 256, length: number, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const hash = createHash(`shake${strength}`, { outputLength: length })
  for (const part of parts) hash.update(part)
  return plain(hash.digest())
}

/** SHA3-256 or SHA3-512. */
export const sha3 = (size: 256 | 512, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const hash = createHash(`sha3-${size}`)
  for (const part of parts) hash.update(part)
  return plain(hash.digest())
}

const version = Buffer.from("HPKE-v1KEM", "latin1")
const label = Buffer.from("DeriveKeyPair", "latin1")

/**
 * The seed of `size` bytes that `DeriveKeyPair` of draft-ietf-hpke-pq makes of `ikm`: `SHAKE256.LabeledDerive` under the KEM's number, with an empty
 * context. It is the KEM's secret key.
 */
export const deriveSeed = (kemId: number, ikm: Secret, size: number): Secret => {
  const context = concat(version, uint16(kemId), uint16(label.length), label, uint16(size))
  return new Secret(shake(256, size, ikm.expose(), context).slice())
}
