import { describe, expect, test } from "vitest"

/** One thing that every provider of cryptography does. Broken when `check` throws. */
export interface CryptoLaw {
  /** A sentence; names the test. */
  readonly title: string
  /** Plain assertions; returns nothing. */
  readonly check: () => void
}

/** Registers one test per law. */
export const registerCryptoLaws = (name: string, laws: ReadonlyArray<CryptoLaw>): void => {
  describe(name, () => {
    for (const { check, title } of laws) {
      test(title, () => {
        expect(check()).toBeUndefined()
      })
    }
  })
}
