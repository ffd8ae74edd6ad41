import type { AeadId, SignatureAlgorithmId } from "./cipherSuite.ts"
import { isPostQuantumSuiteId, type PostQuantumSuiteId, postQuantumSuiteNames } from "./postQuantumSuites.ts"
import { isSuiteId, type SuiteId, suiteNames } from "./registeredSuites.ts"

/*
 * What of the cipher suites can be seen from outside: numbers, sizes, limits, and which algorithms make which suite. Providers that stand in for the algorithms are built from
 * these; those that compute them are held to these.
 */

/** What of a KEM can be seen from outside. Lengths in bytes. */
export interface KemSizes {
  /** RFC 9180's number (7.1), or that of draft-ietf-hpke-pq. */
  readonly id: number
  /** Npk. */
  readonly publicKey: number
  /** Nsk. */
  readonly secretKey: number
  /** Nenc. */
  readonly kemOutput: number
  /** What an encapsulation draws, in one go. */
  readonly draw: number
  /** Of a KEM over a Diffie-Hellman group alone. */
  readonly group?: {
    /** Of what two key pairs agree on. */
    readonly agreed: number
    /** Whether secret keys are numbers between 0 and the group's order, so that strings of zeros or of ones are none. */
    readonly ordered: boolean
  }
}

const montgomery = (id: number, size: number): KemSizes => ({
  id,
  publicKey: size,
  secretKey: size,
  kemOutput: size,
  draw: size,
  group: { agreed: size, ordered: false }
})

/** Uncompressed points: a byte and two coordinates. */
const weierstrass = (id: number, size: number): KemSizes => ({
  id,
  publicKey: 1 + 2 * size,
  secretKey: size,
  kemOutput: 1 + 2 * size,
  draw: size,
  group: { agreed: size, ordered: true }
})

/** A KEM of the table of suites. */
export type KemName = "p256" | "p384" | "p521" | "x25519" | "x448" | "mlKem768" | "mlKem1024" | "xWing"

/** The KEMs of the suites (RFC 9180, 7.1; draft-ietf-hpke-pq). */
export const kemSizes: Readonly<Record<KemName, KemSizes>> = {
  p256: /* @__PURE__ */ weierstrass(0x0010, 32),
  p384: /* @__PURE__ */ weierstrass(0x0011, 48),
  p521: /* @__PURE__ */ weierstrass(0x0012, 66),
  x25519: /* @__PURE__ */ montgomery(0x0020, 32),
  x448: /* @__PURE__ */ montgomery(0x0021, 56),
  mlKem768: { id: 0x0041, publicKey: 1184, secretKey: 64, kemOutput: 1088, draw: 32 },
  mlKem1024: { id: 0x0042, publicKey: 1568, secretKey: 64, kemOutput: 1568, draw: 32 },
  xWing: { id: 0x647a, publicKey: 1216, secretKey: 32, kemOutput: 1120, draw: 64 }
}

/** What of a signature algorithm can be seen from outside. Lengths in bytes. */
export interface SignatureSizes {
  /** Of a public key. */
  readonly publicKey: number
  /** Of a secret key as it is written down. */
  readonly secretKey: number
  /** Of what a key pair is derived from. */
  readonly seed: number
  /** The longest signature. */
  readonly signature: number
  /** Where signatures vary in length, their most frequent one. */
  readonly usual?: number
  /** Whether all bytes of the right length are a public key. */
  readonly anyKey?: true
}

/** RFC 8032, RFC 8422 (5.1.3), FIPS 204 and FIPS 205. Of a DER signature's two integers most often one lacks its last byte, on P-521 none. */
export const signatureSizes: Readonly<Record<SignatureAlgorithmId, SignatureSizes>> = {
  ed25519: { publicKey: 32, secretKey: 32, seed: 32, signature: 64 },
  ed448: { publicKey: 57, secretKey: 57, seed: 57, signature: 114 },
  p256: { publicKey: 65, secretKey: 32, seed: 48, signature: 72, usual: 71 },
  p384: { publicKey: 97, secretKey: 48, seed: 64, signature: 104, usual: 103 },
  p521: { publicKey: 133, secretKey: 66, seed: 82, signature: 139 },
  "ml-dsa-44": { publicKey: 1312, secretKey: 32, seed: 32, signature: 2420, anyKey: true },
  "ml-dsa-65": { publicKey: 1952, secretKey: 32, seed: 32, signature: 3309, anyKey: true },
  "ml-dsa-87": { publicKey: 2592, secretKey: 32, seed: 32, signature: 4627, anyKey: true },
  "slh-dsa-sha2-128s": { publicKey: 32, secretKey: 64, seed: 48, signature: 7856, anyKey: true },
  "slh-dsa-sha2-128f": { publicKey: 32, secretKey: 64, seed: 48, signature: 17_088, anyKey: true },
  "slh-dsa-sha2-256f": { publicKey: 64, secretKey: 128, seed: 96, signature: 49_856, anyKey: true }
}

/** What is known of an AEAD beyond its bytes. Lengths in bytes. */
export interface AeadFacts {
  /** Nn. */
  readonly nonceSize: number
  /** Nt. */
  readonly tagSize: number
  /** See `Aead.misuseResistant`. */
  readonly misuseResistant: boolean
  /** See `Aead.maxMessagesPerKey`. */
  readonly maxMessagesPerKey: bigint
}

const lengths = { nonceSize: 12, tagSize: 16 }

/** The AEADs, of whichever key size. */
export const aeadFacts: Readonly<Record<AeadId, AeadFacts>> = {
  /** 2^24.5 messages of 2^14 bytes leave a distinguisher 2^-57 (RFC 8446, 5.5). */
  "aes-gcm": { ...lengths, misuseResistant: false, maxMessagesPerKey: 23_726_566n },
  /** With nonces at random, 2^48 messages of up to 32 MiB leave a distinguisher 2^-32 (RFC 8452, 9). */
  "aes-gcm-siv": { ...lengths, misuseResistant: true, maxMessagesPerKey: 281_474_976_710_656n },
  /** The bound lies above the 2^62 messages that a sender could count (RFC 9001, 6.6). */
  "chacha20-poly1305": { ...lengths, misuseResistant: false, maxMessagesPerKey: 4_611_686_018_427_387_904n }
}

/** Of which algorithms a suite is made. */
export interface SuiteRow {
  /** A key of `kemSizes`. */
  readonly kem: KemName
  /** Bytes of a digest, of an extracted key and of a tag: SHA-2 of that length. */
  readonly hash: 32 | 48 | 64
  /** A key of `aeadFacts`. */
  readonly aead: AeadId
  /** Bytes of the AEAD's key. */
  readonly aeadKey: 16 | 32
  /** A key of `signatureSizes`. */
  readonly signature: SignatureAlgorithmId
}

const aes128 = { aead: "aes-gcm", aeadKey: 16 } as const
const aes256 = { aead: "aes-gcm", aeadKey: 32 } as const
const chaCha20 = { aead: "chacha20-poly1305", aeadKey: 32 } as const

/** The registered cipher suites (RFC 9420, 17.1) and the post-quantum ones of `postQuantumSuiteNames`, by id. */
export const suiteTable: Readonly<Record<SuiteId | PostQuantumSuiteId, SuiteRow>> = {
  1: { kem: "x25519", hash: 32, ...aes128, signature: "ed25519" },
  2: { kem: "p256", hash: 32, ...aes128, signature: "p256" },
  3: { kem: "x25519", hash: 32, ...chaCha20, signature: "ed25519" },
  4: { kem: "x448", hash: 64, ...aes256, signature: "ed448" },
  5: { kem: "p521", hash: 64, ...aes256, signature: "p521" },
  6: { kem: "x448", hash: 64, ...chaCha20, signature: "ed448" },
  7: { kem: "p384", hash: 48, ...aes256, signature: "p384" },
  0xf101: { kem: "xWing", hash: 32, ...aes128, signature: "ed25519" },
  0xf102: { kem: "xWing", hash: 48, ...aes256, signature: "ed25519" },
  0xf106: { kem: "mlKem768", hash: 48, ...aes256, signature: "ed25519" },
  0xf109: { kem: "xWing", hash: 48, ...chaCha20, signature: "ml-dsa-44" },
  0xf10a: { kem: "mlKem768", hash: 48, ...aes256, signature: "ml-dsa-65" },
  0xf10b: { kem: "mlKem1024", hash: 48, ...aes256, signature: "ml-dsa-87" },
  0xf120: { kem: "mlKem1024", hash: 48, ...aes256, signature: "ed25519" },
  0xf121: { kem: "xWing", hash: 48, ...aes256, signature: "ml-dsa-65" }
}

/** A suite's row with its name; of an id that `isSuiteId` and `isPostQuantumSuiteId` deny there is none, which is a defect. */
export const suiteRow = (id: number): SuiteRow & { readonly name: string } => {
  if (isSuiteId(id)) return { ...suiteTable[id], name: suiteNames[id] }
  if (isPostQuantumSuiteId(id)) return { ...suiteTable[id], name: postQuantumSuiteNames[id] }
  throw new RangeError(`${id} is no registered cipher suite, nor a post-quantum one`)
}
