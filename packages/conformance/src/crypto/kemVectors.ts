import { type HpkeKem, type KeyPair, type Random, Secret } from "@copath/contracts"
import { expect, test } from "vitest"
import type { HpkeVector } from "./hpkeVectors.ts"
import { fromHex, toHex } from "./sample.ts"

/** A known answer of a KEM by itself; byte strings are hex. */
interface KnownAnswer {
  readonly pair: () => KeyPair
  readonly publicKey: string
  readonly secretKey: string
  /** All of an encapsulation's randomness. */
  readonly randomness: string
  readonly enc: string
  readonly sharedSecret: string
}

const kemCase = (name: string, kem: HpkeKem, known: KnownAnswer): void => {
  test(`${name}: key pair, encapsulation and shared secret are those of the known answer`, () => {
    const { publicKey, secretKey } = known.pair()
    expect([publicKey, secretKey.expose()].map(toHex)).toEqual([known.publicKey, known.secretKey])
    const random: Random = (length) => {
      const bytes = fromHex(known.randomness)
      expect(bytes.length).toBe(length)
      return new Secret(bytes)
    }
    const sent = kem.encapsulate(publicKey, random)
    expect([sent?.enc, sent?.sharedSecret].map((bytes) => toHex(bytes as Uint8Array))).toEqual([known.enc, known.sharedSecret])
    expect(toHex(kem.decapsulate({ publicKey, secretKey }, fromHex(known.enc)) as Uint8Array)).toBe(known.sharedSecret)
  })
}

/** One case of draft-ietf-hpke-pq's vectors, as far as it concerns the KEM: whichever KDF and AEAD the case has. */
export const hpkeKemCase = (name: string, kem: HpkeKem, vector: HpkeVector & { readonly shared_secret: string }): void =>
  kemCase(name, kem, {
    pair: () => kem.kem.derive(new Secret(fromHex(vector.ikmR))),
    publicKey: vector.pkRm,
    secretKey: vector.skRm,
    randomness: vector.ikmE,
    enc: vector.enc,
    sharedSecret: vector.shared_secret
  })

/** One case of draft-connolly-cfrg-xwing-kem's vectors; byte strings are hex. */
export interface XWingVector {
  /** The secret key. */
  readonly sk: string
  /** The public key of `sk`. */
  readonly pk: string
  /** All of an encapsulation's randomness. */
  readonly eseed: string
  /** The ciphertext that `eseed` makes for `pk`. */
  readonly ct: string
  /** The shared secret: of encapsulation and decapsulation alike. */
  readonly ss: string
}

/** Registers the checks of X-Wing's own vectors. */
export const xWingVectorLaws = (kem: HpkeKem, cases: ReadonlyArray<XWingVector>): void => {
  for (const [i, { ct, eseed, pk, sk, ss }] of cases.entries()) {
    kemCase(`X-Wing ${i}`, kem, {
      pair: () => kem.kem.keyPair(new Secret(fromHex(sk))),
      publicKey: pk,
      secretKey: sk,
      randomness: eseed,
      enc: ct,
      sharedSecret: ss
    })
  }
}
