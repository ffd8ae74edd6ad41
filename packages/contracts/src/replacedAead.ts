import type { Aead, Suite } from "./cipherSuite.ts"

/** One AEAD with each key size it is made for, in bytes: how a provider offers it by name. */
export interface AeadsByKeySize {
  /** With 128-bit keys, where the AEAD has them. */
  readonly 16?: Aead
  /** With 256-bit keys. */
  readonly 32: Aead
}

/** The one with keys of this size, if there is one; else with 256-bit keys. */
export const aeadOfSize = (aeads: AeadsByKeySize, keySize: number): Aead => (keySize === 16 ? aeads[16] : undefined) ?? aeads[32]

/**
 * The suite with another AEAD, of the key size of the one it replaces where there is such a one; or with just the AEAD given. What changes is the protection of
 * messages, sender data and GroupInfo, for all of that is sealed with `suite.aead`.
 *
 * HPKE keeps the suite's own AEAD: its number goes into every key that HPKE derives (RFC 9180, 5.1), AES-GCM-SIV has none (7.3), and an HPKE context seals a single
 * message under a key of its own, where no nonce comes twice. A suite whose HPKE changes as well is another suite: make one with a provider's `suiteOf`.
 */
export const withAead = (suite: Suite, replacement: AeadsByKeySize | Aead): Suite => {
  return { ...suite, aead: "seal" in replacement ? replacement : aeadOfSize(replacement, suite.aead.keySize) }
}
