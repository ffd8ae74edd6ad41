import { type HpkeCiphertext, type HpkePsk, type KeyPair, noBytes, type Random, Secret, type Suite } from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { flipBit, fromHex, sampleBytes, sampleRandom, sampleSecret, toHex, wrongLengths } from "./sample.ts"

const hexOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : toHex(bytes))

/** RFC 9180, A.1.2: X25519, SHA-256, AES-128-GCM. */
const known = {
  ikmE: "78628c354e46f3e169bd231be7b2ff1c77aa302460a26dbfa15515684c00130b",
  ikmR: "d4a09d09f575fef425905d2ab396c1449141463f698f8efdb7accfaff8995098",
  info: "4f6465206f6e2061204772656369616e2055726e",
  psk: "0247fd33b913760fa1fa51e1892d9f307fbe65eb171e8132c2af18555a738b82",
  pskId: "456e6e796e20447572696e206172616e204d6f726961",
  enc: "0ad0950d9fb9588e59690b74f1237ecdf1d775cd60be2eca57af5a4b0471c91b",
  aad: "436f756e742d30",
  plain: "4265617574792069732074727574682c20747275746820626561757479",
  ciphertext: "e52c6fed7f758d0cf7145689f21bc1be6ec9ea097fef4e959440012f4feb73fb611b946199e681f4cfc34db8ea"
} as const

/** What a suite's PSK mode owes; none of a suite that has none. */
export const hpkePskLaws = (suite: Suite, random: Random): ReadonlyArray<CryptoLaw> => {
  const { kem } = suite
  const { psk: mode } = suite.hpke
  if (mode === undefined) return []
  const me = kem.derive(sampleSecret(61, kem.seedSize))
  const other = kem.derive(sampleSecret(62, kem.seedSize))
  const info = sampleBytes(63, 40)
  const plain = sampleBytes(64, 20)
  const psk: HpkePsk = { id: sampleBytes(65, 12), secret: sampleSecret(66, 32) }
  const aadOf = (kemOutput: Uint8Array): Uint8Array => kemOutput.slice(0, 7)
  const sealed = (source: Random): HpkeCiphertext => mode.seal(me.publicKey, info, aadOf, plain, psk, source) as HpkeCiphertext

  const laws: ReadonlyArray<CryptoLaw> = [
    {
      title: "PSK mode: what is sealed opens for whoever holds key, PSK, id, info and the associated data made of the KEM output",
      check: () => {
        for (const source of [sampleRandom(67), random]) {
          const sent = sealed(source)
          const open = (key: KeyPair, i: Uint8Array, aad: Uint8Array, given: HpkePsk): string | undefined =>
            hexOf(mode.open(key, i, aad, sent, given))
          const aad = aadOf(sent.kemOutput)
          expect(open(me, info, aad, psk)).toBe(toHex(plain))
          expect(open(other, info, aad, psk)).toBeUndefined()
          expect(open(me, flipBit(info, 3), aad, psk)).toBeUndefined()
          expect(open(me, info, noBytes, psk)).toBeUndefined()
          expect(open(me, info, aad, { ...psk, secret: sampleSecret(68, 32) })).toBeUndefined()
          expect(open(me, info, aad, { ...psk, id: flipBit(psk.id, 0) })).toBeUndefined()
        }
      }
    },
    {
      title: "PSK mode: its ciphertexts are not base mode's, and malformed ones give undefined",
      check: () => {
        const sent = sealed(random)
        const aad = aadOf(sent.kemOutput)
        expect(suite.hpke.open(me, info, aad, sent)).toBeUndefined()
        const based = suite.hpke.seal(me.publicKey, info, aad, plain, random) as HpkeCiphertext
        expect(mode.open(me, info, aad, based, psk)).toBeUndefined()
        for (const ciphertext of wrongLengths(sent.ciphertext))
          expect(mode.open(me, info, aad, { ...sent, ciphertext }, psk)).toBeUndefined()
        for (const kemOutput of wrongLengths(sent.kemOutput)) expect(mode.open(me, info, aad, { ...sent, kemOutput }, psk)).toBeUndefined()
        for (const to of wrongLengths(me.publicKey)) expect(mode.seal(to, info, aadOf, plain, psk, random)).toBeUndefined()
      }
    },
    {
      title: "PSK mode: an empty key or id is a defect (RFC 9180, 5.1)",
      check: () => {
        expect(() => mode.seal(me.publicKey, info, aadOf, plain, { ...psk, id: noBytes }, random)).toThrow(RangeError)
        expect(() => mode.seal(me.publicKey, info, aadOf, plain, { ...psk, secret: new Secret(new Uint8Array(0)) }, random)).toThrow(
          RangeError
        )
      }
    }
  ]
  const official: CryptoLaw = {
    title: "PSK mode: RFC 9180, A.1.2 comes out",
    check: () => {
      const receiver = kem.derive(new Secret(fromHex(known.ikmR)))
      const given = { secret: new Secret(fromHex(known.psk)), id: fromHex(known.pskId) }
      const ephemeral: Random = () => new Secret(fromHex(known.ikmE))
      const aad = fromHex(known.aad)
      const sent = mode.seal(receiver.publicKey, fromHex(known.info), () => aad, fromHex(known.plain), given, ephemeral)
      expect(hexOf(sent?.kemOutput)).toBe(known.enc)
      expect(hexOf(sent?.ciphertext)).toBe(known.ciphertext)
      expect(hexOf(mode.open(receiver, fromHex(known.info), aad, sent as HpkeCiphertext, given))).toBe(known.plain)
    }
  }
  return suite.id === 1 ? [...laws, official] : laws
}
