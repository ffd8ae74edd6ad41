import type { Aead, Suite } from "./cipherSuite.ts"

/** One AEAD with each key size it is made for, in bytes: how a provider offers it by name. */
export interface AeadsByKeySize {
  /** With 128-bit keys, where the AEAD has them. */
  readonly 16?: Aead
  /** With 256-bit keys. */
  readonly 32: Aead
}

/**
 * The suite with another AEAD, of the key size of the one it replaces where there is such a one; or with just the AEAD given. What changes is the protection of
 * messages, sender data and GroupInfo, for all of that is sealed with `suite.aead`.
 *
 * HPKE keeps the suite's own AEAD: its number goes into every key that HPKE derives (RFC 9180, 5.1), AES-GCM-SIV has none (7.3), and an HPKE context seals a single
 * message under a key of its own, where no nonce comes twice. A suite whose HPKE changes as well is another suite: make one with a provider's `suiteOf`.
 */
export const withAead = (suite: Suite, replacement: AeadsByKeySize | Aead): Suite => {
  if ("seal" in replacement) return { ...suite, aead: replacement }
  return { ...suite, aead: (suite.aead.keySize === 16 ? replacement[16] : undefined) ?? replacement[32] }
}
