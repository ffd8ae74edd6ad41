import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type { HpkeInfo } from "./hpkeInfo.ts"
import type { Secret } from "./secret.ts"

/** A cryptographic operation failed for no reason of the peer's: a broken provider or a refused hardware key. */
export class CryptoFailure extends Data.TaggedError("CryptoFailure")<{ readonly operation: string; readonly cause?: unknown }> {}

/** What each box's operations return. */
export type Crypt<A, E = never> = Effect.Effect<A, E | CryptoFailure>

/** Both halves of an asymmetric key, in the suite's raw encodings. */
export interface KeyPair {
  /** As it stands on the wire. */
  readonly publicKey: Uint8Array
  /** Never on the wire. */
  readonly secretKey: Secret
}

/** A source of `length` random bytes. */
export type Random = (length: number) => Secret

/** `HPKECiphertext` (RFC 9420, 7.6). */
export interface HpkeCiphertext {
  /** The encapsulated key, of the KEM's Nenc bytes. */
  readonly kemOutput: Uint8Array
  /** The sealed bytes, the AEAD's tag at their end. */
  readonly ciphertext: Uint8Array
}

/** The suite's hash function. */
export interface Hash {
  /** Length of a digest, in bytes. */
  readonly size: number
  /** `Hash(data)`, in one go. */
  readonly digest: (data: Uint8Array) => Uint8Array
}

/** HKDF (RFC 5869) or what takes its place; `size` is Nh, the size of an extracted key, in bytes. */
export interface Kdf {
  /** Nh, in bytes. */
  readonly size: number
  /** HKDF-Extract: Nh bytes. */
  readonly extract: (salt: Secret, ikm: Secret) => Secret
  /** HKDF-Expand: `length` bytes. */
  readonly expand: (prk: Secret, info: Uint8Array, length: number) => Secret
}

/** For membership and confirmation tags; HMAC in every registered suite (RFC 9420, 17.1). */
export interface Mac {
  /** Length of a tag, in bytes. */
  readonly size: number
  /** The tag of `data`. Tags are compared with `equalBytes` (V035). */
  readonly tag: (key: Secret, data: Uint8Array) => Uint8Array
}

/** The AEADs that every provider of ours has. */
export type AeadId = "aes-gcm" | "aes-gcm-siv" | "chacha20-poly1305"

/** `open` gives `undefined` for anything that does not authenticate. */
export interface Aead {
  /** The algorithm, whatever its key size. */
  readonly id: AeadId | (string & {})
  /** Nk, in bytes. */
  readonly keySize: number
  /** Nn, in bytes. */
  readonly nonceSize: number
  /** Nt: how many bytes longer than the plaintext a sealed one is. */
  readonly tagSize: number
  /** Whether one nonce for two plaintexts reveals only whether they are equal (RFC 8452). */
  readonly misuseResistant: boolean
  /**
   * How many messages, each under a nonce of its own, the literature allows a key to seal. A schedule that gives every message a key of its own is far from
   * it; one that keeps a key for an epoch must count.
   */
  readonly maxMessagesPerKey: bigint
  /** The ciphertext with the tag behind it. A key or nonce of wrong size is a defect. */
  readonly seal: (key: Secret, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array) => Uint8Array
  /** The plaintext; nothing of it is given before the tag is checked. */
  readonly open: (key: Secret, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined
}

/** Key pairs of the suite's KEM. Public keys are RFC 9180 `SerializePublicKey`, secret keys `SerializePrivateKey`. */
export interface Kem {
  /** Npk, in bytes. */
  readonly publicKeySize: number
  /** Nsk, in bytes. */
  readonly secretKeySize: number
  /** Nenc: what a sender must transmit of an encapsulation, in bytes. Of a DHKEM a public key, of other KEMs not. */
  readonly kemOutputSize: number
  /** Bytes of randomness that make a key pair. */
  readonly seedSize: number
  /** `DeriveKeyPair` (RFC 9180, 7.1.3; draft-ietf-hpke-pq), from as many bytes as there are. */
  readonly derive: (ikm: Secret) => KeyPair
  /** The pair of a given secret key. A secret key of wrong size or range is a defect. */
  readonly keyPair: (secretKey: Secret) => KeyPair
  /** Right length, and a point that may be used, or coefficients below ML-KEM's modulus (V026). */
  readonly validPublicKey: (publicKey: Uint8Array) => boolean
}

/** Plain Diffie-Hellman on the KEM's keys; `noDh` of a KEM that has none. */
export interface Dh {
  /** The shared secret (x-coordinate); `undefined` for an invalid or low-order peer key (RFC 7748, section 6). */
  readonly agree: (me: KeyPair, peer: Uint8Array) => Secret | undefined
}

/** A pre-shared key and its id, neither of them empty (RFC 9180, 5.1). */
export interface HpkePsk {
  /** What both sides hold. */
  readonly secret: Secret
  /** What both sides call it. */
  readonly id: Uint8Array
}

/** HPKE in PSK mode, one message (RFC 9180, 5.1.2): sender and receiver hold one more secret beside the receiver's key. */
export interface HpkePskMode {
  /** `SetupPSKS`, then `Seal`. The associated data may depend on the encapsulated key, which the sender learns in between. */
  readonly seal: (
    to: Uint8Array,
    info: Uint8Array,
    aad: (kemOutput: Uint8Array) => Uint8Array,
    plain: Uint8Array,
    psk: HpkePsk,
    random: Random
  ) => HpkeCiphertext | undefined
  /** `OpenPSK`. */
  readonly open: (me: KeyPair, info: Uint8Array, aad: Uint8Array, sealed: HpkeCiphertext, psk: HpkePsk) => Uint8Array | undefined
}

/**
 * HPKE in auth mode, one message (RFC 9180, 5.1.3): the sender's key pair goes into the encapsulation, so what opens was sealed by who holds the sender's secret
 * key or the receiver's. As long as in base mode; one Diffie-Hellman more on either side.
 */
export interface HpkeAuthMode {
  /** `SealAuth` to the holder of the public key `to`, by the holder of `sender`. */
  readonly seal: (
    sender: KeyPair,
    to: Uint8Array,
    info: Uint8Array | HpkeInfo,
    aad: Uint8Array,
    plain: Uint8Array,
    random: Random
  ) => HpkeCiphertext | undefined
  /** `OpenAuth`; `sender`: the public key of whoever should have sealed. */
  readonly open: (me: KeyPair, sender: Uint8Array, info: Uint8Array, aad: Uint8Array, sealed: HpkeCiphertext) => Uint8Array | undefined
}

/**
 * HPKE in base mode, one message (RFC 9180, section 6.1). Randomness is an argument. The opener passes both halves of its key: recomputing
 * the public one costs more than the DH. Anything of the peer's that is wrong gives `undefined`.
 */
export interface Hpke {
  /** `SealBase` to the holder of the public key `to`. `info`: an {@link HpkeInfo} where more is sealed under it. */
  readonly seal: (
    to: Uint8Array,
    info: Uint8Array | HpkeInfo,
    aad: Uint8Array,
    plain: Uint8Array,
    random: Random
  ) => HpkeCiphertext | undefined
  /** `OpenBase`. */
  readonly open: (me: KeyPair, info: Uint8Array, aad: Uint8Array, sealed: HpkeCiphertext) => Uint8Array | undefined
  /** `SendExport` (RFC 9180, 6.2): a secret of `length` bytes shared with the holder of `to`. */
  readonly sendExport: (
    to: Uint8Array,
    info: Uint8Array,
    exporterContext: Uint8Array,
    length: number,
    random: Random
  ) => { readonly kemOutput: Uint8Array; readonly secret: Secret } | undefined
  /** `ReceiveExport` (RFC 9180, 6.2): the secret that `sendExport` gave beside `kemOutput`; `length` bytes. */
  readonly receiveExport: (
    me: KeyPair,
    kemOutput: Uint8Array,
    info: Uint8Array,
    exporterContext: Uint8Array,
    length: number
  ) => Secret | undefined
  /** PSK mode. RFC 9420 has no use for it, so a provider may leave it out; targeted messages then cannot be sent. */
  readonly psk?: HpkePskMode
  /** Auth mode; left out where the KEM has none, as ML-KEM and X-Wing. RFC 9420 has no use for it. */
  readonly auth?: HpkeAuthMode
}

/** The signature algorithms that every provider of ours has. */
export type SignatureAlgorithmId =
  | "ed25519"
  | "ed448"
  | "p256"
  | "p384"
  | "p521"
  | "ml-dsa-44"
  | "ml-dsa-65"
  | "ml-dsa-87"
  | "slh-dsa-sha2-128s"
  | "slh-dsa-sha2-128f"
  | "slh-dsa-sha2-256f"

/** The suite's signature algorithm. Every provider gives the same verdict on every input, crafted ones included (V031). */
export interface SignatureAlgorithm {
  /** The curve, which tells the algorithm, EdDSA or ECDSA; or the parameters of ML-DSA or SLH-DSA. */
  readonly id: SignatureAlgorithmId | (string & {})
  /** Length of an encoded public key, in bytes. */
  readonly publicKeySize: number
  /** Length of a signature, in bytes; of the longest where they vary (ECDSA). */
  readonly signatureSize: number
  /** Bytes of randomness that make a key pair. */
  readonly seedSize: number
  /** The pair that `seedSize` bytes determine; a seed of another length is a defect. */
  readonly derive: (seed: Secret) => KeyPair
  /** The pair of a given secret key. A secret key of wrong size or range is a defect. */
  readonly keyPair: (secretKey: Secret) => KeyPair
  /** A signature in the suite's encoding: DER for ECDSA, `R || S` for EdDSA (RFC 9420, 5.1.2), FIPS 204's and 205's own for ML-DSA and SLH-DSA. */
  readonly sign: (key: KeyPair, message: Uint8Array) => Uint8Array
  /** Whether the signature holds; `false` for a malformed key or signature too (V030). */
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
  /** Right length, and a point of the curve; any bytes of that length are a key of ML-DSA and SLH-DSA (V027). */
  readonly validPublicKey: (publicKey: Uint8Array) => boolean
  /** Many signatures at once, with the verdicts of `verify` in their order. Only providers with more than one processor's worth of it have this. */
  readonly verifyAll?: (checks: ReadonlyArray<SignatureCheck>) => Crypt<ReadonlyArray<boolean>>
}

/** One signature to check: the arguments of {@link SignatureAlgorithm.verify}. */
export interface SignatureCheck {
  /** Whose signature it should be, in the suite's encoding. */
  readonly publicKey: Uint8Array
  /** The signed bytes, label included (`signContent`). */
  readonly message: Uint8Array
  /** In the suite's encoding. */
  readonly signature: Uint8Array
}

/**
 * One cipher suite (RFC 9420, 5.1 and 17.1): a record of records of plain synchronous functions. Replace a single part with a spread:
 * `{ ...suite, hash: { size: 32, digest: blake3 } }`.
 *
 * A rejected peer input (bad tag, bad point) is `undefined` or `false`; a wrong argument of ours is a defect and throws.
 */
export interface Suite {
  /** The registered id (17.1), whatever id the composition shows on the wire. An open set: a suite of your own takes one for private use, 0xf000 and up. */
  readonly id: number
  /** The registered name, or one in its manner. */
  readonly name: string
  /** Who computes: `noble`, `node`. */
  readonly provider: string
  /** For references, tree hashes and transcripts. */
  readonly hash: Hash
  /** For every derived secret. */
  readonly kdf: Kdf
  /** For membership and confirmation tags. */
  readonly mac: Mac
  /** For messages and GroupInfo, and in a registered suite for HPKE; see `withAead`. */
  readonly aead: Aead
  /** Makes and checks the tree's keys and init keys. */
  readonly kem: Kem
  /** For key agreements that need the bare group. */
  readonly dh: Dh
  /** For path secrets, Welcomes and external initialisation. */
  readonly hpke: Hpke
  /** For leaves, key packages, GroupInfo and framed content. */
  readonly signature: SignatureAlgorithm
}

/** The {@link Suite} that a composition runs on. */
export class CipherSuite extends Context.Service<CipherSuite, Suite>()("@copath/contracts/CipherSuite") {}

/** The only source of randomness. A seeded layer makes a whole transcript reproducible. */
export class Entropy extends Context.Service<Entropy, { readonly secret: Random }>()("@copath/contracts/Entropy") {}
