import { Secret } from "@copath/contracts"
import { KeyObject } from "node:crypto"
import { describe, expect, test } from "vitest"
import { nodeSuite, osRandom } from "../src/index.ts"

const seed = (fill: number, length = 32): Secret => new Secret(new Uint8Array(length).fill(fill))

describe("imported keys", () => {
  test("a private key is imported once and dropped by wipe", () => {
    const { dh, kem } = nodeSuite(1)
    const me = kem.keyPair(seed(1))
    const peer = kem.derive(seed(2)).publicKey
    const held = me.secretKey.held
    expect(held).toBeDefined()
    dh.agree(me, peer)
    expect(me.secretKey.held).toBe(held)
    me.secretKey.wipe()
    expect(me.secretKey.held).toBeUndefined()
  })

  test("one secret that serves two algorithms is imported for each", () => {
    const { dh, kem, signature } = nodeSuite(1)
    const secretKey = seed(3)
    const agreeing = kem.keyPair(secretKey)
    const signing = signature.keyPair(secretKey)
    const message = new Uint8Array(5)
    const peer = kem.derive(seed(4)).publicKey
    expect(signature.verify(signing.publicKey, message, signature.sign(signing, message))).toBe(true)
    expect(dh.agree(agreeing, peer)?.expose()).toEqual(dh.agree({ ...agreeing, secretKey: seed(3) }, peer)?.expose())
  })

  test("a foreign provider's held value is ignored", () => {
    const { aead } = nodeSuite(1)
    const [key, nonce] = [seed(5, 16), new Uint8Array(12)]
    key.held = "another provider's"
    const sealed = aead.seal(key, nonce, nonce, nonce)
    expect(key.held).toBeInstanceOf(KeyObject)
    expect(aead.open(seed(5, 16), nonce, nonce, sealed)).toEqual(nonce)
  })

  test("a public key that changes in place is a new key: nothing is remembered by reference", () => {
    const { signature } = nodeSuite(1)
    const pair = signature.derive(seed(6))
    const other = signature.derive(seed(7))
    const message = new Uint8Array(9)
    const signed = signature.sign(pair, message)
    const buffer = pair.publicKey.slice()
    expect(signature.verify(buffer, message, signed)).toBe(true)
    buffer.set(other.publicKey)
    expect(signature.verify(buffer, message, signed)).toBe(false)
  })
})

describe("encapsulation", () => {
  test("with the operating system's randomness, native or not, opens like any other on every suite", () => {
    for (const id of [1, 2, 3, 4, 5, 6, 7]) {
      const { hpke, kem } = nodeSuite(id)
      const me = kem.derive(seed(8, 64))
      const text = Uint8Array.of(1, 2, 3)
      const sealed = hpke.seal(me.publicKey, text, text, text, osRandom)
      expect(sealed && hpke.open(me, text, text, sealed)).toEqual(text)
    }
  })

  test("of a caller's own randomness uses just that", () => {
    const { hpke, kem } = nodeSuite(1)
    const me = kem.derive(seed(9))
    const drawn: Array<number> = []
    const random = (length: number): Secret => {
      drawn.push(length)
      return seed(10, length)
    }
    const once = hpke.seal(me.publicKey, me.publicKey, me.publicKey, me.publicKey, random)
    expect(hpke.seal(me.publicKey, me.publicKey, me.publicKey, me.publicKey, random)).toEqual(once)
    expect(drawn).toEqual([kem.seedSize, kem.seedSize])
  })
})
