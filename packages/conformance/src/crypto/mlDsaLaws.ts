import type { SignatureAlgorithm } from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { sampleBytes, sampleSecret } from "./sample.ts"

/** ω, the most hints in a signature, and k, the polynomials they are of (FIPS 204, table 1). A signature ends in ω places and k counts. */
const hintShapes: Readonly<Record<string, { readonly omega: number; readonly k: number }>> = {
  "ml-dsa-44": { omega: 80, k: 4 },
  "ml-dsa-65": { omega: 55, k: 6 },
  "ml-dsa-87": { omega: 75, k: 8 }
}

/** What ML-DSA owes beyond `signatureAlgorithmLaws`: of one set of hints there is one encoding (FIPS 204, algorithm 21). */
export const mlDsaLaws = (signature: SignatureAlgorithm): ReadonlyArray<CryptoLaw> => {
  const shape = hintShapes[signature.id]
  if (shape === undefined) return []
  const { k, omega } = shape
  const pair = signature.derive(sampleSecret(95, signature.seedSize))
  const places = signature.signatureSize - omega - k
  const counts = places + omega

  /** A signature with a polynomial of two hints at least, and a free place: almost any; where that polynomial begins. */
  const suitable = (): { readonly message: Uint8Array; readonly signed: Uint8Array; readonly first: number; readonly used: number } => {
    for (let attempt = 0; attempt < 50; attempt++) {
      const message = sampleBytes(96 + attempt, 40)
      const signed = signature.sign(pair, message)
      const ends = Array.from(signed.subarray(counts))
      const begin = (i: number): number => (i === 0 ? 0 : (ends[i - 1] as number))
      const at = ends.findIndex((end, i) => end - begin(i) >= 2)
      const used = ends.at(-1) as number
      if (at !== -1 && used < omega) return { message, signed, first: places + begin(at), used }
    }
    throw new Error("no signature of 50 has two hints in one polynomial")
  }

  const refused = (change: (signed: Uint8Array, first: number, used: number) => void) => (): void => {
    const { first, message, signed, used } = suitable()
    const changed = signed.slice()
    change(changed, first, used)
    expect(signature.verify(pair.publicKey, message, signed)).toBe(true)
    expect(signature.verify(pair.publicKey, message, changed)).toBe(false)
  }

  return [
    {
      title: "hints in another order are rejected (V031)",
      check: refused((signed, first) => {
        const [a, b] = [signed[first] as number, signed[first + 1] as number]
        signed[first] = b
        signed[first + 1] = a
      })
    },
    {
      title: "a hint that stands twice is rejected (V031)",
      check: refused((signed, first) => {
        signed[first + 1] = signed[first] as number
      })
    },
    {
      title: "a place behind the last hint that is not zero is rejected (V031)",
      check: refused((signed, _first, used) => {
        signed[places + used] = 1
      })
    },
    {
      title: "the last place, left free, is rejected unless it is zero (V031)",
      check: refused((signed) => {
        signed[counts - 1] = 255
      })
    },
    {
      title: "more hints than there are places are rejected (V031)",
      check: refused((signed) => {
        signed[counts + k - 1] = omega + 1
      })
    },
    {
      title: "a count below the one before is rejected (V031)",
      check: refused((signed) => {
        signed[counts + k - 1] = 0
      })
    }
  ]
}
