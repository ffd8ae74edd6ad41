import { type Aead, isSuiteId, type SignatureAlgorithm, type Suite, type SuiteId, suiteNames } from "@copath/contracts"
import { type DhGroup, p256Group, p384Group, p521Group, x25519Group, x448Group } from "./dhGroup.ts"
import { dhKem } from "./dhKem.ts"
import { p256Signature, p384Signature, p521Signature } from "./ecdsa.ts"
import { ed25519Signature, ed448Signature } from "./eddsa.ts"
import { hpkeAeads } from "./hpke.ts"
import { suiteOf } from "./suiteOf.ts"

interface Parts {
  readonly group: DhGroup
  readonly aead: Aead
  readonly aeadId: number
  readonly signature: SignatureAlgorithm
}

const parts: Readonly<Record<SuiteId, Parts>> = {
  1: { group: x25519Group, ...hpkeAeads.aes128, signature: ed25519Signature },
  2: { group: p256Group, ...hpkeAeads.aes128, signature: p256Signature },
  3: { group: x25519Group, ...hpkeAeads.chaCha20, signature: ed25519Signature },
  4: { group: x448Group, ...hpkeAeads.aes256, signature: ed448Signature },
  5: { group: p521Group, ...hpkeAeads.aes256, signature: p521Signature },
  6: { group: x448Group, ...hpkeAeads.chaCha20, signature: ed448Signature },
  7: { group: p384Group, ...hpkeAeads.aes256, signature: p384Signature }
}

const build = (id: SuiteId): Suite => {
  const { group, ...rest } = parts[id]
  // In every registered suite the suite's hash is the KEM's as well.
  return suiteOf({ id, name: suiteNames[id], kem: dhKem(group), hash: group.hash, ...rest })
}

const built = new Map<SuiteId, Suite>()

/** A registered suite computed by `node:crypto`. An id that {@link isSuiteId} denies is a defect. */
export const nodeSuite = (id: number): Suite => {
  if (!isSuiteId(id)) throw new RangeError(`${id} is no registered cipher suite`)
  const suite = built.get(id) ?? build(id)
  built.set(id, suite)
  return suite
}
