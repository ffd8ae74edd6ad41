import type { Hex } from "./cases.ts"

/** Vectors of the primitives below MLS: HPKE (RFC 9180), hybrid KEMs, and Wycheproof. */

export interface HpkeEncryption {
  readonly aad: Hex
  readonly ct: Hex
  readonly nonce: Hex
  readonly pt: Hex
}

export interface HpkeExport {
  readonly exporter_context: Hex
  readonly L: number
  readonly exported_value: Hex
}

interface HpkeBaseCase {
  readonly mode: number
  readonly kem_id: number
  readonly kdf_id: number
  readonly aead_id: number
  readonly info: Hex
  readonly ikmR: Hex
  readonly ikmE: Hex
  readonly skRm: Hex
  readonly pkRm: Hex
  readonly enc: Hex
  readonly shared_secret: Hex
  readonly key: Hex
  readonly base_nonce: Hex
  readonly exporter_secret: Hex
  readonly exports: ReadonlyArray<HpkeExport>
}

export interface HpkeCase extends HpkeBaseCase {
  readonly skEm: Hex
  readonly pkEm: Hex
  readonly key_schedule_context: Hex
  readonly secret: Hex
  /** A selection: `seq` is the message's number in the context, not the array's index. */
  readonly encryptions: ReadonlyArray<HpkeEncryption & { readonly seq: number }>
}

export interface HpkePqCase extends HpkeBaseCase {
  readonly suite_id: Hex
  readonly encryptions: ReadonlyArray<HpkeEncryption>
}

export interface XWingCase {
  readonly seed: Hex
  readonly eseed: Hex
  readonly ss: Hex
  readonly sk: Hex
  readonly pk: Hex
  readonly ct: Hex
}

/** `valid` must be accepted, `invalid` refused; `acceptable` depends on the algorithm. */
export type WycheproofResult = "valid" | "invalid" | "acceptable"

interface WycheproofTest {
  readonly tcId: number
  readonly comment: string
  readonly flags: ReadonlyArray<string>
  readonly result: WycheproofResult
}

export interface WycheproofFile<Group> {
  readonly algorithm: string
  readonly numberOfTests: number
  readonly testGroups: ReadonlyArray<Group>
}

/** Sizes in bits. */
export interface AeadGroup {
  readonly ivSize: number
  readonly keySize: number
  readonly tagSize: number
  readonly tests: ReadonlyArray<
    WycheproofTest & {
      readonly key: Hex
      readonly iv: Hex
      readonly aad: Hex
      readonly msg: Hex
      readonly ct: Hex
      readonly tag: Hex
    }
  >
}

type SignatureTests = ReadonlyArray<WycheproofTest & { readonly msg: Hex; readonly sig: Hex }>

export interface EddsaGroup {
  readonly publicKey: { readonly curve: string; readonly keySize: number; readonly pk: Hex }
  readonly tests: SignatureTests
}

export interface EcdsaGroup {
  readonly publicKey: { readonly curve: string; readonly keySize: number; readonly uncompressed: Hex }
  readonly sha: string
  readonly tests: SignatureTests
}

/** `msg` is absent where only its digest `mu` is given; `ctx` where the context is empty. */
type MlDsaTest = WycheproofTest & { readonly msg?: Hex; readonly ctx?: Hex }

/** Cases under one public key; raw. */
export interface MlDsaVerifyGroup {
  readonly publicKey: Hex
  readonly tests: ReadonlyArray<MlDsaTest & { readonly sig: Hex }>
}

/** Cases of one secret key, as the seed of FIPS 204. `rnd` is the hedge; absent where signing is deterministic. */
export interface MlDsaSignGroup {
  readonly privateSeed: Hex
  readonly publicKey?: Hex
  readonly tests: ReadonlyArray<MlDsaTest & { readonly sig?: Hex; readonly rnd?: Hex }>
}

export interface HkdfGroup {
  readonly keySize: number
  readonly tests: ReadonlyArray<
    WycheproofTest & { readonly ikm: Hex; readonly salt: Hex; readonly info: Hex; readonly size: number; readonly okm: Hex }
  >
}

export interface XdhGroup {
  readonly curve: string
  readonly tests: ReadonlyArray<WycheproofTest & { readonly public: Hex; readonly private: Hex; readonly shared: Hex }>
}
