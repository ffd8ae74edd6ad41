import { CipherSuite, Secret } from "@copath/contracts"
import { cipherSuite } from "@copath/crypto-noble"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { keysFromRoot } from "../src/index.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const filled = (byte: number, size: number): Secret => new Secret(new Uint8Array(size).fill(byte))

/** Computed apart from this code, with HMAC and the two key derivations written out: root of ones, fresh half of twos. */
const known = [
  "b42e5897bb4ed8f2113d87cb15e9fdbda0ea088950153024ed6d8c69839ce167",
  "c2533376a8ce2e9ec1ceebfd73dd84e25ab8e187f7e92f1ba875a1835b50eb1e",
  "2661db4b8816d9c9a1e9e7da1e21b47c1f465edcbdb18dee07b63997281d7dc4"
]

describe("both keys of a member from one root", () => {
  it.effect("R137: derives the known keys: leaf, signature, and the next root", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { leafKey, next, signatureKey } = keysFromRoot(suite, filled(1, suite.kdf.size), filled(2, suite.kdf.size))
      expect([hex(leafKey.publicKey), hex(signatureKey.publicKey), hex(next.expose())]).toEqual(known)
    }).pipe(Effect.provide(cipherSuite(1)))
  )

  it.effect.each([2, 5] as const)("R137: gives suite %i keys of its own sizes that sign and open", (id) =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { leafKey, next, signatureKey } = keysFromRoot(suite, filled(1, suite.kdf.size), filled(2, suite.kdf.size))
      expect(next.length).toBe(suite.kdf.size)
      const text = Uint8Array.of(1, 2, 3)
      const sealed = suite.hpke.seal(leafKey.publicKey, text, text, text, (n) => filled(9, n))
      expect(sealed === undefined ? undefined : suite.hpke.open(leafKey, text, text, sealed)).toEqual(text)
      expect(suite.signature.verify(signatureKey.publicKey, text, suite.signature.sign(signatureKey, text))).toBe(true)
    }).pipe(Effect.provide(cipherSuite(id)))
  )

  it.effect("R137: both kinds of keys change together with the root, and a root says nothing of the next one without the fresh half", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const root = filled(1, suite.kdf.size)
      const [first, other] = [keysFromRoot(suite, root, filled(2, 32)), keysFromRoot(suite, root, filled(3, 32))]
      expect(hex(first.leafKey.publicKey)).toBe(hex(other.leafKey.publicKey))
      expect(hex(first.signatureKey.publicKey)).toBe(hex(other.signatureKey.publicKey))
      expect(hex(first.next.expose())).not.toBe(hex(other.next.expose()))
      const later = keysFromRoot(suite, first.next, filled(2, 32))
      expect(hex(later.leafKey.publicKey)).not.toBe(hex(first.leafKey.publicKey))
      expect(hex(later.signatureKey.publicKey)).not.toBe(hex(first.signatureKey.publicKey))
      const signed = suite.signature.sign(later.signatureKey, root.expose())
      expect(suite.signature.verify(later.signatureKey.publicKey, root.expose(), signed)).toBe(true)
    }).pipe(Effect.provide(cipherSuite(1)))
  )
})
