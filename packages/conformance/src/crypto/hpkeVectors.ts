import { type HpkeCiphertext, Secret, type Suite } from "@copath/contracts"
import { expect, test } from "vitest"
import { fromHex, toHex } from "./sample.ts"

/** One case of RFC 9180's test vectors, or of draft-ietf-hpke-pq's, in base mode; byte strings are hex, algorithms by their numbers. */
export interface HpkeVector {
  /** RFC 9180, 7.1. */
  readonly kem_id: number
  /** RFC 9180, 7.2. */
  readonly kdf_id: number
  /** RFC 9180, 7.3. */
  readonly aead_id: number
  /** Binds the context of both sides. */
  readonly info: string
  /** Seed of the recipient's key pair (DeriveKeyPair). */
  readonly ikmR: string
  /** Seed of the sender's ephemeral key pair, or all of an encapsulation's randomness. */
  readonly ikmE: string
  /** The recipient's private key. */
  readonly skRm: string
  /** The recipient's public key. */
  readonly pkRm: string
  /** The encapsulated key that the sender sends. */
  readonly enc: string
  /** Messages of one context; `seq` counts from 0, and where it is absent the array does. */
  readonly encryptions: ReadonlyArray<{ readonly seq?: number; readonly aad: string; readonly ct: string; readonly pt: string }>
  /** Exported secrets; `L` in bytes. */
  readonly exports: ReadonlyArray<{ readonly exporter_context: string; readonly L: number; readonly exported_value: string }>
}

/** The suite of a case's three algorithms (RFC 9420, 17.1). */
const suiteOf: Readonly<Record<string, number>> = {
  "32 1 1": 1,
  "16 1 1": 2,
  "32 1 3": 3,
  "33 3 2": 4,
  "18 3 2": 5,
  "33 3 3": 6
}

const algorithms = ({ aead_id, kdf_id, kem_id }: HpkeVector): string => `${kem_id} ${kdf_id} ${aead_id}`

/**
 * Registers the checks of one case, whose algorithms are the suite's; `name` goes into the titles. MLS sends one message per context, so of the
 * encryptions the first is tried.
 */
export const hpkeVectorCase = (name: string, suite: Suite, vector: HpkeVector): void => {
  const receiver = () => suite.kem.derive(new Secret(fromHex(vector.ikmR)))
  // The vectors' sender makes its ephemeral key by DeriveKeyPair, as ours does from its randomness, or encapsulates from just these bytes.
  const random = (length: number): Secret => {
    const ikm = fromHex(vector.ikmE)
    expect(ikm.length).toBe(length)
    return new Secret(ikm)
  }
  const info = fromHex(vector.info)

  test(`${name}: the receiver's key pair is derived from its seed`, () => {
    expect(toHex(receiver().publicKey)).toBe(vector.pkRm)
    expect(toHex(receiver().secretKey.expose())).toBe(vector.skRm)
  })

  test(`${name}: the first message of the context is sealed to the same bytes and opens`, () => {
    const first = vector.encryptions[0]
    if (first === undefined || (first.seq ?? 0) !== 0) throw new Error("the case has no message 0")
    const { publicKey } = receiver()
    const sealed = suite.hpke.seal(publicKey, info, fromHex(first.aad), fromHex(first.pt), random) as HpkeCiphertext
    expect(toHex(sealed.kemOutput)).toBe(vector.enc)
    expect(toHex(sealed.ciphertext)).toBe(first.ct)
    expect(toHex(suite.hpke.open(receiver(), info, fromHex(first.aad), sealed) as Uint8Array)).toBe(first.pt)
  })

  test(`${name}: the exported values come out on both sides`, () => {
    for (const { L, exported_value, exporter_context } of vector.exports) {
      const sent = suite.hpke.sendExport(receiver().publicKey, info, fromHex(exporter_context), L, random)
      expect(toHex(sent?.secret.expose() as Uint8Array)).toBe(exported_value)
      const received = suite.hpke.receiveExport(receiver(), fromHex(vector.enc), info, fromHex(exporter_context), L)
      expect(toHex(received?.expose() as Uint8Array)).toBe(exported_value)
    }
  })
}

/** Registers the checks of RFC 9180's vectors against the registered suites. */
export const hpkeVectorLaws = (make: (id: number) => Suite, cases: ReadonlyArray<HpkeVector>): void => {
  for (const vector of cases) {
    const id = suiteOf[algorithms(vector)]
    if (id === undefined) throw new Error(`no suite has the algorithms ${algorithms(vector)}`)
    hpkeVectorCase(`suite ${id}`, make(id), vector)
  }
}
