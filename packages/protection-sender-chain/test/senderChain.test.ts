import { decode, type DecodeError, encode } from "@copath/codec"
import { type EpochSecrets, Secret, startChain, type Suite, takeKey } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { d01, d05 } from "../src/index.ts"
import { start, stateCodec } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"

const suite = nobleSuite(1)
const hex = (secret: Secret) => Buffer.from(secret.expose()).toString("hex")
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))

const epoch = (): EpochSecrets => ({
  encryption: secret(0x0a),
  senderData: secret(2),
  init: secret(3),
  confirmation: secret(4),
  membership: secret(5),
  exporter: secret(6)
})
const begun = (leafCount: number, s: Suite = suite, secrets = epoch()) => {
  const tree = { leafCount, occupied: (leaf: number) => leaf % 3 !== 2, keyAt: () => undefined, resolution: () => [] }
  return start(s, d05, secrets, leafIndex(0), tree, { added: [], removed: [], updated: [], committer: leafIndex(0) }, undefined)
}

it("R025: gives the secrets, keys and nonces of draft 05, 6.6, for sender 1 under an application secret of 0a x 32", () => {
  const expected = [
    {
      secret: "ae6dc61d0659b4c2753d30ba4999562e83760eed151f7b2c6a9baac5d906dee9",
      key: "caed827799875114a94b8cbd96857d2d",
      nonce: "61624eb1a356e73c75f40277"
    },
    {
      secret: "5bc69d44b691079f0294f36c838b22d673c7e20a095c0e6a7360f8b0c4680a28",
      key: "51c46ffe409b18b1ae64217e4414724f",
      nonce: "36e6cd0920f635353eb00e79"
    }
  ]
  let chain = startChain(d05.head(suite, secret(0x0a), 1))
  for (const [generation, known] of expected.entries()) {
    const at = hex(chain.secret)
    const { chain: next, key } = Result.getOrThrow(takeKey(suite, d05.chain(1), chain, generation, defaultWindow, 0, []))
    expect({ secret: at, key: hex(key.key), nonce: hex(key.nonce) }).toEqual(known)
    chain = next
  }
})

describe("draft 01", () => {
  it("has the labels of draft 05 without a length before the context, and another one for the step", () => {
    // uint16 32, "mls10 app sender" with its length, uint32 1.
    const info = Uint8Array.of(0, 32, 16, ...new TextEncoder().encode("mls10 app sender"), 0, 0, 0, 1)
    const head = d01.head(suite, secret(0x0a), 1)
    expect(hex(head)).toBe(hex(suite.kdf.expand(secret(0x0a), info, 32)))
    const step = Uint8Array.of(0, 32, 13, ...new TextEncoder().encode("mls10 app upd"))
    expect(hex(d01.chain(1).next(suite, head, 0))).toBe(hex(suite.kdf.expand(head, step, 32)))
    expect(hex(head)).not.toBe(hex(d05.head(suite, secret(0x0a), 1)))
  })
})

it("V079: derives every member's chain up front and wipes what they came from, so that a thief can begin none again", () => {
  const secrets = epoch()
  const state = begun(8, suite, secrets)
  expect(secrets.encryption.expose()).toEqual(new Uint8Array(32))
  const bytes = Buffer.from(encode(stateCodec(suite), state)).toString("hex")
  expect(bytes.includes("0a".repeat(32))).toBe(false)
  for (const leaf of [0, 1, 3, 4, 6, 7]) expect(bytes.includes(hex(d05.head(suite, secret(0x0a), leaf)))).toBe(true)
  for (const leaf of [2, 5]) expect(bytes.includes(hex(d05.head(suite, secret(0x0a), leaf)))).toBe(false)
})

it("costs a derivation for each member when an epoch begins, and n secrets of state", () => {
  let derived = 0
  const counted: Suite = { ...suite, kdf: { ...suite.kdf, expand: (...given) => (derived++, suite.kdf.expand(...given)) } }
  const small = encode(stateCodec(suite), begun(16, counted)).length
  expect(derived).toBe(11)
  derived = 0
  const large = encode(stateCodec(suite), begun(256, counted)).length
  expect(derived).toBe(171)
  expect(large - small).toBeGreaterThanOrEqual(240 * 32)
})

const reason = (result: Result.Result<unknown, DecodeError>) => Result.getOrThrow(Result.flip(result)).reason

it("refuses a stored state whose heads, tree or chains do not fit", () => {
  const codec = stateCodec(suite)
  const bytes = encode(codec, begun(4))
  const edited = (at: number, byte: number) => Uint8Array.from(bytes, (b, i) => (i === at ? byte : b))
  const { me, ...fields } = begun(4)
  expect(Result.isSuccess(decode(codec, bytes))).toBe(true)
  expect(reason(decode(codec, edited(3, 2)))).toBe("UnknownEnum")
  expect(reason(decode(codec, edited(7, 5)))).toBe("UnknownEnum")
  expect(reason(decode(codec, encode(codec, { ...fields, me, chains: [[undefined, undefined, startChain(secret(1))]] })))).toBe(
    "UnknownEnum"
  )
})
