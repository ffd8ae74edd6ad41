/**
 * Cipher suites whose KEM, and in some whose signatures too, resist a quantum computer, by id. No number is registered yet, so they stand in the range
 * for private use (RFC 9420, 17.1), `0xf100` and up: two parties must have agreed on it. They will change when the numbers come.
 *
 * `0xf100 + n` is suite TBDn of draft-ietf-mls-pq-ciphersuites-06: KEMs of draft-ietf-hpke-pq, HKDF and HMAC with the hash in the name. The two from
 * `0xf120` follow its pattern, AES-256-GCM and SHA-384 beside what is no older curve, and are in no draft. `MLKEM768X25519` is X-Wing.
 */
export const postQuantumSuiteNames = {
  0xf101: "MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519",
  0xf102: "MLS_128_MLKEM768X25519_AES256GCM_SHA384_Ed25519",
  0xf106: "MLS_128_MLKEM768_AES256GCM_SHA384_Ed25519",
  0xf109: "MLS_128_MLKEM768X25519_CHACHA20POLY1305_SHA384_MLDSA44",
  0xf10a: "MLS_192_MLKEM768_AES256GCM_SHA384_MLDSA65",
  0xf10b: "MLS_256_MLKEM1024_AES256GCM_SHA384_MLDSA87",
  0xf120: "MLS_128_MLKEM1024_AES256GCM_SHA384_Ed25519",
  0xf121: "MLS_128_MLKEM768X25519_AES256GCM_SHA384_MLDSA65"
} as const

/** The id of a post-quantum cipher suite of {@link postQuantumSuiteNames}. */
export type PostQuantumSuiteId = keyof typeof postQuantumSuiteNames

/** All of them, in order. */
export const postQuantumSuiteIds: ReadonlyArray<PostQuantumSuiteId> = [0xf101, 0xf102, 0xf106, 0xf109, 0xf10a, 0xf10b, 0xf120, 0xf121]

/** Whether an id is one of {@link postQuantumSuiteNames}: ask before looking one up by an id that a peer sent (V038). */
export const isPostQuantumSuiteId = (id: number): id is PostQuantumSuiteId => Object.hasOwn(postQuantumSuiteNames, id)
