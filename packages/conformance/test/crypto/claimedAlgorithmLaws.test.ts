import { CipherSuite, type ClaimedAlgorithm, type KeyPair } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { claimLaws, insecureDummySignature } from "../../src/index.ts"
import { malleations } from "../../src/crypto/malleations.ts"
import { toyCrypto } from "../schedule/toySuite.ts"
import { everyLawBites } from "./bites.ts"

const suite = Effect.runSync(Effect.provide(CipherSuite, toyCrypto.suite))
const sound: ClaimedAlgorithm = {
  ...insecureDummySignature(40),
  claims: { unforgeability: "strong", deterministic: true, stateful: false, postQuantum: false }
}
const { derive, sign, verify } = sound

/** The laws that claims bring; those of every algorithm are tried by themselves. */
const added = (algorithm: ClaimedAlgorithm) => claimLaws(algorithm, suite).slice(9)
let count = 0

/** P-256's order; with it each signature has a twin. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const number = (bytes: Uint8Array): bigint => bytes.reduce((n, byte) => n * 256n + BigInt(byte), 0n)
/** `r || s`, where `s` or its negative will do. */
const twins: ClaimedAlgorithm = {
  ...sound,
  signatureSize: 64,
  sign: (pair, message) => Uint8Array.of(...sign(pair, message).subarray(0, 32), 0x7f, ...sign(pair, message).subarray(1, 32)),
  verify: (key, message, signature) => {
    const right = twins.sign({ publicKey: key } as KeyPair, message)
    const [is, s] = [number(signature.subarray(32)), number(right.subarray(32))]
    return signature.length === 64 && signature.subarray(0, 32).every((byte, i) => byte === right[i]) && (is === s || is === order - s)
  }
}

describe("the laws of an algorithm with claims", () => {
  everyLawBites(added, sound, {
    "half of the message signed": [
      "what is signed verifies",
      {
        ...sound,
        sign: (pair, message) => sign(pair, message.subarray(message.length >> 1)),
        verify: (key, message, signature) => verify(key, message.subarray(message.length >> 1), signature)
      }
    ],
    "throwing at what begins with a zero": [
      "bytes of any kind",
      {
        ...sound,
        verify: (key, message, signature) => {
          if (signature[0] === 0) throw new RangeError("zero")
          return verify(key, message, signature)
        }
      }
    ],
    "keys that count": [
      "keys come from the seed alone",
      {
        ...sound,
        derive: (seed) => {
          const pair = derive(seed)
          return count++ % 2 === 0 ? pair : { ...pair, publicKey: pair.publicKey.toReversed() }
        }
      }
    ],
    "a signature with a count in it": [
      "signing is deterministic",
      { ...sound, sign: (pair, message) => sign(pair, Uint8Array.of(...message, count++)) }
    ],
    "s or its negative": ["signatures are strongly unforgeable", twins]
  })

  it("ask for no more than is claimed", () => {
    const titles = (claims: Partial<ClaimedAlgorithm["claims"]>) =>
      claimLaws({ ...sound, claims: { ...sound.claims, ...claims } }, suite).map(({ title }) => title.split(",")[0])
    expect(titles({})).toContain("signatures are strongly unforgeable")
    expect(titles({ unforgeability: "existential" })).not.toContain("signatures are strongly unforgeable")
    expect(titles({ deterministic: false })).not.toContain("signing is deterministic")
  })

  it("flip every bit of signatures up to 4 kB, and as many of longer ones", () => {
    const flips = (size: number) =>
      claimLaws({ ...sound, signatureSize: size }, suite).find(({ title }) => title.includes("flipped is rejected"))?.title ?? ""
    expect(flips(4096)).toContain("any one bit flipped")
    expect(flips(4097)).toContain("any one bit of every 3 flipped")
    expect(flips(49_856)).toContain("any one bit of every 13 flipped")
  })
})

describe("the known ways to make a second signature", () => {
  it("never give the signature itself", () => {
    for (const signature of [new Uint8Array(64), new Uint8Array(64).fill(0xff), Uint8Array.of(0x30, 6, 2, 1, 5, 2, 1, 7)]) {
      for (const { how, signature: second } of malleations(signature)) expect([...second], how).not.toEqual([...signature])
    }
  })

  it("know DER: zeros in front, long lengths, what stands behind, and s negated", () => {
    const ways = malleations(Uint8Array.of(0x30, 6, 2, 1, 5, 2, 1, 7)).map(({ how }) => how)
    for (const how of ["a leading zero of r", "a leading zero of s", "its length in the long form", "something behind s"])
      expect(ways).toContain(how)
  })
})
