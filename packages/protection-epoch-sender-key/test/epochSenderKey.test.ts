import { decode, encode } from "@copath/codec"
import { sightings } from "@copath/conformance"
import { type Aead, bodySealing, CipherSuite, Entropy, type Header, Secret, type Suite, withAead } from "@copath/contracts"
import { aeads, nobleSuite, seededRandom } from "@copath/crypto-noble"
import { guarded, implicit } from "@copath/nonces"
import { visible } from "@copath/sender-data"
import { leafIndex } from "@copath/tree-math"
import { Effect, Layer, Result } from "effect"
import { expect, it } from "vitest"
import { protect, retained, senderKey, unprotect } from "../src/protect.ts"
import { type EpochSenderKeyState, start, stateCodec } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"

const gcm = nobleSuite(1)
const siv = withAead(gcm, aeads["aes-gcm-siv"])
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: new Uint8Array(0) }

const sealingOver = (suite: Suite, nonces = implicit) => {
  const parts = Layer.mergeAll(nonces, visible, Layer.succeed(Entropy, { secret: seededRandom("epoch sender key") }))
  return Effect.runSync(Effect.provide(bodySealing, Layer.provideMerge(parts, Layer.succeed(CipherSuite, suite))))
}

const member = (me: number): EpochSenderKeyState => {
  const epoch = {
    encryption: secret(1),
    senderData: secret(2),
    init: secret(3),
    confirmation: secret(4),
    membership: secret(5),
    exporter: secret(6)
  }
  const tree = { leafCount: 4, occupied: (leaf: number) => leaf < 3, keyAt: () => undefined, resolution: () => [] }
  return start(epoch, leafIndex(me), tree, { added: [], removed: [], updated: [], committer: leafIndex(0) }, undefined)
}
const seal = (from: EpochSenderKeyState, said: string, over = sealingOver(siv)) =>
  Result.getOrThrow(protect(over, from, header, new TextEncoder().encode(said)))
const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, i) => byte ^ (b[i] as number))

it("R138: a state restored from a copy repeats key and nonce, and gives away the difference of two texts where the AEAD does not bear it", () => {
  const [said, other] = ["attack at dawn", "attack at dusk"] as const
  const difference = xor(new TextEncoder().encode(said), new TextEncoder().encode(other))
  for (const suite of [gcm, siv]) {
    const eyes = sightings()
    const over = sealingOver(eyes.watch(suite))
    const copy = member(1)
    const [one, two] = [seal(copy, said, over).body.ciphertext, seal(copy, other, over).body.ciphertext]
    expect(eyes.reused().length).toBe(1)
    const leaked = xor(one, two).subarray(0, difference.length)
    expect(leaked.join() === difference.join()).toBe(!suite.aead.misuseResistant)
    // All that a misuse-resistant one reveals: whether the two are equal.
    expect(seal(copy, said, over).body.ciphertext).toEqual(one)
  }
  // With a guard the copies are apart under either.
  const eyes = sightings()
  const over = sealingOver(eyes.watch(gcm), guarded)
  const copy = member(1)
  for (const text of [said, other]) seal(copy, text, over)
  expect(eyes.reused()).toEqual([])
})

it("gives each sender a key of its own, with the generation as nonce", () => {
  const eyes = sightings()
  const over = sealingOver(eyes.watch(siv))
  for (const me of [0, 1, 2]) {
    let from = member(me)
    for (let i = 0; i < 10; i++) from = seal(from, "x", over).state
  }
  expect(new Set(eyes.sealed).size).toBe(3)
  expect(eyes.reused()).toEqual([])
  expect([...senderKey(siv, secret(1), 0, 0x01020304).nonce.expose()]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
})

it("reads the whole epoch for who takes the state, in every sender's name", () => {
  const sent = seal(member(1), "past")
  const over = sealingOver(siv)
  const { state } = Result.getOrThrow(unprotect(over, defaultWindow, member(0), header, sent.body))
  expect(retained(state)).toEqual({ keys: 1, oldest: 0 })
  expect(Result.isSuccess(unprotect(over, defaultWindow, { ...state, heard: [] }, header, sent.body))).toBe(true)
  const forged = seal({ ...state, me: leafIndex(1), next: 5 }, "not from one")
  expect(Result.getOrThrow(unprotect(over, defaultWindow, member(0), header, forged.body)).sender).toBe(1)
})

it("stops when a sender's key has sealed as many messages as its AEAD allows", () => {
  const aead: Aead = { ...siv.aead, maxMessagesPerKey: 2n }
  const over = sealingOver({ ...siv, aead })
  let from = member(1)
  for (let i = 0; i < 2; i++) from = seal(from, "x", over).state
  expect(Result.getOrThrow(Result.flip(protect(over, from, header, Uint8Array.of(1)))).reason).toBe("Exhausted")
})

it("costs one derivation a message, and a state of one secret", () => {
  let derived = 0
  const counted: Suite = { ...siv, kdf: { ...siv.kdf, expand: (...given) => (derived++, siv.kdf.expand(...given)) } }
  seal(member(1), "x", sealingOver(counted))
  expect(derived).toBe(1)
  expect(encode(stateCodec, member(1)).length).toBeLessThan(90)
})

it("refuses a stored state that I am not in, or that has heard strangers", () => {
  const edited = (state: EpochSenderKeyState) => Result.getOrThrow(Result.flip(decode(stateCodec, encode(stateCodec, state)))).reason
  expect(edited({ ...member(1), me: leafIndex(3) })).toBe("UnknownEnum")
  expect(edited({ ...member(1), heard: [[undefined, undefined, undefined, { next: 1, dropped: 0, missing: [] }]] })).toBe("UnknownEnum")
})
