import { CipherSuite, Secret } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import {
  isPostQuantumSuiteId,
  isSuiteId,
  mlDsa44Signature,
  mlKem768,
  noblePostQuantumSuite,
  postQuantumSuite,
  postQuantumSuiteIds,
  postQuantumSuiteNames
} from "../../src/index.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const seed = (fill: number, length: number): Secret => new Secret(new Uint8Array(length).fill(fill))

describe("noblePostQuantumSuite", () => {
  it("has each combination of a KEM with Ed25519 and with ML-DSA, under numbers for private use", () => {
    const suites = postQuantumSuiteIds.map(noblePostQuantumSuite)
    expect(suites.map(({ id, name }) => [id, name])).toEqual(postQuantumSuiteIds.map((id) => [id, postQuantumSuiteNames[id]]))
    expect(Object.keys(postQuantumSuiteNames).map(Number)).toEqual(postQuantumSuiteIds)
    const combinations = new Set(suites.map(({ kem, signature }) => `${kem.publicKeySize} ${signature.id.slice(0, 6)}`))
    expect(combinations).toEqual(new Set(["1184", "1216", "1568"].flatMap((kem) => [`${kem} ed2551`, `${kem} ml-dsa`])))
    for (const { id, provider } of suites) {
      expect(id >= 0xf100 && id <= 0xf1ff).toBe(true)
      expect(provider).toBe("noble")
    }
  })

  it("is no registered suite, and can be asked about an id that a peer sent before it refuses one (V038)", () => {
    expect(postQuantumSuiteIds.some(isSuiteId)).toBe(false)
    for (const id of [0, 1, 7, 0xf001, 0xf100, 0xf103, 0xffff, 1.5, Number.NaN]) {
      expect(isPostQuantumSuiteId(id)).toBe(false)
      expect(() => noblePostQuantumSuite(id)).toThrow(RangeError)
    }
  })

  it.effect("stands behind its layer, built once", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* CipherSuite, noblePostQuantumSuite(0xf106))
    }).pipe(Effect.provide(postQuantumSuite(0xf106)))
  )
})

describe("expanded keys", () => {
  it("are made once, dropped by wipe, and not taken for another algorithm's", () => {
    const secretKey = seed(1, 32)
    const pair = mlDsa44Signature.keyPair(secretKey)
    const { held } = secretKey
    mlDsa44Signature.sign(pair, new Uint8Array(1))
    expect(secretKey.held).toBe(held)
    secretKey.held = "another provider's"
    expect(hex(mlDsa44Signature.keyPair(secretKey).publicKey)).toBe(hex(pair.publicKey))
    secretKey.wipe()
    expect(secretKey.held).toBeUndefined()
  })

  it("do not change when a caller changes the public key it was given", () => {
    const secretKey = seed(2, 64)
    mlKem768.kem.keyPair(secretKey).publicKey.fill(0)
    expect(hex(mlKem768.kem.keyPair(secretKey).publicKey)).toBe(hex(mlKem768.kem.keyPair(seed(2, 64)).publicKey))
  })
})

describe("ML-DSA", () => {
  it("signs deterministically", () => {
    const pair = mlDsa44Signature.derive(seed(3, 32))
    const message = new Uint8Array(9)
    expect(hex(mlDsa44Signature.sign(pair, message))).toBe(hex(mlDsa44Signature.sign(pair, message)))
  })
})
