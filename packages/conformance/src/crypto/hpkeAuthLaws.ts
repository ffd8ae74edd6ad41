import { type HpkeCiphertext, HpkeInfo, type KeyPair, noBytes, type Random, Secret, type Suite } from "@copath/contracts"
import { expect } from "vitest"
import { authCases, authMessage } from "./hpkeAuthKnown.ts"
import type { CryptoLaw } from "./law.ts"
import { flipBit, fromHex, sampleBytes, sampleRandom, sampleSecret, toHex, wrongLengths } from "./sample.ts"

const hexOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : toHex(bytes))

/** What a suite's auth mode owes; none of a suite that has none. `random` is the provider's own source beside the seeded one. */
export const hpkeAuthLaws = (suite: Suite, random: Random): ReadonlyArray<CryptoLaw> => {
  const { aead, kem } = suite
  const { auth: mode } = suite.hpke
  if (mode === undefined) return []
  const pair = (seed: number): KeyPair => kem.derive(sampleSecret(seed, kem.seedSize))
  const [sender, me, other] = [pair(71), pair(72), pair(73)]
  const info = sampleBytes(74, 40)
  const aad = sampleBytes(75, 9)
  const plain = sampleBytes(76, 32)
  const sources: ReadonlyArray<Random> = [sampleRandom(77), random]
  const sealed = (source: Random, by: KeyPair = sender): HpkeCiphertext =>
    mode.seal(by, me.publicKey, info, aad, plain, source) as HpkeCiphertext

  const laws: ReadonlyArray<CryptoLaw> = [
    {
      title: "auth mode: what a sender's key pair sealed opens under the sender's public key, and is no longer than in base mode",
      check: () => {
        for (const source of sources) {
          for (const length of [0, 1, 32, 5000]) {
            const text = sampleBytes(78, length)
            const sent = mode.seal(sender, me.publicKey, info, aad, text, source) as HpkeCiphertext
            expect(hexOf(mode.open(me, sender.publicKey, info, aad, sent))).toBe(toHex(text))
            expect(sent.kemOutput.length).toBe(kem.kemOutputSize)
            expect(sent.ciphertext.length).toBe(length + aead.tagSize)
          }
        }
      }
    },
    {
      title: "auth mode: another sender, receiver, info or associated data does not open",
      check: () => {
        for (const source of sources) {
          const sent = sealed(source)
          expect(mode.open(me, other.publicKey, info, aad, sent)).toBeUndefined()
          expect(mode.open(me, me.publicKey, info, aad, sent)).toBeUndefined()
          expect(mode.open(other, sender.publicKey, info, aad, sent)).toBeUndefined()
          expect(mode.open(me, sender.publicKey, flipBit(info, 0), aad, sent)).toBeUndefined()
          expect(mode.open(me, sender.publicKey, info, noBytes, sent)).toBeUndefined()
          expect(mode.open(me, sender.publicKey, info, aad, { ...sent, kemOutput: other.publicKey })).toBeUndefined()
          expect(hexOf(mode.open(me, sender.publicKey, info, aad, sent))).toBe(toHex(plain))
        }
      }
    },
    {
      title: "auth mode: nobody seals in a sender's name without its secret key, and a base-mode ciphertext is nobody's (R052)",
      check: () => {
        for (const source of sources) {
          const inItsName = sealed(source, { publicKey: sender.publicKey, secretKey: new Secret(other.secretKey.expose().slice()) })
          expect(mode.open(me, sender.publicKey, info, aad, inItsName)).toBeUndefined()
          const based = suite.hpke.seal(me.publicKey, info, aad, plain, source) as HpkeCiphertext
          expect(mode.open(me, sender.publicKey, info, aad, based)).toBeUndefined()
          expect(suite.hpke.open(me, info, aad, sealed(source))).toBeUndefined()
        }
      }
    },
    {
      title: "auth mode: many seals under one info are what as many single ones are",
      check: () => {
        const shared = new HpkeInfo(info)
        // The same info in base mode in between, whose context is another one.
        expect(suite.hpke.seal(me.publicKey, shared, aad, plain, random)).toBeDefined()
        for (const seed of [81, 82]) {
          const one = mode.seal(sender, me.publicKey, shared, aad, plain, sampleRandom(seed)) as HpkeCiphertext
          expect(toHex(one.ciphertext)).toBe(toHex(sealed(sampleRandom(seed)).ciphertext))
          expect(hexOf(mode.open(me, sender.publicKey, info, aad, one))).toBe(toHex(plain))
        }
      }
    },
    {
      title: "auth mode: an info that changes in place changes the key: nothing is remembered by reference",
      check: () => {
        const buffer = info.slice()
        const seal = () => mode.seal(sender, me.publicKey, buffer, aad, plain, sampleRandom(80)) as HpkeCiphertext
        const first = seal()
        buffer[0] = (buffer[0] as number) ^ 1
        const second = seal()
        expect(toHex(second.ciphertext)).not.toBe(toHex(first.ciphertext))
        expect(mode.open(me, sender.publicKey, buffer, aad, first)).toBeUndefined()
        expect(hexOf(mode.open(me, sender.publicKey, buffer, aad, second))).toBe(toHex(plain))
      }
    },
    {
      title: "auth mode: equal randomness gives equal ciphertexts, each seal draws anew, and no argument is changed",
      check: () => {
        const [one, two] = [sealed(sampleRandom(79)), sealed(sampleRandom(79))]
        expect([one.kemOutput, one.ciphertext].map(toHex)).toEqual([two.kemOutput, two.ciphertext].map(toHex))
        for (const source of sources) expect(toHex(sealed(source).kemOutput)).not.toBe(toHex(sealed(source).kemOutput))
        expect([toHex(sender.publicKey), toHex(sender.secretKey.expose())]).toEqual([
          toHex(pair(71).publicKey),
          toHex(pair(71).secretKey.expose())
        ])
        expect(toHex(me.secretKey.expose())).toBe(toHex(pair(72).secretKey.expose()))
      }
    },
    {
      title: "auth mode: malformed keys, KEM outputs and ciphertexts give undefined and never throw",
      check: () => {
        const sent = sealed(random)
        const open = (by: Uint8Array, given: HpkeCiphertext) => mode.open(me, by, info, aad, given)
        const zero = new Uint8Array(kem.publicKeySize)
        for (const source of sources) {
          for (const to of [...wrongLengths(me.publicKey), zero]) expect(mode.seal(sender, to, info, aad, plain, source)).toBeUndefined()
        }
        for (const by of [...wrongLengths(sender.publicKey), zero]) expect(open(by, sent)).toBeUndefined()
        for (const kemOutput of [...wrongLengths(sent.kemOutput), zero])
          expect(open(sender.publicKey, { ...sent, kemOutput })).toBeUndefined()
        for (const ciphertext of wrongLengths(sent.ciphertext)) expect(open(sender.publicKey, { ...sent, ciphertext })).toBeUndefined()
      }
    }
  ]
  const known = authCases[suite.id]
  if (known === undefined) return laws
  const official: CryptoLaw = {
    title: `auth mode: RFC 9180, ${known.section} comes out`,
    check: () => {
      const derived = (ikm: string): KeyPair => kem.derive(new Secret(fromHex(ikm)))
      const [by, receiver] = [derived(known.ikmS), derived(known.ikmR)]
      const ephemeral: Random = () => new Secret(fromHex(known.ikmE))
      const [under, beside, text] = [authMessage.info, authMessage.aad, authMessage.plain].map(fromHex) as [
        Uint8Array,
        Uint8Array,
        Uint8Array
      ]
      const sent = mode.seal(by, receiver.publicKey, under, beside, text, ephemeral) as HpkeCiphertext
      expect(toHex(sent.kemOutput)).toBe(known.enc)
      expect(toHex(sent.ciphertext)).toBe(known.ciphertext)
      expect(hexOf(mode.open(receiver, by.publicKey, under, beside, sent))).toBe(authMessage.plain)
    }
  }
  return [...laws, official]
}
