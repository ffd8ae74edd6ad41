import { type HpkeCiphertext, type KeyPair, Secret, type Suite } from "@copath/contracts"
import * as fc from "fast-check"
import { expect } from "vitest"
import { craftedEd25519 } from "./craftedEd25519.ts"
import { craftedEd448 } from "./craftedEd448.ts"
import { type CryptoLaw, registerCryptoLaws } from "./law.ts"
import { flipBit, sampleBytes, sampleRandom, toHex } from "./sample.ts"

/** How hard two providers are compared. */
export interface SameSuiteOptions {
  /** Random inputs per law that costs a curve operation or two; the cheap laws try ten times as many. */
  readonly runs?: number
}

const hexOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : toHex(bytes))
const exposed = (secret: Secret | undefined): string | undefined => hexOf(secret?.expose())

const bytes = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength })
const sized = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const secret = (value: Uint8Array): Secret => new Secret(value.slice())

/** A pair with secrets of its own, so that no provider finds what the other left in `held`. */
const copy = ({ publicKey, secretKey }: KeyPair): KeyPair => ({ publicKey, secretKey: secret(secretKey.expose()) })

/** Bytes that resemble `right`: some bits flipped, or a byte replaced, or the length changed. */
const mutated = (right: Uint8Array) =>
  fc.oneof(
    fc.array(fc.nat(8 * right.length - 1), { minLength: 1, maxLength: 3 }).map((bits) => bits.reduce(flipBit, right)),
    fc
      .tuple(fc.nat(right.length - 1), fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0xff))
      .map(([i, byte]) => right.slice().fill(byte, i, i + 1)),
    fc.tuple(fc.nat(right.length - 1), fc.constantFrom(0, 0xff)).map(([i, byte]) => right.slice().fill(byte, i)),
    fc.nat(right.length).map((length) => right.slice(0, length)),
    bytes(3, 1).map((tail) => new Uint8Array([...right, ...tail]))
  )

/**
 * What two providers of one suite owe each other: equal bytes for all that is determined, equal verdicts on all that is received, the misshapen
 * and the crafted included (V031). Otherwise a sender could split a group along its members' libraries.
 */
export const sameSuite = (a: Suite, b: Suite, { runs = 20 }: SameSuiteOptions = {}): ReadonlyArray<CryptoLaw> => {
  const both = <A>(compute: (suite: Suite) => A): readonly [A, A] => [compute(a), compute(b)]
  const agree = <A>(compute: (suite: Suite) => A): A => {
    const [fromA, fromB] = both(compute)
    expect(fromB).toEqual(fromA)
    return fromA
  }
  const curve = { numRuns: runs }
  const cheap = { numRuns: 10 * runs }
  const { aead, kem, signature } = a
  const signer = signature.derive(new Secret(sampleBytes(101, signature.seedSize)))
  const receiver = kem.derive(new Secret(sampleBytes(102, kem.seedSize)))
  const deterministic = signature.id === "ed25519" || signature.id === "ed448"

  return [
    {
      title: "hash, KDF and MAC give the same bytes",
      check: () => {
        fc.assert(
          fc.property(bytes(300), bytes(300), bytes(200, a.kdf.size), fc.nat(200), (x, y, prk, length) => {
            agree((s) => toHex(s.hash.digest(x)))
            agree((s) => toHex(s.mac.tag(secret(x), y)))
            agree((s) => exposed(s.kdf.extract(secret(x), secret(y))))
            agree((s) => exposed(s.kdf.expand(secret(prk), y, length)))
          }),
          cheap
        )
      }
    },
    {
      title: "the AEAD gives the same ciphertexts and the same verdicts",
      check: () => {
        fc.assert(
          fc.property(sized(aead.keySize), sized(aead.nonceSize), bytes(50), bytes(100), fc.nat(), (key, nonce, aad, plain, at) => {
            const sealed = agree((s) => toHex(s.aead.seal(secret(key), nonce, aad, plain)))
            const received = a.aead.seal(secret(key), nonce, aad, plain)
            agree((s) => hexOf(s.aead.open(secret(key), nonce, aad, received)))
            agree((s) => hexOf(s.aead.open(secret(key), nonce, aad, flipBit(received, at % (4 * sealed.length)))))
          }),
          cheap
        )
      }
    },
    {
      title: "key pairs of KEM and signature derived from equal seeds are equal",
      check: () => {
        fc.assert(
          fc.property(bytes(100), sized(signature.seedSize), (ikm, seed) => {
            const pair = ({ publicKey, secretKey }: KeyPair) => [toHex(publicKey), exposed(secretKey)]
            agree((s) => pair(s.kem.derive(secret(ikm))))
            agree((s) => pair(s.signature.derive(secret(seed))))
          }),
          curve
        )
      }
    },
    {
      title: "Diffie-Hellman gives the same secrets, and the same verdict on every public key (V026, V028)",
      check: () => {
        fc.assert(
          fc.property(fc.oneof(bytes(140), sized(kem.publicKeySize), mutated(receiver.publicKey)), (peer) => {
            agree((s) => exposed(s.dh.agree(copy(receiver), peer)))
            agree((s) => s.kem.validPublicKey(peer))
          }),
          curve
        )
      }
    },
    {
      title: "HPKE seals to the same bytes with the same randomness, and each opens what the other sealed",
      check: () => {
        fc.assert(
          fc.property(bytes(200), bytes(30), bytes(100), fc.nat(), (info, aad, plain, seed) => {
            const [fromA, fromB] = both((s) => s.hpke.seal(receiver.publicKey, info, aad, plain, sampleRandom(seed)) as HpkeCiphertext)
            expect([fromB.kemOutput, fromB.ciphertext].map(toHex)).toEqual([fromA.kemOutput, fromA.ciphertext].map(toHex))
            expect(agree((s) => hexOf(s.hpke.open(copy(receiver), info, aad, fromA)))).toBe(toHex(plain))
            const [sentA, sentB] = both((s) => s.hpke.sendExport(receiver.publicKey, info, aad, 40, sampleRandom(seed)))
            expect(exposed(sentB?.secret)).toBe(exposed(sentA?.secret))
            expect(agree((s) => exposed(s.hpke.receiveExport(copy(receiver), fromA.kemOutput, info, aad, 40)))).toBe(exposed(sentA?.secret))
            const psk = { id: sampleBytes(seed, 9), secret: new Secret(sampleBytes(seed, 32)) }
            const [pskA, pskB] = both((s) => s.hpke.psk?.seal(receiver.publicKey, info, () => aad, plain, psk, sampleRandom(seed)))
            if (pskA === undefined || pskB === undefined) return
            expect(toHex(pskB.ciphertext)).toBe(toHex(pskA.ciphertext))
            expect(agree((s) => hexOf(s.hpke.psk?.open(copy(receiver), info, aad, pskA, psk)))).toBe(toHex(plain))
          }),
          { numRuns: Math.ceil(runs / 4) }
        )
      }
    },
    {
      title: "HPKE's auth mode is in both or in neither, seals to the same bytes, and judges senders and ciphertexts alike (R052)",
      check: () => {
        const [modeA, modeB] = both((s) => s.hpke.auth)
        expect(modeB === undefined).toBe(modeA === undefined)
        if (modeA === undefined) return
        const sender = kem.derive(new Secret(sampleBytes(109, kem.seedSize)))
        fc.assert(
          fc.property(
            bytes(200),
            bytes(30),
            bytes(100),
            fc.nat(),
            mutated(sender.publicKey),
            mutated(receiver.publicKey),
            (info, aad, plain, seed, by, to) => {
              const [fromA, fromB] = both(
                (s) => s.hpke.auth?.seal(copy(sender), receiver.publicKey, info, aad, plain, sampleRandom(seed)) as HpkeCiphertext
              )
              expect([fromB.kemOutput, fromB.ciphertext].map(toHex)).toEqual([fromA.kemOutput, fromA.ciphertext].map(toHex))
              expect(agree((s) => hexOf(s.hpke.auth?.open(copy(receiver), sender.publicKey, info, aad, fromA)))).toBe(toHex(plain))
              agree((s) => hexOf(s.hpke.auth?.open(copy(receiver), by, info, aad, fromA)))
              agree((s) => hexOf(s.hpke.auth?.seal(copy(sender), to, info, aad, plain, sampleRandom(seed))?.ciphertext))
            }
          ),
          { numRuns: Math.ceil(runs / 4) }
        )
      }
    },
    {
      title: "HPKE gives the same verdict on misshapen KEM outputs and ciphertexts",
      check: () => {
        const sent = a.hpke.seal(
          receiver.publicKey,
          sampleBytes(103, 20),
          sampleBytes(104, 5),
          sampleBytes(105, 32),
          sampleRandom(106)
        ) as HpkeCiphertext
        fc.assert(
          fc.property(mutated(sent.kemOutput), mutated(sent.ciphertext), fc.boolean(), (kemOutput, ciphertext, which) => {
            const received = which ? { ...sent, kemOutput } : { ...sent, ciphertext }
            agree((s) => hexOf(s.hpke.open(copy(receiver), sampleBytes(103, 20), sampleBytes(104, 5), received)))
          }),
          curve
        )
      }
    },
    {
      title: `each verifies what the other signed${deterministic ? ", and the signatures are equal" : ""}`,
      check: () => {
        fc.assert(
          fc.property(bytes(200), (message) => {
            const [fromA, fromB] = both((s) => s.signature.sign(copy(signer), message))
            if (deterministic) expect(toHex(fromB)).toBe(toHex(fromA))
            for (const signed of [fromA, fromB]) expect(agree((s) => s.signature.verify(signer.publicKey, message, signed))).toBe(true)
          }),
          { numRuns: Math.ceil(runs / 4) }
        )
      }
    },
    {
      title: "the verdict on every mutated signature is the same (V031)",
      check: () => {
        const message = sampleBytes(107, 33)
        const signed = a.signature.sign(signer, message)
        fc.assert(
          fc.property(fc.oneof(bytes(150), mutated(signed)), (received) => {
            agree((s) => s.signature.verify(signer.publicKey, message, received))
          }),
          cheap
        )
      }
    },
    {
      title: "the verdict on every public key, random, mutated or crafted, is the same (V027, V031)",
      check: () => {
        const message = sampleBytes(108, 33)
        const signed = a.signature.sign(signer, message)
        fc.assert(
          fc.property(fc.oneof(bytes(140), sized(signature.publicKeySize), mutated(signer.publicKey)), (publicKey) => {
            agree((s) => s.signature.validPublicKey(publicKey))
            agree((s) => s.signature.verify(publicKey, message, signed))
          }),
          cheap
        )
        for (const { publicKey } of [...craftedEd25519, ...craftedEd448]) agree((s) => s.signature.validPublicKey(publicKey))
      }
    }
  ]
}

/** Registers {@link sameSuite} as tests. */
export const sameSuiteLaws = (a: Suite, b: Suite, options: SameSuiteOptions = {}): void =>
  registerCryptoLaws(`suite ${a.id} of ${a.provider} and of ${b.provider}`, sameSuite(a, b, options))
