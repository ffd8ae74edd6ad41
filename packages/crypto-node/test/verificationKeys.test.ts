import { Secret } from "@copath/contracts"
import { createPublicKey, type KeyObject } from "node:crypto"
import { describe, expect, test } from "vitest"
import { nodeSuite } from "../src/index.ts"
import { remembering } from "../src/verificationKeys.ts"

const { publicKey: someKey } = nodeSuite(2).kem.derive(new Secret(new Uint8Array(32)))
const object = createPublicKey({
  key: {
    kty: "EC",
    crv: "P-256",
    x: Buffer.from(someKey.subarray(1, 33)).toString("base64url"),
    y: Buffer.from(someKey.subarray(33)).toString("base64url")
  },
  format: "jwk"
})

const bytesOf = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 0xff, 0xe9)

/** An import of anything that begins with less than 0xff, and of what it was asked. */
const counted = () => {
  const asked: Array<number> = []
  const imported = remembering((bytes): KeyObject | undefined => {
    asked.push(((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0))
    return bytes[0] === 0xff ? undefined : object
  })
  return { asked, imported }
}

describe("remembered verification keys", () => {
  test("a key that is asked for again is imported no third time, from whatever array it comes", () => {
    const { asked, imported } = counted()
    expect(imported(bytesOf(1))).toBe(object)
    expect(imported(bytesOf(1))).toBe(object)
    expect(imported(bytesOf(1))).toBe(object)
    expect(imported(new Uint8Array([9, 0, 1, 0xe9]).subarray(1))).toBe(object)
    expect(asked).toEqual([1, 1])
  })

  test("an array that was written on is another key", () => {
    const { asked, imported } = counted()
    const array = bytesOf(1)
    imported(array)
    imported(array)
    array[1] = 2
    imported(array)
    array[1] = 1
    imported(array)
    expect(asked).toEqual([1, 1, 2])
  })

  test("of any number of keys some hundred are remembered: those asked for last, and those asked for again and again", () => {
    const { asked, imported } = counted()
    const many = 2000
    for (let n = 0; n < many; n++) {
      imported(bytesOf(n))
      imported(bytesOf(n))
      imported(bytesOf(0))
    }
    expect(asked).toHaveLength(2 * many)
    imported(bytesOf(many - 1))
    imported(bytesOf(many - 200))
    expect(asked).toHaveLength(2 * many)
    imported(bytesOf(many - 600))
    imported(bytesOf(1))
    expect(asked.slice(2 * many)).toEqual([many - 600, 1])
  })

  test("what is refused is asked again", () => {
    const { asked, imported } = counted()
    expect(imported(bytesOf(0xff01))).toBeUndefined()
    expect(imported(bytesOf(0xff01))).toBeUndefined()
    expect(asked).toEqual([0xff01, 0xff01])
  })
})
