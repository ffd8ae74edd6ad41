import { type Aead, type KeyPair, Secret, type SignatureAlgorithm, type Suite } from "@copath/contracts"
import { expect, test } from "vitest"
import { fromHex, toHex } from "./sample.ts"

/*
 * Project Wycheproof's cases against a provider's parts. One test per file and question, over all its cases: a failure names the case. Byte
 * strings are hex, sizes bits.
 */

interface Case {
  readonly tcId: number
  readonly comment: string
  readonly result: "valid" | "invalid" | "acceptable"
}

/** A Wycheproof file, as far as it is read here. */
export interface Wycheproof<Group> {
  /** Cases that share sizes or a key. */
  readonly testGroups: ReadonlyArray<Group>
}

/** Cases of an AEAD. */
export interface WycheproofAeadGroup {
  /** Of the nonce, in bits. */
  readonly ivSize: number
  /** In bits. */
  readonly keySize: number
  /** In bits. */
  readonly tagSize: number
  /** `ct` lacks the tag, which stands by itself. */
  readonly tests: ReadonlyArray<
    Case & {
      readonly key: string
      readonly iv: string
      readonly aad: string
      readonly msg: string
      readonly ct: string
      readonly tag: string
    }
  >
}

/** Cases under one public key. */
export interface WycheproofSignatureGroup {
  /** Raw for EdDSA (`pk`), an uncompressed point for ECDSA. */
  readonly publicKey: { readonly pk: string } | { readonly uncompressed: string }
  /** `sig`: DER for ECDSA, R and S for EdDSA. */
  readonly tests: ReadonlyArray<Case & { readonly msg: string; readonly sig: string }>
}

/** Cases of ML-DSA under one public key. `ctx`: MLS's context is empty, so cases with another are left out. */
export interface WycheproofMlDsaVerifyGroup {
  /** Raw. */
  readonly publicKey: string
  /** `sig`: FIPS 204's encoding. */
  readonly tests: ReadonlyArray<Case & { readonly msg?: string; readonly ctx?: string; readonly sig: string }>
}

/** Cases of ML-DSA of one secret key. `rnd` is given where signing is hedged; `msg` is not where only its digest is known. */
export interface WycheproofMlDsaSignGroup {
  /** FIPS 204's seed. */
  readonly privateSeed: string
  /** Raw; absent where the seed is none. */
  readonly publicKey?: string
  /** `sig`: FIPS 204's encoding. */
  readonly tests: ReadonlyArray<Case & { readonly msg?: string; readonly ctx?: string; readonly rnd?: string; readonly sig?: string }>
}

/** Cases of X25519 or X448. */
export interface WycheproofXdhGroup {
  /** Raw keys; `shared` is the bare result, before any KDF. */
  readonly tests: ReadonlyArray<Case & { readonly public: string; readonly private: string; readonly shared: string }>
}

/** Cases of HKDF, extract and expand in one. */
export interface WycheproofHkdfGroup {
  /** `size`: of `okm`, in bytes. */
  readonly tests: ReadonlyArray<
    Case & { readonly ikm: string; readonly salt: string; readonly info: string; readonly size: number; readonly okm: string }
  >
}

const label = ({ comment, tcId }: Case): string => `case ${tcId}: ${comment}`

/** Cases of the AEAD's own key size, with the 96-bit nonces and 128-bit tags that MLS uses. */
export const wycheproofAeadLaws = (aead: Aead, file: Wycheproof<WycheproofAeadGroup>): void => {
  const groups = file.testGroups.filter(({ ivSize, keySize, tagSize }) => ivSize === 96 && tagSize === 128 && keySize === 8 * aead.keySize)
  const tests = groups.flatMap((group) => group.tests)
  test(`Wycheproof: ${aead.id} with ${8 * aead.keySize}-bit keys gives the verdict and the bytes of ${tests.length} cases`, () => {
    expect(tests.length).toBeGreaterThan(0)
    for (const one of tests) {
      const [nonce, aad] = [fromHex(one.iv), fromHex(one.aad)]
      const opened = aead.open(new Secret(fromHex(one.key)), nonce, aad, fromHex(one.ct + one.tag))
      expect(opened === undefined ? undefined : toHex(opened), label(one)).toBe(one.result === "valid" ? one.msg : undefined)
      if (one.result !== "valid") continue
      expect(toHex(aead.seal(new Secret(fromHex(one.key)), nonce, aad, fromHex(one.msg))), label(one)).toBe(one.ct + one.tag)
    }
  })
}

/** EdDSA and ECDSA with DER: what is valid is accepted, and nothing else is. */
export const wycheproofSignatureLaws = ({ signature }: Suite, file: Wycheproof<WycheproofSignatureGroup>): void => {
  const count = file.testGroups.reduce((sum, { tests }) => sum + tests.length, 0)
  test(`Wycheproof: ${signature.id} gives the verdict of ${count} cases`, () => {
    for (const { publicKey, tests } of file.testGroups) {
      const key = fromHex("pk" in publicKey ? publicKey.pk : publicKey.uncompressed)
      for (const one of tests) {
        expect(signature.verify(key, fromHex(one.msg), fromHex(one.sig)), label(one)).toBe(one.result === "valid")
      }
    }
  })
}

/** ML-DSA under an empty context: what is valid is accepted, and nothing else is. */
export const wycheproofMlDsaVerifyLaws = (signature: SignatureAlgorithm, file: Wycheproof<WycheproofMlDsaVerifyGroup>): void => {
  const cases = file.testGroups.flatMap(({ publicKey, tests }) =>
    tests.filter(({ ctx = "", msg }) => ctx === "" && msg !== undefined).map((one) => ({ publicKey: fromHex(publicKey), one }))
  )
  test(`Wycheproof: ${signature.id} gives the verdict of ${cases.length} cases`, () => {
    expect(cases.length).toBeGreaterThan(0)
    for (const { one, publicKey } of cases) {
      expect(signature.verify(publicKey, fromHex(one.msg ?? ""), fromHex(one.sig)), label(one)).toBe(one.result === "valid")
    }
  })
}

/** ML-DSA from a seed: the public key, and the signature's bytes from a provider that signs in the deterministic variant; of any other, that it verifies them. A seed of another length throws. */
export const wycheproofMlDsaSignLaws = (
  signature: SignatureAlgorithm,
  file: Wycheproof<WycheproofMlDsaSignGroup>,
  { deterministic }: { readonly deterministic: boolean }
): void => {
  const cases = file.testGroups.flatMap((group) =>
    group.tests.filter(({ ctx = "", msg, rnd }) => ctx === "" && rnd === undefined && msg !== undefined).map((one) => ({ group, one }))
  )
  const pairOf = (seed: string): KeyPair | undefined => {
    try {
      return signature.derive(new Secret(fromHex(seed)))
    } catch {
      return undefined
    }
  }
  test(`Wycheproof: ${signature.id} signs ${cases.length} cases`, () => {
    expect(cases.length).toBeGreaterThan(0)
    for (const { group, one } of cases) {
      const pair = pairOf(group.privateSeed)
      expect(pair === undefined ? undefined : toHex(pair.publicKey), label(one)).toBe(one.result === "valid" ? group.publicKey : undefined)
      if (pair === undefined || one.sig === undefined) continue
      const message = fromHex(one.msg ?? "")
      const ours = deterministic ? toHex(signature.sign(pair, message)) : one.sig
      expect(ours, label(one)).toBe(one.sig)
      expect(signature.verify(pair.publicKey, message, fromHex(one.sig)), label(one)).toBe(true)
    }
  })
}

/** X25519 or X448: `acceptable` cases have the stated result, save those whose secret is zero, which RFC 9180 (7.1.4) refuses. */
export const wycheproofXdhLaws = ({ dh, kem }: Suite, file: Wycheproof<WycheproofXdhGroup>): void => {
  const tests = file.testGroups.flatMap((group) => group.tests)
  test(`Wycheproof: Diffie-Hellman on ${kem.publicKeySize}-byte keys has the result of ${tests.length} cases, and refuses the zero secret`, () => {
    for (const one of tests) {
      const pair = kem.keyPair(new Secret(fromHex(one.private)))
      const refused = one.result === "invalid" || /^0*$/.test(one.shared)
      const shared = dh.agree(pair, fromHex(one.public))
      expect(shared === undefined ? undefined : toHex(shared.expose()), label(one)).toBe(refused ? undefined : one.shared)
      expect(kem.validPublicKey(fromHex(one.public)), label(one)).toBe(!refused)
    }
  })
}

/** HKDF: extract and expand in one; an output that is too long throws. */
export const wycheproofHkdfLaws = ({ kdf }: Suite, file: Wycheproof<WycheproofHkdfGroup>): void => {
  const tests = file.testGroups.flatMap((group) => group.tests)
  const derive = (one: (typeof tests)[number]): string | undefined => {
    try {
      const prk = kdf.extract(new Secret(fromHex(one.salt)), new Secret(fromHex(one.ikm)))
      return toHex(kdf.expand(prk, fromHex(one.info), one.size).expose())
    } catch {
      return undefined
    }
  }
  test(`Wycheproof: HKDF with ${kdf.size}-byte hashes gives the bytes of ${tests.length} cases`, () => {
    for (const one of tests) {
      expect(derive(one), label(one)).toBe(one.result === "invalid" ? undefined : one.okm)
    }
  })
}
