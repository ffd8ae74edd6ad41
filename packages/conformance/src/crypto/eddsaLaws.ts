import type { SignatureAlgorithm } from "@copath/contracts"
import { expect } from "vitest"
import { craftedEd25519 } from "./craftedEd25519.ts"
import { craftedEd448 } from "./craftedEd448.ts"
import type { CraftedSignature } from "./craftedSignature.ts"
import type { CryptoLaw } from "./law.ts"
import { sampleBytes, sampleSecret, toHex } from "./sample.ts"

const littleEndian = (n: number, size: number): Uint8Array => {
  const bytes = new Uint8Array(size)
  bytes[0] = n
  return bytes
}

interface Known {
  readonly crafted: ReadonlyArray<CraftedSignature>
  /** Small y of which there is a point, and of which there is none. */
  readonly on: ReadonlyArray<number>
  readonly off: ReadonlyArray<number>
}

const known: Readonly<Record<string, Known>> = {
  ed25519: { crafted: craftedEd25519, on: [3, 4, 5, 6], off: [2, 7] },
  ed448: { crafted: craftedEd448, on: [3, 4, 5, 7], off: [2, 6] }
}

/** What Ed25519 and Ed448 owe beyond {@link signatureAlgorithmLaws}; none for other algorithms. */
export const eddsaLaws = (signature: SignatureAlgorithm): ReadonlyArray<CryptoLaw> => {
  const facts = known[signature.id]
  if (facts === undefined) return []
  const { crafted, off, on } = facts
  return [
    {
      title: "signing is deterministic",
      check: () => {
        const pair = signature.derive(sampleSecret(81, signature.seedSize))
        const message = sampleBytes(82, 50)
        expect(toHex(signature.sign(pair, message))).toBe(toHex(signature.sign(pair, message)))
      }
    },
    ...crafted.map(({ accepted, message, publicKey, signature: signed, title }) => ({
      title: `a crafted signature is ${accepted ? "accepted" : "rejected"}: ${title} (V031)`,
      check: () => {
        expect(signature.verify(publicKey, message, signed)).toBe(accepted)
      }
    })),
    {
      title: "a key of small order, in a non-canonical encoding or off the curve is no key (V027, V031)",
      check: () => {
        // Each crafted A is of small order; so is each crafted R that stands alone, and it is encoded in the same way.
        const names = /^A of order/
        const keys = crafted.filter(({ title }) => names.test(title)).map(({ publicKey }) => publicKey)
        expect(keys.length).toBeGreaterThanOrEqual(8)
        for (const key of keys) expect(signature.validPublicKey(key), toHex(key)).toBe(false)
        for (const y of off) expect(signature.validPublicKey(littleEndian(y, signature.publicKeySize)), `y = ${y}`).toBe(false)
        for (const y of on) expect(signature.validPublicKey(littleEndian(y, signature.publicKeySize)), `y = ${y}`).toBe(true)
      }
    }
  ]
}
