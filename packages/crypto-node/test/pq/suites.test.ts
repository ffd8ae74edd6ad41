import { CipherSuite, type Encapsulated, Secret } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import {
  hasPostQuantum,
  mlDsa44Signature,
  mlKem1024,
  mlKem768,
  nodePostQuantumSuite,
  osRandom,
  postQuantumSuite,
  postQuantumSuiteIds,
  postQuantumSuiteNames,
  PostQuantumUnavailable,
  xWing
} from "../../src/index.ts"
import { describePostQuantum } from "./requirePostQuantum.ts"

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex")
const seed = (fill: number, length: number): Secret => new Secret(new Uint8Array(length).fill(fill))

describePostQuantum("nodePostQuantumSuite", () => {
  it("has the eight suites by their names, each built once", () => {
    for (const id of postQuantumSuiteIds) {
      const suite = nodePostQuantumSuite(id)
      expect([suite.id, suite.name, suite.provider]).toEqual([id, postQuantumSuiteNames[id], "node"])
      expect(nodePostQuantumSuite(id)).toBe(suite)
    }
  })

  it.effect("stands behind its layer", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* CipherSuite, nodePostQuantumSuite(0xf101))
    }).pipe(Effect.provide(postQuantumSuite(0xf101)))
  )
})

describePostQuantum("encapsulation", () => {
  it("by OpenSSL's randomness and by a caller's opens alike, and draws just what the KEM states", () => {
    for (const [kem, drawn] of [
      [mlKem768, 32],
      [mlKem1024, 32],
      [xWing, 64]
    ] as const) {
      const pair = kem.kem.derive(seed(1, 32))
      const asked: Array<number> = []
      const own = (length: number): Secret => {
        asked.push(length)
        return seed(2, length)
      }
      for (const random of [osRandom, own]) {
        const sent = kem.encapsulate(pair.publicKey, random) as Encapsulated
        expect(sent.enc.length).toBe(kem.kem.kemOutputSize)
        expect(hex(kem.decapsulate(pair, sent.enc))).toBe(hex(sent.sharedSecret))
      }
      expect(asked).toEqual([drawn])
    }
  })

  it("that was changed on the way gives a secret that nobody has, with ML-KEM", () => {
    const pair = mlKem768.kem.derive(seed(3, 32))
    const sent = mlKem768.encapsulate(pair.publicKey, osRandom) as Encapsulated
    const changed = sent.enc.slice()
    changed[0] = (changed[0] as number) ^ 1
    const secret = hex(mlKem768.decapsulate(pair, changed))
    expect(secret).toHaveLength(64)
    expect(secret).not.toBe(hex(sent.sharedSecret))
    expect(hex(mlKem768.decapsulate(pair, changed))).toBe(secret)
  })
})

describePostQuantum("ML-DSA", () => {
  it("signs in the hedged variant: two signatures of one message differ", () => {
    const pair = mlDsa44Signature.derive(seed(4, 32))
    const message = new Uint8Array(9)
    expect(hex(mlDsa44Signature.sign(pair, message))).not.toBe(hex(mlDsa44Signature.sign(pair, message)))
  })
})

describe("where the algorithms are missing", () => {
  it("the refusal is typed and names the version", () => {
    const refusal = new PostQuantumUnavailable({ node: "v22.12.0" })
    expect(refusal._tag).toBe("PostQuantumUnavailable")
    expect(refusal.message).toContain("v22.12.0")
  })

  it.effect("the layer gives a suite exactly if the probe says so", () =>
    Effect.gen(function* () {
      const outcome = yield* Effect.provide(
        Effect.map(CipherSuite, ({ id }) => id),
        postQuantumSuite(0xf106)
      ).pipe(Effect.catchTag("PostQuantumUnavailable", ({ node }) => Effect.succeed(node)))
      assert.strictEqual(outcome, hasPostQuantum() ? 0xf106 : process.version)
    })
  )

  it("an unknown id is refused before anything is asked of Node", () => {
    for (const id of [1, 0xf001, 0xf100]) expect(() => nodePostQuantumSuite(id)).toThrow(RangeError)
  })
})
