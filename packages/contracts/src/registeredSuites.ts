/** The registered cipher suites (RFC 9420, 17.1), by id. */
export const suiteNames = {
  1: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  2: "MLS_128_DHKEMP256_AES128GCM_SHA256_P256",
  3: "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519",
  4: "MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448",
  5: "MLS_256_DHKEMP521_AES256GCM_SHA512_P521",
  6: "MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448",
  7: "MLS_256_DHKEMP384_AES256GCM_SHA384_P384"
} as const

/** The id of a registered cipher suite. */
export type SuiteId = keyof typeof suiteNames

/** All seven, in order. */
export const suiteIds: ReadonlyArray<SuiteId> = [1, 2, 3, 4, 5, 6, 7]

/** Whether a suite is registered: ask before looking one up by an id that a peer sent (V038). */
export const isSuiteId = (id: number): id is SuiteId => Object.hasOwn(suiteNames, id)
