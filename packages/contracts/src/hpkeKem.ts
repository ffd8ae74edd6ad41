import type { Dh, Kem, KeyPair, Random } from "./cipherSuite.ts"

/** What a sender and a receiver share, and what the sender must transmit for it. */
export interface Encapsulated {
  /** Nsecret bytes. */
  readonly sharedSecret: Uint8Array
  /** Nenc bytes: the `kem_output` of RFC 9420, 7.6. */
  readonly enc: Uint8Array
}

/** The authenticated half of a KEM (RFC 9180, 4): the sender's key pair goes into the shared secret. */
export interface AuthenticatedKem {
  /** `AuthEncap` by the holder of `sender`; `undefined` when `to` is no usable public key. */
  readonly encapsulate: (sender: KeyPair, to: Uint8Array, random: Random) => Encapsulated | undefined
  /** `AuthDecap`; `undefined` when `sender` is no usable public key, or `enc` no encapsulation. */
  readonly decapsulate: (me: KeyPair, sender: Uint8Array, enc: Uint8Array) => Uint8Array | undefined
}

/**
 * A KEM as HPKE wants it (RFC 9180, 4): what a provider builds a suite's `kem`, `dh` and `hpke` from. One of your own makes a suite of your own.
 */
export interface HpkeKem {
  /** Its number in the registry of HPKE's KEMs (7.1); goes into every derived key. */
  readonly id: number
  /** Key pairs. */
  readonly kem: Kem
  /** {@link noDh} of a KEM that stands on no Diffie-Hellman group. */
  readonly dh: Dh
  /** `Encap` under `random`; `undefined` when `to` is no usable public key. */
  readonly encapsulate: (to: Uint8Array, random: Random) => Encapsulated | undefined
  /** `Decap`: the shared secret; `undefined` when `enc` is no encapsulation to `me`. ML-KEM gives a secret that nobody has instead. */
  readonly decapsulate: (me: KeyPair, enc: Uint8Array) => Uint8Array | undefined
  /** Left out by a KEM that cannot tell who encapsulated, such as ML-KEM and X-Wing: its suites have no auth mode. */
  readonly auth?: AuthenticatedKem
}

/** The `dh` of a suite whose KEM has no group, such as ML-KEM and X-Wing: no two keys agree on anything. */
export const noDh: Dh = { agree: () => undefined }
