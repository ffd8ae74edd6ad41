import { Secret } from "@copath/contracts"
import { shake256 } from "@noble/hashes/sha3.js"
import { concatBytes } from "@noble/hashes/utils.js"
import { uint16 } from "../labeled.ts"

const ascii = new TextEncoder()
const [version, kem, label] = ["HPKE-v1", "KEM", "DeriveKeyPair"].map((text) => ascii.encode(text)) as [Uint8Array, Uint8Array, Uint8Array]

/**
 * The seed of `size` bytes that `DeriveKeyPair` of draft-ietf-hpke-pq makes of `ikm`: `SHAKE256.LabeledDerive` under the KEM's number, with an empty
 * context. It is the KEM's secret key.
 */
export const deriveSeed = (kemId: number, ikm: Secret, size: number): Secret => {
  const input = concatBytes(ikm.expose(), version, kem, uint16(kemId), uint16(label.length), label, uint16(size))
  const seed = new Secret(shake256(input, { dkLen: size }))
  input.fill(0)
  return seed
}
