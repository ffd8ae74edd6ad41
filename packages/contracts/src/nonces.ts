import * as Context from "effect/Context"
import type { Random } from "./cipherSuite.ts"

/**
 * From the nonce that the key schedule derives to the one that seals. Nothing of it has a field of its own on the wire: what must be carried
 * goes where the sender's place goes (RFC 9420, 6.3.2).
 */
export class Nonces extends Context.Service<
  Nonces,
  {
    /** The option id, such as `implicit+guard`. */
    readonly id: string
    /** Bytes that travel with each message; RFC 9420: four, the reuse guard (6.3.1). */
    readonly carriedSize: number
    /**
     * Bits of each nonce that are drawn when a message is sent. A state that was restored from a copy seals a second text under a used key; both
     * have one nonce with probability 2^-freshBits, so with none of them they certainly do.
     */
    readonly freshBits: number
    /** What one message carries, `carriedSize` bytes. */
    readonly carry: (random: Random) => Uint8Array
    /** The nonce of a message, for sender and receiver alike. `derived` is left as it is, and may itself be the answer: keep or change neither. */
    readonly nonce: (derived: Uint8Array, carried: Uint8Array) => Uint8Array
  }
>()("@copath/contracts/Nonces") {}
