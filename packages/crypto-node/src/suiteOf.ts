import type { Aead, HpkeKem, SignatureAlgorithm, Suite } from "@copath/contracts"
import { type HashFunction, hashPart, kdfPart, macPart } from "./hashFunction.ts"
import { baseHpke } from "./hpke.ts"
import { authHpke } from "./hpkeAuth.ts"
import { pskHpke } from "./hpkePsk.ts"

/** What makes a suite. */
export interface SuiteParts {
  /** Two bytes: a registered id, or one for private use, 0xf000 and up (RFC 9420, 17.1). */
  readonly id: number
  /** For people. */
  readonly name: string
  /** Of the tree's keys. */
  readonly kem: HpkeKem
  /** For the hash, HKDF and HMAC of MLS, and of HPKE. */
  readonly hash: HashFunction
  /** For messages, and of HPKE. */
  readonly aead: Aead
  /** RFC 9180's number of `aead` (7.3); of one that has none, any other number that all parties agree on. */
  readonly aeadId: number
  /** Of leaves and messages. */
  readonly signature: SignatureAlgorithm
}

/** A suite from its parts, with HPKE over them: a registered one, or one of your own. Nothing is registered by it; give it to a composition. */
export const suiteOf = ({ aead, aeadId, hash, id, kem, name, signature }: SuiteParts): Suite => {
  const { open, receiveExport, seal, sendExport } = baseHpke(kem, hash, aead, aeadId)
  const auth = authHpke(kem, hash, aead, aeadId)
  return {
    id,
    name,
    provider: "node",
    hash: hashPart(hash),
    kdf: kdfPart(hash),
    mac: macPart(hash),
    aead,
    kem: kem.kem,
    dh: kem.dh,
    hpke: { seal, open, sendExport, receiveExport, psk: pskHpke(kem, hash, aead, aeadId), ...(auth === undefined ? {} : { auth }) },
    signature
  }
}
