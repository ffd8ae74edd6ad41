import { CipherSuite, type KeyPair, noBytes, Secret, type SignatureAlgorithm } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { insecureDummySignature, signatureAlgorithmLaws } from "../../src/index.ts"
import { toyCrypto } from "../schedule/toySuite.ts"
import { everyLawBites } from "./bites.ts"

/* The dummy has the shape of a signature algorithm and keeps all laws that a verifier can keep who needs no secret: so it serves to try them. */
const sound = insecureDummySignature(100)
const { derive, keyPair, sign, validPublicKey, verify } = sound

const suite = Effect.runSync(Effect.provide(CipherSuite, toyCrypto.suite))
const laws = (signature: SignatureAlgorithm) => signatureAlgorithmLaws({ ...suite, signature })
const shared = new Uint8Array(100)
const everybody = derive(new Secret(new Uint8Array(32)))
const fixed = (pair: KeyPair): KeyPair => ({ ...pair, publicKey: everybody.publicKey })

describe("the laws of a signature algorithm", () => {
  everyLawBites(laws, sound, {
    "one key pair for all seeds": ["a key pair is a function of its seed", { ...sound, derive: (seed) => fixed(derive(seed)) }],
    "a seed of any size": ["a seed or secret key of the wrong size", { ...sound, derive: () => derive(new Secret(new Uint8Array(32))) }],
    "a key that shares its seed's memory": ["wiping a seed", { ...sound, derive: keyPair }],
    "another length than stated": ["a signature is as long as stated", { ...sound, signatureSize: 99 }],
    "a verdict that asks for the length alone": [
      "a signature with any one bit flipped",
      { ...sound, verify: (_key, _message, signature) => signature.length === 100 }
    ],
    "a verdict under whichever key": [
      "a public key with one bit flipped",
      {
        ...sound,
        sign: (_pair, message) => sign(everybody, message),
        verify: (_key, message, signature) => verify(everybody.publicKey, message, signature)
      }
    ],
    "a signature with a tail": [
      "an empty, short, long or random",
      { ...sound, verify: (key, message, signature) => verify(key, message, signature.slice(0, 100)) }
    ],
    "a key that is anything": ["an empty, short, long or random", { ...sound, validPublicKey: () => true }],
    "a message of which the end alone is signed": [
      "a label keeps a signature",
      {
        ...sound,
        sign: (pair, message) => sign(pair, message.slice(-8)),
        verify: (key, message, signature) => verify(key, message.slice(-8), signature)
      }
    ],
    "one buffer for all signatures": [
      "signing changes neither",
      {
        ...sound,
        sign: (pair, message) => {
          shared.set(sign(pair, message))
          return shared
        }
      }
    ]
  })
})

describe("the dummy", () => {
  it("is anybody's to sign with, and says so in its name", () => {
    const { publicKey } = derive(new Secret(new Uint8Array(32).fill(9)))
    const forger = { publicKey, secretKey: new Secret(new Uint8Array(32)) }
    expect(verify(publicKey, noBytes, sign(forger, noBytes))).toBe(true)
    expect(sound.id).toBe("insecure-dummy-100")
    expect(validPublicKey(publicKey)).toBe(true)
  })

  it("has signatures of the length that is asked for, from 16 bytes on", () => {
    for (const length of [16, 64, 70_000]) {
      const dummy = insecureDummySignature(length)
      expect(dummy.sign(dummy.derive(new Secret(new Uint8Array(32))), noBytes)).toHaveLength(length)
    }
    expect(() => insecureDummySignature(15)).toThrow(RangeError)
  })
})
