import { type Aead, isSuiteId, type SignatureAlgorithm, type Suite, type SuiteId, suiteNames } from "@copath/contracts"
import { aes128Gcm, aes256Gcm, chaCha20Poly1305 } from "./aead.ts"
import { type DhGroup, p256Group, p384Group, p521Group, x25519Group, x448Group } from "./dhGroup.ts"
import { dhKem } from "./dhKem.ts"
import { p256Signature, p384Signature, p521Signature } from "./ecdsa.ts"
import { ed25519Signature, ed448Signature } from "./eddsa.ts"
import { hashPart, kdfPart, macPart } from "./hashFunction.ts"
import { aeadIds, baseHpke } from "./hpke.ts"

interface Parts {
  readonly group: DhGroup
  readonly aead: Aead
  readonly aeadId: number
  readonly signature: SignatureAlgorithm
}

const aes128 = { aead: aes128Gcm, aeadId: aeadIds.aes128Gcm }
const aes256 = { aead: aes256Gcm, aeadId: aeadIds.aes256Gcm }
const chaCha = { aead: chaCha20Poly1305, aeadId: aeadIds.chaCha20Poly1305 }

const parts: Readonly<Record<SuiteId, Parts>> = {
  1: { group: x25519Group, ...aes128, signature: ed25519Signature },
  2: { group: p256Group, ...aes128, signature: p256Signature },
  3: { group: x25519Group, ...chaCha, signature: ed25519Signature },
  4: { group: x448Group, ...aes256, signature: ed448Signature },
  5: { group: p521Group, ...aes256, signature: p521Signature },
  6: { group: x448Group, ...chaCha, signature: ed448Signature },
  7: { group: p384Group, ...aes256, signature: p384Signature }
}

const build = (id: SuiteId): Suite => {
  const { aead, aeadId, group, signature } = parts[id]
  // In every registered suite the suite's hash is the KEM's as well.
  const { hash } = group
  const encapsulation = dhKem(group)
  const { open, receiveExport, seal, sendExport } = baseHpke(encapsulation, hash, aead, aeadId)
  return {
    id,
    name: suiteNames[id],
    provider: "node",
    hash: hashPart(hash),
    kdf: kdfPart(hash),
    mac: macPart(hash),
    aead,
    kem: encapsulation.kem,
    dh: encapsulation.dh,
    hpke: { seal, open, sendExport, receiveExport },
    signature
  }
}

const built = new Map<SuiteId, Suite>()

/** A registered suite computed by `node:crypto`. An id that {@link isSuiteId} denies is a defect. */
export const nodeSuite = (id: number): Suite => {
  if (!isSuiteId(id)) throw new RangeError(`${id} is no registered cipher suite`)
  const suite = built.get(id) ?? build(id)
  built.set(id, suite)
  return suite
}
