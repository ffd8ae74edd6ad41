import { decode, encode } from "@copath/codec"
import { type Sightings, sightings } from "@copath/conformance"
import { CipherSuite, type EpochSecrets, type Header, MessageProtection, type ProtectionState, Secret } from "@copath/contracts"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { guarded } from "@copath/nonces"
import { secretTree } from "@copath/protection-secret-tree"
import { hidden } from "@copath/sender-data"
import { leafIndex } from "@copath/tree-math"
import { expect, it } from "@effect/vitest"
import { Effect, Layer, Option, Result } from "effect"
import { layer } from "../src/index.ts"

const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const epoch = (): EpochSecrets => ({
  encryption: secret(1),
  senderData: secret(2),
  init: secret(3),
  confirmation: secret(4),
  membership: secret(5),
  exporter: secret(6)
})
const tree = { leafCount: 4, occupied: (leaf: number) => leaf < 3, keyAt: () => undefined, resolution: () => [] }
const change = { added: [], removed: [], updated: [], committer: leafIndex(0) }
const header = (contentType: Header["contentType"]): Header => ({
  groupId: Uint8Array.of(7),
  epoch: 1n,
  contentType,
  authenticatedData: new Uint8Array(0)
})
const text = (said: string) => new TextEncoder().encode(said)

const bare = secretTree().pipe(Layer.provide([guarded, hidden]))
const around = layer.pipe(Layer.provide(bare), Layer.provide(hidden))

/** The service over a suite that is watched. */
const watchedBy = (eyes: Sightings, protection = around) =>
  Effect.provide(
    MessageProtection,
    protection.pipe(
      Layer.provide(Layer.effect(CipherSuite, Effect.map(CipherSuite, eyes.watch))),
      Layer.provide([cipherSuite(1), seededEntropy("enc-fixed")])
    )
  )
const enter = (protection: MessageProtection["Service"], leaf: number) =>
  Effect.map(protection.start(epoch(), leafIndex(leaf), tree, change, Option.none()), ({ state }) => state)
const say = (protection: MessageProtection["Service"], state: ProtectionState, type: Header["contentType"], said: string) =>
  protection.protect(state, header(type), text(said), Option.none())

it.effect("R138: two handshake messages of one sender in an epoch meet one key and nonce, and a watcher of the suite sees it", () =>
  Effect.gen(function* () {
    const eyes = sightings()
    const protection = yield* watchedBy(eyes)
    const first = yield* say(protection, yield* enter(protection, 1), 2, "an update")
    expect(eyes.reused()).toEqual([])
    // Timed out, and tried again with fresh randomness: another text.
    const retry = yield* say(protection, first.state, 2, "an upset!")
    expect(eyes.reused().length).toBe(1)
    // Whoever sees both has the difference of the texts, without a key.
    const sealed = ({ body }: typeof first) => encode(protection.bodyCodec, body).subarray(-16 - text("an update").length, -16)
    const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, i) => byte ^ (b[i] as number))
    expect(xor(sealed(first), sealed(retry))).toEqual(xor(text("an update"), text("an upset!")))
    // The inner protection of application messages is not touched by that.
    const after = yield* say(protection, retry.state, 1, "hello")
    yield* say(protection, after.state, 1, "hello again")
    expect(eyes.reused().length).toBe(1)
  })
)

it.effect("resending the identical bytes is no reuse: equal content gives equal bytes", () =>
  Effect.gen(function* () {
    const eyes = sightings()
    const protection = yield* watchedBy(eyes)
    const first = yield* say(protection, yield* enter(protection, 1), 3, "a commit")
    const again = yield* say(protection, first.state, 3, "a commit")
    expect(encode(protection.bodyCodec, again.body)).toEqual(encode(protection.bodyCodec, first.body))
    expect(eyes.reused()).toEqual([])
    const bob = yield* enter(protection, 0)
    const { state } = yield* protection.unprotect(bob, header(3), first.body)
    const second = yield* Effect.flip(protection.unprotect(state, header(3), again.body))
    expect(second._tag === "Unprotectable" && second.reason).toBe("KeyConsumed")
  })
)

it.effect("a secret tree alone reuses nothing in the same place", () =>
  Effect.gen(function* () {
    const eyes = sightings()
    const protection = yield* watchedBy(eyes, bare)
    const first = yield* say(protection, yield* enter(protection, 1), 2, "an update")
    yield* say(protection, first.state, 2, "another update")
    expect(eyes.reused()).toEqual([])
  })
)

it.effect("leaves application messages to the protection within, byte for byte behind one byte of its own", () =>
  Effect.gen(function* () {
    const [outer, inner] = [yield* watchedBy(sightings()), yield* watchedBy(sightings(), bare)]
    const sent = yield* say(outer, yield* enter(outer, 1), 1, "hello")
    const bareSent = yield* say(inner, yield* enter(inner, 1), 1, "hello")
    expect([...encode(outer.bodyCodec, sent.body)]).toEqual([0, ...encode(inner.bodyCodec, bareSent.body)])
    expect([outer.id, outer.needs, outer.keyLife]).toEqual([inner.id, inner.needs, { application: "message", handshake: "fixed" }])
  })
)

it.effect("R031: a state that has heard handshake messages reads them all until the epoch is over, and says so", () =>
  Effect.gen(function* () {
    const protection = yield* watchedBy(sightings())
    const [one, two] = [yield* enter(protection, 1), yield* enter(protection, 2)]
    const sent = [yield* say(protection, one, 2, "a"), yield* say(protection, two, 2, "b")]
    let bob = yield* enter(protection, 0)
    expect(protection.retained(bob)).toEqual({ keys: 0, oldest: 0 })
    for (const { body } of sent) bob = (yield* protection.unprotect(bob, header(2), body)).state
    expect(protection.retained(bob)).toEqual({ keys: 1, oldest: 1 })
    const stored = encode(protection.stateCodec, bob)
    expect(Result.isSuccess(decode(protection.stateCodec, stored))).toBe(true)
  })
)

it.effect("refuses handshakes in the place of application messages, and the other way round", () =>
  Effect.gen(function* () {
    const protection = yield* watchedBy(sightings())
    const alice = yield* enter(protection, 1)
    const bob = yield* enter(protection, 0)
    for (const [sealed, claimed] of [
      [1, 2],
      [2, 1]
    ] as const) {
      const { body } = yield* say(protection, alice, sealed, "x")
      const refused = yield* Effect.flip(protection.unprotect(bob, header(claimed), body))
      expect(refused._tag === "Unprotectable" && refused.reason).toBe("BadCiphertext")
    }
  })
)

it.effect("refuses a stored state that I am not in", () =>
  Effect.gen(function* () {
    const protection = yield* watchedBy(sightings())
    const bytes = encode(protection.stateCodec, yield* enter(protection, 1))
    bytes[3] = 3
    expect(Result.getOrThrow(Result.flip(decode(protection.stateCodec, bytes))).reason).toBe("UnknownEnum")
  })
)
