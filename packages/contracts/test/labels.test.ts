import {
  decryptWithLabel,
  deriveSecret,
  deriveTreeSecret,
  encryptContext,
  encryptWithLabel,
  expandWithLabel,
  noBytes,
  placeToSign,
  refHash,
  Secret,
  signContent,
  signWithLabel,
  verifyWithLabel
} from "@copath/contracts"
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { hkdf, nodeSuite } from "./nodeSuite.ts"

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
const joined = (...parts: ReadonlyArray<Uint8Array | ReadonlyArray<number>>): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)))

const ikm = ascii("input key material")
const suite = nodeSuite()
const secret = suite.kdf.extract(new Secret(new Uint8Array(32)), new Secret(ikm))

describe("keys by label", () => {
  // "MLS 1.0 joiner" has fourteen bytes, the context three.
  const info = (length: number) => joined([0, length, 14], ascii("MLS 1.0 joiner"), [3, 1, 2, 3])

  test("are HKDF with the length, the label and the context as info", () => {
    for (const length of [16, 32, 48]) {
      expect(expandWithLabel(suite, secret, "joiner", Uint8Array.of(1, 2, 3), length).expose()).toEqual(hkdf(ikm, info(length), length))
    }
  })

  test("differ from one another in length, label and context", () => {
    const keys = [
      expandWithLabel(suite, secret, "joiner", noBytes, 32),
      expandWithLabel(suite, secret, "joiner", noBytes, 31),
      expandWithLabel(suite, secret, "joine", ascii("r"), 32),
      expandWithLabel(suite, secret, "joiner", ascii("r"), 32)
    ].map((key) => Buffer.from(key.expose().subarray(0, 31)).toString("hex"))
    expect(new Set(keys).size).toBe(4)
  })

  test("of the suite's size have no context", () => {
    expect(deriveSecret(suite, secret, "init").expose()).toEqual(hkdf(ikm, joined([0, 32, 12], ascii("MLS 1.0 init"), [0]), 32))
  })

  test("of a ratchet have the generation for context, four bytes without sign", () => {
    const expected = hkdf(ikm, joined([0, 12, 13], ascii("MLS 1.0 nonce"), [4, 0xff, 0xff, 0xff, 0xfe]), 12)
    expect(deriveTreeSecret(suite, secret, "nonce", 0xfffffffe, 12).expose()).toEqual(expected)
  })

  test("longer than a label can say are our own mistake", () => {
    expect(() => expandWithLabel(suite, secret, "joiner", noBytes, 0x10000)).toThrow(RangeError)
  })
})

describe("signatures by label", () => {
  test("are over label and content; signer and verifier see the same bytes (V032)", () => {
    const asked = { message: [] as Array<Uint8Array>, info: [] as Array<Uint8Array> }
    const watched = nodeSuite(asked)
    const key = { publicKey: noBytes, secretKey: secret }
    signWithLabel(watched, key, "LeafNodeTBS", ascii("leaf"))
    verifyWithLabel(watched, noBytes, "LeafNodeTBS", ascii("leaf"), noBytes)
    const expected = joined([19], ascii("MLS 1.0 LeafNodeTBS"), [4], ascii("leaf"))
    expect(asked.message).toEqual([expected, expected])
    expect(signContent("LeafNodeTBS", ascii("leaf"))).toEqual(expected)
  })

  test("find the rest before content in its place, and copy content that stands elsewhere", () => {
    for (const length of [0, 4, 63, 64, 20_000]) {
      const loose = new Uint8Array(length).fill(7)
      const placed = placeToSign("LeafNodeTBS", length)
      placed.set(loose)
      for (const label of ["LeafNodeTBS", "KeyPackageTBS", ascii("LeafNodeTBS")])
        expect(signContent(label, placed)).toEqual(signContent(label, loose))
      expect(signContent("LeafNodeTBS", placed).buffer).toBe(placed.buffer)
      expect(signContent("KeyPackageTBS", placed).buffer).not.toBe(placed.buffer)
      expect(signContent("LeafNodeTBS", placed.subarray(1))).toEqual(signContent("LeafNodeTBS", loose.subarray(1)))
    }
  })
})

describe("ciphertexts by label", () => {
  test("have label and context for HPKE's info and no associated data; both ends say the same (V033)", () => {
    const asked = { message: [] as Array<Uint8Array>, info: [] as Array<Uint8Array> }
    const watched = nodeSuite(asked)
    const sealed = encryptWithLabel(watched, noBytes, "Welcome", ascii("ctx"), ascii("plain"), () => secret)
    expect(sealed).toEqual({ kemOutput: noBytes, ciphertext: ascii("plain") })
    expect(
      decryptWithLabel(
        watched,
        { publicKey: noBytes, secretKey: secret },
        "Welcome",
        ascii("ctx"),
        sealed ?? { kemOutput: noBytes, ciphertext: noBytes }
      )
    ).toEqual(ascii("plain"))
    const expected = joined([15], ascii("MLS 1.0 Welcome"), [3], ascii("ctx"))
    expect(asked.info).toEqual([expected, expected])
    expect(encryptContext("Welcome", ascii("ctx"))).toEqual(expected)
  })
})

test("a reference is the hash of label and value, and its label is taken as it stands (V036)", () => {
  const expected = createHash("sha256")
    .update(joined([7], ascii("RefHash"), [5], ascii("value")))
    .digest()
  expect(refHash(suite, "RefHash", ascii("value"))).toEqual(new Uint8Array(expected))
})
