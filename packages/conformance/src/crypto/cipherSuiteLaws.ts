import { noBytes, noDh, type Random, type Suite } from "@copath/contracts"
import { describe, expect, test } from "vitest"
import { aeadLaws } from "./aeadLaws.ts"
import { ecdsaLaws } from "./ecdsaLaws.ts"
import { eddsaLaws } from "./eddsaLaws.ts"
import { hashLaws } from "./hashLaws.ts"
import { hpkeAuthLaws } from "./hpkeAuthLaws.ts"
import { hpkeLaws } from "./hpkeLaws.ts"
import { hpkePskLaws } from "./hpkePskLaws.ts"
import { kemLaws } from "./kemLaws.ts"
import { registerCryptoLaws } from "./law.ts"
import { mlDsaLaws } from "./mlDsaLaws.ts"
import { sampleRandom, sampleSecret } from "./sample.ts"
import { signatureAlgorithmLaws } from "./signatureAlgorithmLaws.ts"
import { sizeLaw } from "./suiteSizes.ts"

/** What of a provider is tried, and how hard. */
export interface CipherSuiteLawOptions {
  /** Which suites the provider has; RFC 9420's seven unless told. Of others than those and the post-quantum ones, the sizes are taken on trust. */
  readonly ids?: ReadonlyArray<number>
  /** The provider's own randomness, if sealing with it takes another path. */
  readonly random?: Random
  /**
   * By signature algorithm, how many bits of a signature lie between two that are flipped: for providers to which a verification is dear. Every
   * bit is flipped unless told.
   */
  readonly signatureStride?: Readonly<Record<string, number>>
}

/** A Buffer's `slice` is a view where a Uint8Array's is a copy: a caller that keeps a slice must not be surprised. */
const plainLaw = (suite: Suite, random: Random): void => {
  const { aead, dh, hash, hpke, kdf, kem, mac, signature } = suite
  const key = sampleSecret(1, kdf.size)
  const [me, you] = [kem.derive(key), kem.derive(sampleSecret(2, 32))]
  const signer = signature.derive(sampleSecret(3, signature.seedSize))
  const sealed = hpke.seal(me.publicKey, noBytes, noBytes, noBytes, random)
  const exported = hpke.sendExport(me.publicKey, noBytes, noBytes, 32, random)
  const [messageKey, nonce] = [sampleSecret(4, aead.keySize), new Uint8Array(aead.nonceSize)]
  const results = {
    digest: hash.digest(noBytes),
    extract: kdf.extract(key, key).expose(),
    expand: kdf.expand(key, noBytes, 16).expose(),
    tag: mac.tag(key, noBytes),
    longTag: mac.tag(key, new Uint8Array(10_000)),
    seal: aead.seal(messageKey, nonce, noBytes, noBytes),
    open: aead.open(messageKey, nonce, noBytes, aead.seal(messageKey, nonce, noBytes, key.expose())),
    publicKey: me.publicKey,
    secretKey: me.secretKey.expose(),
    keyPair: kem.keyPair(me.secretKey).publicKey,
    ...(dh === noDh ? {} : { agree: dh.agree(me, you.publicKey)?.expose() }),
    kemOutput: sealed?.kemOutput,
    ciphertext: sealed?.ciphertext,
    exportOutput: exported?.kemOutput,
    exported: exported?.secret.expose(),
    verifier: signature.keyPair(signer.secretKey).publicKey,
    signature: signature.sign(signer, noBytes)
  }
  for (const [name, bytes] of Object.entries(results)) expect(bytes?.constructor, name).toBe(Uint8Array)
}

/**
 * Registers the laws of the `CipherSuite` contract for a provider that makes suites by id. Parts that two suites share are tried once.
 *
 * ```ts
 * cipherSuiteLaws("mine", (id) => mySuite(id), { ids: [1, 3] })
 * ```
 */
export const cipherSuiteLaws = (name: string, make: (id: number) => Suite, options: CipherSuiteLawOptions = {}): void => {
  const { ids = [1, 2, 3, 4, 5, 6, 7], random = sampleRandom(7), signatureStride = {} } = options
  const tried = new Set<string>()
  const once = (part: string, register: () => void): void => {
    if (!tried.has(part)) register()
    tried.add(part)
  }
  describe(name, () => {
    for (const id of ids) {
      const suite = make(id)
      const { aead, hash, kem, signature } = suite
      test(`suite ${id} has the sizes and the signature algorithm of its registration`, () => {
        expect(suite.id).toBe(id)
        sizeLaw(suite)
      })
      test(`suite ${id} answers in plain Uint8Arrays`, () => {
        for (const source of [sampleRandom(5), random]) plainLaw(suite, source)
        expect(suite.hash.digest(noBytes)).not.toHaveLength(0)
      })
      once(`hash ${hash.size}`, () => registerCryptoLaws(`suite ${id}: hash, kdf, mac`, hashLaws(suite)))
      once(`aead ${aead.id} ${aead.keySize}`, () => registerCryptoLaws(`suite ${id}: aead`, aeadLaws(aead)))
      once(`kem ${kem.publicKeySize}`, () => registerCryptoLaws(`suite ${id}: kem, dh`, kemLaws(suite)))
      once(`signature ${signature.id}`, () =>
        registerCryptoLaws(`suite ${id}: signature`, [
          ...signatureAlgorithmLaws(suite, signatureStride[signature.id]),
          ...eddsaLaws(signature),
          ...ecdsaLaws(signature),
          ...mlDsaLaws(signature)
        ])
      )
      registerCryptoLaws(`suite ${id}: hpke`, [...hpkeLaws(suite, random), ...hpkePskLaws(suite, random), ...hpkeAuthLaws(suite, random)])
    }
  })
}
