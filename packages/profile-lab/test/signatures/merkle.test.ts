import type { SignatureAlgorithm, Suite } from "@copath/contracts"
import { mlDsa65Signature, slhDsaSha2128fSignature } from "@copath/crypto-noble"
import { receive, receiveMany, send, sendMany } from "@copath/group"
import { outside } from "@copath/signing-position"
import { describe, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { at, commits, four, inNameOf, says, services, settled, verdict } from "./world.ts"

const utf8 = new TextEncoder()
const texts = (count: number) => Array.from({ length: count }, (_, i) => utf8.encode(`message ${i}`))

/** Signatures made and checked, with another algorithm if one is given. */
const counting = (algorithm?: SignatureAlgorithm) => {
  const counts = { signed: 0, verified: 0 }
  const watch = (suite: Suite): Suite => {
    const used = algorithm ?? suite.signature
    return {
      ...suite,
      signature: {
        ...used,
        sign: (key, message) => {
          counts.signed++
          return used.sign(key, message)
        },
        verify: (key, message, signature) => {
          counts.verified++
          return used.verify(key, message, signature)
        }
      }
    }
  }
  const since = Effect.fnUntraced(function* <A, E, R>(doing: Effect.Effect<A, E, R>) {
    const before = { ...counts }
    const result = yield* doing
    return { result, signed: counts.signed - before.signed, verified: counts.verified - before.verified }
  })
  return { watch, since }
}

describe("a group whose members sign by batches", () => {
  for (const k of [1, 4, 16, 64]) {
    const { since, watch } = counting()
    it.effect(`R040: ${k} messages cost their sender one signature, and each receiver one verification`, () =>
      Effect.gen(function* () {
        const room = yield* settled()
        const sent = yield* since(sendMany(at(room, "bob"), texts(k)))
        expect([sent.signed, sent.verified]).toEqual([1, 0])
        const read = yield* since(receiveMany(at(room, "alice"), sent.result.messages))
        expect([read.signed, read.verified]).toEqual([0, 1])
        expect(read.result.outcomes.map((o) => (Result.isSuccess(o) ? o.success._tag : o.failure._tag))).toEqual(
          texts(k).map(() => "application")
        )
      }).pipe(Effect.provide(services("merkle", watch)))
    )
  }

  const beside = counting()
  it.effect("R026, R040: does so where signatures stand beside the ciphertext, too", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const sent = yield* beside.since(sendMany(at(room, "bob"), texts(16)))
      const read = yield* beside.since(receiveMany(at(room, "alice"), sent.result.messages))
      expect([sent.signed, read.verified]).toEqual([1, 1])
      expect(read.result.outcomes.every(Result.isSuccess)).toBe(true)
    }).pipe(Effect.provide(Layer.merge(services("merkle", beside.watch), outside)))
  )

  it.effect("is read out of order, with gaps, and across an epoch", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const bob = at(room, "bob")
      const { messages, state } = yield* sendMany(bob, texts(10))
      room.set("bob", state)
      const reads = Effect.fnUntraced(function* (name: string, i: number) {
        const got = yield* receive(at(room, name), messages[i] as Uint8Array)
        if (got._tag !== "application") throw new Error(got._tag)
        expect([got.data, got.sender]).toEqual([utf8.encode(`message ${i}`), bob.me])
        room.set(name, got.state)
      })
      for (const i of [9, 1, 4]) yield* reads("alice", i)
      yield* commits(room, "carol", { path: true })
      for (const i of [0, 8]) yield* reads("alice", i)
      yield* reads("carol", 7)
      yield* says(room, "bob", "alone, and in the new epoch")
    }).pipe(Effect.provide(services("merkle")))
  )

  it.effect("R103: an insider with all secrets speaks as nobody else, not even with a root of the victim's at hand", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const [mallory, bob] = [at(room, "mallory"), at(room, "bob")]
      const { messages } = yield* sendMany(bob, texts(4))
      const got = yield* receive(at(room, "alice"), messages[3] as Uint8Array)
      if (got._tag !== "application") throw new Error(got._tag)
      const forged = yield* inNameOf(mallory, bob.me, mallory.signer, "bob never said this")
      expect(yield* verdict(got.state, forged)).toBe("BadSignature")
    }).pipe(Effect.provide(services("merkle")))
  )
})

describe("long signatures", () => {
  for (const [algorithm, k] of [
    [mlDsa65Signature, 16],
    [slhDsaSha2128fSignature, 8]
  ] as const) {
    const { since, watch } = counting(algorithm)
    it.effect(
      `R040: ${algorithm.id} signs ${k} messages of a group with one operation, for ${32 * Math.log2(k)} bytes more a message`,
      () =>
        Effect.gen(function* () {
          const room = yield* four()
          const alone = yield* send(at(room, "bob"), texts(1)[0] as Uint8Array)
          const { result, signed } = yield* since(sendMany(at(room, "bob"), texts(k)))
          expect(signed).toBe(1)
          expect(result.messages.map((m) => m.length - alone.message.length)).toEqual(
            texts(k).map((text) => 32 * Math.log2(k) + text.length - "message 0".length)
          )
          const read = yield* since(receiveMany(at(room, "alice"), result.messages))
          expect(read.verified).toBe(1)
          expect(read.result.outcomes.every(Result.isSuccess)).toBe(true)
        }).pipe(Effect.provide(services("merkle", watch))),
      120_000
    )
  }
})
