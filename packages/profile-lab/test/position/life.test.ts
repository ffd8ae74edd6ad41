import { noBytes, SignatureScheme, type Suite } from "@copath/contracts"
import {
  defaultOptions,
  externalJoin,
  GroupOptions,
  makeGroupInfo,
  makeIdentity,
  persist,
  proposeUpdate,
  receive,
  receiveMany,
  restore,
  send,
  sendMany
} from "@copath/group"
import { describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { at, commits, four, says, schemes, type SchemeId, services, settled } from "../signatures/world.ts"
import { servicesOutside, taken } from "./world.ts"

const utf8 = new TextEncoder()
const all = Object.keys(schemes) as ReadonlyArray<SchemeId>

describe.each(all)("a group that signs by %s, outside", (id) => {
  it.effect("R026: comes into being, talks, updates, removes and takes in, in public and in private", () =>
    Effect.gen(function* () {
      for (const handshake of ["public", "private"] as const) {
        yield* Effect.gen(function* () {
          const room = yield* four()
          for (const name of ["bob", "alice", "mallory"]) yield* says(room, name, `${name} speaks, before and after a rotation`)
          yield* commits(room, "bob", { path: true })
          yield* commits(room, "bob", {})
          const proposed = yield* proposeUpdate(at(room, "carol"))
          room.set("carol", proposed.state)
          for (const name of ["alice", "bob", "mallory"]) {
            const got = yield* receive(at(room, name), proposed.message)
            if (got._tag !== "proposal") throw new Error(got._tag)
            expect(got.reference).toEqual(proposed.reference)
            room.set(name, got.state)
          }
          yield* commits(room, "alice", { names: ["dave"] })
          for (const name of ["dave", "carol", "alice", "bob"]) yield* says(room, name, "old and new together")
          yield* commits(room, "dave", { remove: [at(room, "mallory").me] })
          for (const name of room.keys()) yield* says(room, name, "among ourselves")
          const hashes = [...room.values()].map((state) => state.context.confirmedTranscriptHash.join())
          expect(new Set(hashes).size).toBe(1)
        }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake }))
      }
    }).pipe(Effect.provide(servicesOutside(id)))
  )

  it.effect("R026, R037: reads late messages by the leaves of their own epoch, from a restored state and in a batch too", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const late = yield* sendMany(at(room, "bob"), [utf8.encode("one"), utf8.encode("two"), utf8.encode("three")])
      room.set("bob", late.state)
      yield* commits(room, "bob", { path: true })
      yield* commits(room, "alice", { remove: [at(room, "mallory").me] })
      const carol = yield* restore(yield* persist(at(room, "carol")))
      const [first, ...others] = late.messages
      const got = yield* receive(carol, first ?? noBytes)
      if (got._tag !== "application") throw new Error(got._tag)
      expect([got.sender, new TextDecoder().decode(got.data)]).toEqual([at(room, "bob").me, "one"])
      const rest = yield* receiveMany(got.state, others)
      expect(rest.outcomes.map((one) => one._tag)).toEqual(["Success", "Success"])
      // The name beside it is bob's leaf of that epoch, also when that leaf is somebody else's or nobody's by now.
      expect((yield* taken(first ?? noBytes)).signed.sender).toBe(at(room, "bob").me)
    }).pipe(Effect.provide(servicesOutside(id)))
  )

  it.effect("R026: takes in who joins by itself, and hears it; or says that nobody can", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const { facts } = yield* SignatureScheme
      const info = makeGroupInfo(at(room, "alice"))
      // Where members alone can verify, nobody outside is invited.
      if (facts.verifiers === "members") return expect(yield* Effect.flip(info)).toMatchObject({ _tag: "SendRejected", rule: "V269" })
      const groupInfo = yield* info
      const joined = yield* externalJoin({ groupInfo, identity: yield* makeIdentity({ _tag: "basic", identity: utf8.encode("erin") }) })
      for (const [name, state] of room) {
        const got = yield* receive(state, joined.message)
        if (got._tag !== "commit") throw new Error(got._tag)
        room.set(name, got.state)
      }
      room.set("erin", joined.state)
      for (const name of ["erin", "bob"]) yield* says(room, name, "here")
    }).pipe(Effect.provide(servicesOutside(id)))
  )

  it.effect("R026: a message is five bytes longer than one that is signed inside: the sender, and the empty signature there", () =>
    Effect.gen(function* () {
      const length = Effect.map(
        Effect.flatMap(four(), (room) => send(at(room, "bob"), new Uint8Array(100))),
        ({ message }) => message.length
      )
      const [outer, inner] = [yield* Effect.provide(length, servicesOutside(id)), yield* Effect.provide(length, services(id))]
      expect(outer - inner).toBe(5)
    })
  )
})

it.effect("R026, R040: many messages at once are signed outside at once, where the scheme can", () => {
  let signed = 0
  const counting = (suite: Suite): Suite => ({
    ...suite,
    signature: {
      ...suite.signature,
      sign: (...input) => {
        signed++
        return suite.signature.sign(...input)
      }
    }
  })
  return Effect.gen(function* () {
    for (const [id, wanted] of [
      ["merkle", 1],
      ["static", 8]
    ] as const) {
      yield* Effect.gen(function* () {
        const room = yield* four()
        signed = 0
        const texts = Array.from({ length: 8 }, (_, i) => `message ${i}`)
        const sent = yield* sendMany(
          at(room, "bob"),
          texts.map((text) => utf8.encode(text))
        )
        expect(signed).toBe(wanted)
        const got = yield* receiveMany(at(room, "alice"), sent.messages)
        const read = got.outcomes.map((one) =>
          Result.isSuccess(one) && one.success._tag === "application" ? new TextDecoder().decode(one.success.data) : ""
        )
        expect(read).toEqual(texts)
      }).pipe(Effect.provide(servicesOutside(id, counting)))
    }
  })
})
