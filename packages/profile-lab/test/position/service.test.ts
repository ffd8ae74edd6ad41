import { type DeliveryRefused, DeliveryService } from "@copath/contracts"
import { layerWith } from "@copath/delivery-memory"
import {
  defaultOptions,
  GroupOptions,
  makeGroupInfo,
  observe,
  type Observed,
  observeFrom,
  send,
  watchGroups,
  type GroupServices,
  commit,
  proposeUpdate
} from "@copath/group"
import { describe, it } from "@effect/vitest"
import { Effect, type Layer, Option, Result } from "effect"
import { expect } from "vitest"
import { at, commits, four, inNameOf, type Room, says, services, settled, verdict } from "../signatures/world.ts"
import { servicesOutside, taken, together } from "./world.ts"

const utf8 = new TextEncoder()
const GROUP = "a group"

/** A delivery service that follows the group, and how it answers a message. */
const serving = Effect.fnUntraced(function* (room: Room) {
  const watch = yield* watchGroups
  watch.follow(GROUP, yield* observeFrom({ groupInfo: yield* makeGroupInfo(at(room, "alice")) }))
  const delivery = yield* Effect.provide(DeliveryService, layerWith({ check: watch.check }))
  const answer = (message: Uint8Array, expected?: bigint) =>
    Effect.match(delivery.publish(GROUP, message, Option.fromUndefinedOr(expected)), {
      onFailure: ({ detail, reason }: DeliveryRefused) => detail ?? reason,
      onSuccess: () => "taken"
    })
  return { answer }
})

/** Two forgeries by members, and three by somebody who has seen a message go by. */
const forgeries = Effect.fnUntraced(function* (room: Room) {
  const [bob, mallory] = [at(room, "bob"), at(room, "mallory")]
  const { message } = yield* send(bob, utf8.encode("genuine"), { authenticatedData: utf8.encode("beside") })
  return {
    "in bob's name, by an insider": yield* inNameOf(mallory, bob.me, mallory.signer, "bob never said this"),
    "with a byte of its ciphertext changed": changed(message, -1),
    "with other data beside it": changed(message, message.length - 1 - message.toReversed().findIndex((_, i, all) => isBeside(all, i))),
    "with its first byte of the group id changed": changed(message, 5),
    "cut short": message.subarray(0, message.length - 1)
  }
})

const beside = utf8.encode("beside").toReversed()
const isBeside = (reversed: Uint8Array, i: number): boolean => beside.every((byte, j) => reversed[i + j] === byte)

const changed = (bytes: Uint8Array, at: number): Uint8Array => {
  const out = bytes.slice()
  const i = at < 0 ? out.length + at : at
  out[i] = (out[i] as number) ^ 1
  return out
}

const allOf = (layer: Layer.Layer<GroupServices>) =>
  Effect.gen(function* () {
    const room = yield* four()
    const { answer } = yield* serving(room)
    const answers: Record<string, string> = {}
    for (const [what, message] of Object.entries(yield* forgeries(room))) {
      answers[what] = yield* answer(message)
      // No member ever takes what the service refuses, nor any of these.
      for (const name of ["alice", "carol"]) expect(yield* verdict(at(room, name), message)).not.toMatch(/^from/)
    }
    answers["genuine"] = yield* answer((yield* send(at(room, "bob"), utf8.encode("genuine"))).message)
    return answers
  }).pipe(Effect.provide(layer))

describe("a delivery service that follows a group", () => {
  it.effect("R026: inside: passes all that has the form of a message", () =>
    Effect.gen(function* () {
      expect(yield* allOf(services("static"))).toEqual({
        "in bob's name, by an insider": "taken",
        "with a byte of its ciphertext changed": "taken",
        "with other data beside it": "taken",
        "with its first byte of the group id changed": "V039",
        "cut short": "DecodeError",
        genuine: "taken"
      })
    })
  )

  it.effect.each(["static", "eph-certified", "eph-disclosed", "merkle"] as const)("R026: outside: refuses what %s has not signed", (id) =>
    Effect.gen(function* () {
      expect(yield* allOf(servicesOutside(id))).toEqual({
        "in bob's name, by an insider": "BadSignature",
        "with a byte of its ciphertext changed": "BadSignature",
        "with other data beside it": "BadSignature",
        "with its first byte of the group id changed": "V039",
        "cut short": "DecodeError",
        genuine: "taken"
      })
    })
  )

  it.effect("R026, R106: fans none of ten thousand junk messages out to a member, and every valid one", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const { answer } = yield* serving(room)
      const apart = yield* taken((yield* send(at(room, "bob"), utf8.encode("genuine"))).message)
      const tally = new Map<string, number>()
      for (let i = 0; i < 10_000; i++) {
        const encoded = apart.signed.encoded.slice()
        const at = encoded.length - 1 - (i % 20)
        encoded[at] = (encoded[at] as number) ^ (1 + (i % 255))
        // Most junk names nobody; the rest is what a signature has to be verified for.
        const sender = i % 50 === 0 ? apart.signed.sender : ((1000 + i) as typeof apart.signed.sender)
        const got = yield* answer(yield* together({ ...apart, signed: { ...apart.signed, sender, encoded } }))
        tally.set(got, (tally.get(got) ?? 0) + 1)
      }
      expect(tally.get("taken")).toBeUndefined()
      expect(tally.get("BadSignature")).toBe(200)
      expect(tally.get("V046")).toBe(9800)
      for (const name of ["alice", "bob", "carol"])
        expect(yield* answer((yield* send(at(room, name), utf8.encode("valid"))).message)).toBe("taken")
    }).pipe(Effect.provide(servicesOutside("static")))
  )

  it.effect("R026: passes what only members can verify, and leaves it to them", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      // No GroupInfo of such a group is published: whoever follows it was told its state.
      const { book, context, contextBytes, interimTranscriptHash, tree } = at(room, "alice")
      const state: Observed = {
        book,
        context,
        contextBytes,
        interimTranscriptHash,
        tree,
        proposals: [],
        reInit: undefined,
        lost: false,
        past: []
      }
      const forged = changed((yield* send(at(room, "bob"), utf8.encode("genuine"))).message, -1)
      expect((yield* observe(state, forged))._tag).toBe("sealed")
      expect(yield* verdict(at(room, "carol"), forged)).toBe("BadSignature")
    }).pipe(Effect.provide(servicesOutside("eph-deniable")))
  )
})

describe("an observer of messages that are signed outside", () => {
  const watching = (room: Room) => Effect.flatMap(makeGroupInfo(at(room, "alice")), (groupInfo) => observeFrom({ groupInfo }))
  const tagOf = (state: Observed, message: Uint8Array) =>
    Effect.map(Effect.result(observe(state, message)), (got) =>
      Result.isSuccess(got) ? got.success._tag : "rule" in got.failure ? got.failure.rule : got.failure._tag
    )

  it.effect("R026: verifies late ones by the leaves of their epoch, as long as members take them, and refuses them after that", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const early = yield* send(at(room, "bob"), utf8.encode("before anybody watched"))
      yield* commits(room, "alice", { path: true })
      let state = yield* watching(room)
      const late = yield* send(at(room, "bob"), utf8.encode("late"))
      const seen: Array<ReadonlyArray<string>> = []
      for (let i = 0; i < 4; i++) {
        seen.push([
          yield* tagOf(state, early.message),
          yield* tagOf(state, late.message),
          yield* tagOf(state, changed(late.message, -1)),
          yield* verdict(at(room, "carol"), late.message)
        ])
        const made = yield* commits(room, "bob", { path: true })
        state = (yield* observe(state, made.message)).state
      }
      // Of what was said before it came an observer cannot tell, until it is too old for everybody.
      expect(seen).toEqual([
        ["sealed", "sealed", "BadSignature", "from leaf 1"],
        ["sealed", "sealed", "BadSignature", "from leaf 1"],
        ["V041", "sealed", "BadSignature", "from leaf 1"],
        ["V041", "V041", "V041", "StaleEpoch"]
      ])
      expect(state.past.length).toBe(defaultOptions.pastEpochs)
    }).pipe(Effect.provide(servicesOutside("eph-certified")))
  )

  it.effect("R026: keeps no past where signatures stand inside", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const state = yield* watching(room)
      const made = yield* commits(room, "bob", { path: true })
      expect((yield* observe(state, made.message)).state.past).toEqual([])
    }).pipe(Effect.provide(services("static")))
  )

  it.effect("R026: loses sight of a group by a private commit of a member's, and not by a forged one", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const state = yield* watching(room)
      const { message } = yield* commit(at(room, "bob"), { path: true })
      expect(yield* tagOf(state, changed(message, -1))).toBe("BadSignature")
      const wish = yield* proposeUpdate(at(room, "carol"))
      expect(yield* tagOf(state, changed(wish.message, -1))).toBe("BadSignature")
      expect((yield* observe(state, wish.message)).state.lost).toBe(false)
      expect((yield* observe(state, message)).state.lost).toBe(true)
      yield* says(room, "bob", "and members go on")
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" }), Effect.provide(servicesOutside("static")))
  )
})
