import { describe, expect, test } from "vitest"
import { brokenBy } from "../law.ts"

/** One thing that every provider of cryptography does. Broken when `check` throws. */
export interface CryptoLaw {
  /** A sentence; names the test. */
  readonly title: string
  /** Plain assertions; returns nothing. */
  readonly check: () => void
}

/** Tries one law; throws a `LawBroken` that names it. */
export const triedCrypto = ({ check, title }: CryptoLaw): void => {
  try {
    check()
  } catch (cause) {
    throw brokenBy(title, cause)
  }
}

/** Registers one test per law. */
export const registerCryptoLaws = (name: string, laws: ReadonlyArray<CryptoLaw>): void => {
  describe(name, () => {
    for (const law of laws) {
      test(law.title, () => {
        expect(triedCrypto(law)).toBeUndefined()
      })
    }
  })
}
