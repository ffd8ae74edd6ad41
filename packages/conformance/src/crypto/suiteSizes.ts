import { noDh, type Suite } from "@copath/contracts"
import { expect } from "vitest"

interface Sizes {
  readonly hash: number
  readonly key: number
  readonly kemPublic: number
  readonly kemSecret: number
  readonly kemOutput: number
  readonly signature: string
  readonly verifier: number
  readonly signed: number
}

const x25519 = { kemPublic: 32, kemSecret: 32, kemOutput: 32 }
const x448 = { kemPublic: 56, kemSecret: 56, kemOutput: 56 }
const xWing = { kemPublic: 1216, kemSecret: 32, kemOutput: 1120 }
const mlKem768 = { kemPublic: 1184, kemSecret: 64, kemOutput: 1088 }
const mlKem1024 = { kemPublic: 1568, kemSecret: 64, kemOutput: 1568 }
const ed25519 = { signature: "ed25519", verifier: 32, signed: 64 }
const ed448 = { signature: "ed448", verifier: 57, signed: 114 }
const mlDsa65 = { signature: "ml-dsa-65", verifier: 1952, signed: 3309 }

/** What RFC 9420 (17.1) and the RFCs below it, draft-ietf-hpke-pq and FIPS 204 fix for each suite, in bytes. */
const sizes: Readonly<Record<number, Sizes>> = {
  1: { hash: 32, key: 16, ...x25519, ...ed25519 },
  2: { hash: 32, key: 16, kemPublic: 65, kemSecret: 32, kemOutput: 65, signature: "p256", verifier: 65, signed: 72 },
  3: { hash: 32, key: 32, ...x25519, ...ed25519 },
  4: { hash: 64, key: 32, ...x448, ...ed448 },
  5: { hash: 64, key: 32, kemPublic: 133, kemSecret: 66, kemOutput: 133, signature: "p521", verifier: 133, signed: 139 },
  6: { hash: 64, key: 32, ...x448, ...ed448 },
  7: { hash: 48, key: 32, kemPublic: 97, kemSecret: 48, kemOutput: 97, signature: "p384", verifier: 97, signed: 104 },
  0xf101: { hash: 32, key: 16, ...xWing, ...ed25519 },
  0xf102: { hash: 48, key: 32, ...xWing, ...ed25519 },
  0xf106: { hash: 48, key: 32, ...mlKem768, ...ed25519 },
  0xf109: { hash: 48, key: 32, ...xWing, signature: "ml-dsa-44", verifier: 1312, signed: 2420 },
  0xf10a: { hash: 48, key: 32, ...mlKem768, ...mlDsa65 },
  0xf10b: { hash: 48, key: 32, ...mlKem1024, signature: "ml-dsa-87", verifier: 2592, signed: 4627 },
  0xf120: { hash: 48, key: 32, ...mlKem1024, ...ed25519 },
  0xf121: { hash: 48, key: 32, ...xWing, ...mlDsa65 }
}

/** Demands the sizes of a suite that is known here, and that a suite over a group has its Diffie-Hellman. */
export const sizeLaw = (suite: Suite): void => {
  const { aead, dh, hash, kdf, kem, mac, signature } = suite
  const expected = sizes[suite.id]
  if (expected === undefined) return
  expect({
    hash: hash.size,
    key: aead.keySize,
    kemPublic: kem.publicKeySize,
    kemSecret: kem.secretKeySize,
    kemOutput: kem.kemOutputSize,
    signature: signature.id,
    verifier: signature.publicKeySize,
    signed: signature.signatureSize
  }).toEqual(expected)
  expect([kdf.size, mac.size, aead.nonceSize, aead.tagSize]).toEqual([hash.size, hash.size, 12, 16])
  expect(dh === noDh).toBe(suite.id > 7)
}
