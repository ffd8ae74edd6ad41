import { decode, encode } from "@copath/codec"
import { sightings } from "@copath/conformance"
import { type Aead, bodySealing, CipherSuite, Entropy, type EpochSecrets, type Header, Secret, type Suite } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { guarded, implicit } from "@copath/nonces"
import { hidden } from "@copath/sender-data"
import { leafIndex } from "@copath/tree-math"
import { Effect, Layer, Result } from "effect"
import { expect, it } from "vitest"
import { placeNonce, protect, retained, unprotect } from "../src/protect.ts"
import { type EpochKeyState, start, stateCodec } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: new Uint8Array(0) }

const sealingOver = (s: Suite, nonces = guarded) => {
  const parts = Layer.mergeAll(nonces, hidden, Layer.succeed(Entropy, { secret: seededRandom("epoch key") }))
  return Effect.runSync(Effect.provide(bodySealing, Layer.provideMerge(parts, Layer.succeed(CipherSuite, s))))
}
const sealing = sealingOver(suite)

const epochOf = (): EpochSecrets => ({
  encryption: secret(1),
  senderData: secret(2),
  init: secret(3),
  confirmation: secret(4),
  membership: secret(5),
  exporter: secret(6)
})
const member = (me: number, epoch = epochOf()): EpochKeyState => {
  const tree = { leafCount: 4, occupied: (leaf: number) => leaf < 3, keyAt: () => undefined, resolution: () => [] }
  return start(suite, epoch, leafIndex(me), tree, { added: [], removed: [], updated: [], committer: leafIndex(0) }, undefined)
}
const seal = (from: EpochKeyState, over = sealing) => Result.getOrThrow(protect(over, from, header, Uint8Array.of(1)))
const opens = (to: EpochKeyState, body: ReturnType<typeof seal>["body"]) =>
  Result.isSuccess(unprotect(sealing, defaultWindow, to, header, body))

it("is a negative control: who takes the state at the epoch's end reads all of the epoch", () => {
  let from = member(1)
  let to = member(0)
  const recorded = Array.from({ length: 10 }, () => {
    const sent = seal(from)
    from = sent.state
    to = Result.getOrThrow(unprotect(sealing, defaultWindow, to, header, sent.body)).state
    return sent.body
  })
  expect(retained(to)).toEqual({ keys: 1, oldest: 9 })
  // The honest state does not open them twice; the key in it does.
  expect(recorded.map((body) => opens(to, body))).toEqual(recorded.map(() => false))
  const thief = { ...to, heard: [] }
  expect(recorded.map((body) => opens(thief, body))).toEqual(recorded.map(() => true))
})

it("keeps nothing from which the keys of anything else would come: the encryption secret is gone", () => {
  const epoch = epochOf()
  const state = member(1, epoch)
  expect(epoch.encryption.expose()).toEqual(new Uint8Array(32))
  expect(Buffer.from(encode(stateCodec, state)).includes(Buffer.alloc(32, 1))).toBe(false)
})

it("R023: seals under one key, and never under one nonce: sender and generation are in it, and no guard reaches them", () => {
  for (const nonces of [implicit, guarded]) {
    const eyes = sightings()
    const watched = sealingOver(eyes.watch(suite), nonces)
    for (const me of [0, 1, 2]) {
      let from = member(me)
      for (let i = 0; i < 20; i++) from = seal(from, watched).state
    }
    // One key for the content; those of the sender data come and go.
    expect(eyes.sealed.filter((key) => key === Buffer.from(member(0).key.expose()).toString("hex")).length).toBe(60)
    expect(eyes.reused()).toEqual([])
  }
  expect([...placeNonce(12, 0x01020304, 0x05060708).expose()]).toEqual([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
})

it("stops when the key has sealed as many messages as its AEAD allows, whoever sent them", () => {
  const aead: Aead = { ...suite.aead, maxMessagesPerKey: 3n }
  const few = sealingOver({ ...suite, aead })
  let [one, zero] = [member(1), member(0)]
  const first = seal(one, few)
  one = first.state
  zero = Result.getOrThrow(unprotect(few, defaultWindow, zero, header, first.body)).state
  for (let i = 0; i < 2; i++) zero = seal(zero, few).state
  expect(Result.getOrThrow(Result.flip(protect(few, zero, header, Uint8Array.of(1)))).reason).toBe("Exhausted")
  expect(Result.isSuccess(protect(few, one, header, Uint8Array.of(1)))).toBe(true)
})

it("costs one derivation an epoch, and none a message beside the sender data's two", () => {
  let derived = 0
  const counted: Suite = { ...suite, kdf: { ...suite.kdf, expand: (...given) => (derived++, suite.kdf.expand(...given)) } }
  const over = sealingOver(counted)
  seal(member(1), over)
  expect(derived).toBe(2)
})

it("refuses a stored state that I am not in, or that has heard strangers", () => {
  const edited = (state: EpochKeyState) => Result.getOrThrow(Result.flip(decode(stateCodec, encode(stateCodec, state)))).reason
  expect(edited({ ...member(1), me: leafIndex(3) })).toBe("UnknownEnum")
  expect(edited({ ...member(1), heard: [[undefined, undefined, undefined, { next: 1, dropped: 0, missing: [] }]] })).toBe("UnknownEnum")
})
