import { craftedEd25519 } from "@copath/conformance"
import { CipherSuite, noBytes, Secret, type SignatureCheck } from "@copath/contracts"
import { ed25519 } from "@noble/curves/ed25519.js"
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js"
import { sha512 } from "@noble/hashes/sha2.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, test } from "vitest"
import {
  batchVerification,
  cipherSuite,
  ed25519BatchVerifier,
  ed25519Signature,
  nobleSuite,
  platformRandom,
  seededEntropy,
  withBatchVerification
} from "../src/index.ts"

const { derive, sign, verify } = ed25519Signature
const { BASE, Fn } = ed25519.Point
const batch = ed25519BatchVerifier(platformRandom(32))
const one = ({ message, publicKey, signature }: SignatureCheck): boolean => verify(publicKey, message, signature)

const pairs = Array.from({ length: 300 }, (_, i) => derive(new Secret(numberToBytesLE(BigInt(i + 1), 32))))
const signed = new Map<string, SignatureCheck>()

/** `count` good signatures under `keys` keys. */
const good = (count: number, keys: number): ReadonlyArray<SignatureCheck> =>
  Array.from({ length: count }, (_, i) => {
    const name = `${i} ${i % keys}`
    const pair = pairs[i % keys] as (typeof pairs)[number]
    const message = Uint8Array.of(i >> 8, i)
    const check = signed.get(name) ?? { publicKey: pair.publicKey, message, signature: sign(pair, message) }
    signed.set(name, check)
    return check
  })

const flip = (check: SignatureCheck, at: number): SignatureCheck => ({
  ...check,
  signature: check.signature.with(at, (check.signature[at] as number) ^ 1)
})

/** A point of order 8. */
const torsion = ed25519.Point.fromBytes(
  new Uint8Array(Buffer.from("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "hex"))
)
let eighth = ed25519.Point.ZERO
/** 0, T, 2T, .. 7T. */
const small = Array.from({ length: 8 }, () => {
  const now = eighth
  eighth = eighth.add(torsion)
  return now
})

/** Signed by a cheat, whose R or A carries a part of small order: the cofactored equation holds. `[rTwist, aTwist]` are multiples of T. */
const twisted = (i: number, rTwist: number, aTwist: number): SignatureCheck => {
  const [s, r] = [BigInt(1000 + i), BigInt(5000 + 7 * i)]
  const A = BASE.multiplyUnsafe(s)
    .add(small[aTwist] as typeof torsion)
    .toBytes()
  const R = BASE.multiplyUnsafe(r)
    .add(small[rTwist] as typeof torsion)
    .toBytes()
  const message = Uint8Array.of(i >> 8, i)
  const k = Fn.create(bytesToNumberLE(sha512(new Uint8Array([...R, ...A, ...message]))))
  return { publicKey: A, message, signature: new Uint8Array([...R, ...numberToBytesLE(Fn.create(r + k * s), 32)]) }
}

describe("a batch of Ed25519 signatures", () => {
  test("holds when all hold, be they few or many, under one key or many", () => {
    for (const [count, keys] of [
      [0, 1],
      [1, 1],
      [127, 5],
      [128, 1],
      [300, 300]
    ] as const) {
      expect(batch(good(count, keys))).toEqual(Array.from({ length: count }, () => true))
    }
  })

  test("finds each bad one, and no other (R035)", () => {
    const checks = good(400, 7).map((check, i) => {
      if (i === 3) return flip(check, 0)
      if (i === 130) return flip(check, 40)
      if (i === 131) return { ...check, message: noBytes }
      if (i === 399) return { ...check, signature: noBytes }
      return check
    })
    expect(batch(checks).flatMap((verdict, i) => (verdict ? [] : [i]))).toEqual([3, 130, 131, 399])
  })

  test("gives the verdict of single verification on every crafted input (V031)", () => {
    const crafted = craftedEd25519.map(({ message, publicKey, signature }) => ({ publicKey, message, signature }))
    expect(batch([...good(128, 3), ...crafted]).slice(128)).toEqual(crafted.map(one))
    const sound = crafted.filter(one)
    expect(sound.length).toBeGreaterThan(2)
    const many = Array.from({ length: 150 }, (_, i) => sound[i % sound.length] as SignatureCheck)
    expect(batch(many)).toEqual(many.map(() => true))
  })

  test("rejects one part of small order, which the usual batch equation accepts (V031)", () => {
    for (const rTwist of [1, 2, 4, 7]) {
      const cheat = twisted(1, rTwist, 0)
      expect(ed25519.verify(cheat.signature, cheat.message, cheat.publicKey)).toBe(true)
      expect(batch([...good(150, 3), cheat]).at(-1)).toBe(false)
    }
  })

  test("rejects parts of small order that cancel among each other (V031)", () => {
    const pair = [twisted(2, 3, 0), twisted(3, 5, 0)]
    const halves = Array.from({ length: 200 }, (_, i) => twisted(i, 4, 0))
    expect(batch([...pair, ...good(150, 3)]).slice(0, 2)).toEqual([false, false])
    expect(batch(halves)).toEqual(halves.map(() => false))
  })

  test("gives the verdict of single verification whatever parts R and A carry (V031)", () => {
    const checks = Array.from({ length: 256 }, (_, i) => twisted(i, i % 8, (i >> 3) % 8))
    const expected = checks.map(one)
    expect(new Set(expected)).toEqual(new Set([true, false]))
    expect(batch(checks)).toEqual(expected)
    // Those that hold, alone: A carries a part, and it cancels.
    const sound = checks.filter((_, i) => expected[i] === true)
    const many = Array.from({ length: 160 }, (_, i) => sound[i % sound.length] as SignatureCheck)
    expect(batch(many)).toEqual(many.map(() => true))
  })
})

describe("the layer", () => {
  const run = <A, E>(effect: Effect.Effect<A, E, CipherSuite>, id: number): Promise<A> =>
    Effect.runPromise(
      Effect.provide(effect, batchVerification.pipe(Layer.provide(Layer.mergeAll(cipherSuite(id), seededEntropy("batch")))))
    )

  test("gives Ed25519 a way with many, and keeps all else", async () => {
    const suite = await run(CipherSuite, 3)
    expect({ ...suite, signature: nobleSuite(3).signature }).toEqual(nobleSuite(3))
    const checks = good(600, 4).map((check, i) => (i === 599 ? flip(check, 33) : check))
    const verdicts = await Effect.runPromise(suite.signature.verifyAll?.(checks) ?? Effect.succeed([]))
    expect(verdicts).toEqual(checks.map((_, i) => i !== 599))
  })

  test("leaves a suite with another algorithm as it was", async () => {
    expect(await run(CipherSuite, 2)).toBe(nobleSuite(2))
    const foreign = { ...nobleSuite(1), provider: "another" }
    expect(withBatchVerification(foreign, platformRandom(32))).toBe(foreign)
  })
})
