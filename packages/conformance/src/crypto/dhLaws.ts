import { noDh, type Secret, type Suite } from "@copath/contracts"
import { expect } from "vitest"
import { impostors, twins } from "./kemImpostors.ts"
import type { CryptoLaw } from "./law.ts"
import { sampleSecret, toHex, wrongLengths } from "./sample.ts"

/** What a suite's `dh` owes; {@link noDh} owes that it says no. */
export const dhLaws = (suite: Suite): ReadonlyArray<CryptoLaw> => {
  const { dh, kem } = suite
  const pair = (seed: number) => kem.derive(sampleSecret(seed, kem.seedSize))
  if (dh === noDh) {
    return [
      {
        title: "keys of a KEM without a group agree on nothing, nor throw",
        check: () => {
          expect(dh.agree(pair(26), pair(27).publicKey)).toBeUndefined()
        }
      }
    ]
  }
  return [
    {
      title: "two holders of keys agree on a secret that nobody else has",
      check: () => {
        const [a, b, c] = [pair(26), pair(27), pair(28)]
        const ab = toHex((dh.agree(a, b.publicKey) as Secret).expose())
        expect(toHex((dh.agree(b, a.publicKey) as Secret).expose())).toBe(ab)
        expect(toHex((dh.agree(c, a.publicKey) as Secret).expose())).not.toBe(ab)
        expect(toHex((dh.agree(c, b.publicKey) as Secret).expose())).not.toBe(ab)
      }
    },
    {
      title:
        "a public key of another length, off the curve, in another encoding or of low order is agreed with by nobody (V026, V028, V029)",
      check: () => {
        const me = pair(29)
        for (const bad of [...wrongLengths(pair(30).publicKey), ...impostors(suite)]) expect(dh.agree(me, bad), toHex(bad)).toBeUndefined()
      }
    },
    {
      title: "two encodings of one point, where RFC 7748 has them, lead to one secret",
      check: () => {
        const me = pair(32)
        for (const [one, two] of twins[kem.publicKeySize] ?? []) {
          expect(kem.validPublicKey(two)).toBe(true)
          expect(toHex((dh.agree(me, two) as Secret).expose())).toBe(toHex((dh.agree(me, one) as Secret).expose()))
        }
      }
    },
    {
      title: "a wiped secret key agrees on nothing that it agreed on before",
      check: () => {
        const [a, b] = [pair(33), pair(34)]
        const before = toHex((dh.agree(a, b.publicKey) as Secret).expose())
        a.secretKey.wipe()
        // On a NIST curve zero is no scalar, so that a provider may also throw.
        const after = (): string | undefined => {
          try {
            return toHex((dh.agree(a, b.publicKey) as Secret).expose())
          } catch {
            return undefined
          }
        }
        expect(after()).not.toBe(before)
      }
    }
  ]
}
