import { equalBytes, type Secret } from "@copath/contracts"
import { Mixer } from "./mixer.ts"

/**
 * ```
 *   secret key --mixed--> core, 16 bytes
 *   public key    =       core | what follows from the core
 * ```
 * So anything else of the right length is no public key, much as most strings are no point of a curve, and two secret keys have two public keys.
 */
export interface PublicKeys {
  /** What every use of a secret key begins with: whose it is. */
  readonly core: (secretKey: Secret) => Uint8Array
  /** The public key with this core. */
  readonly whole: (core: Uint8Array) => Uint8Array
  /** Whether it is one of these public keys. */
  readonly wellFormed: (publicKey: Uint8Array) => boolean
}

/** Bytes of a core. */
const CORE = 16

/** The core of a well-formed public key. */
export const coreIn = (publicKey: Uint8Array): Uint8Array => publicKey.subarray(0, CORE)

/** Public keys of `size` bytes; `kind`: of which algorithm, so that no key serves another. */
export const publicKeys = (kind: number, size: number): PublicKeys => {
  const rest = (core: Uint8Array): Uint8Array =>
    new Mixer(0x70756273)
      .number(kind)
      .take(core)
      .bytes(size - CORE)
  return {
    core: (secretKey) => new Mixer(0x636f7265).number(kind).take(secretKey.expose()).bytes(CORE),
    whole: (core) => {
      const key = new Uint8Array(size)
      key.set(core)
      key.set(rest(core), CORE)
      return key
    },
    wellFormed: (publicKey) => publicKey.length === size && equalBytes(rest(coreIn(publicKey)), publicKey.subarray(CORE))
  }
}
