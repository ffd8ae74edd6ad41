import { noBytes, SignatureScheme } from "@copath/contracts"
import {
  defaultOptions,
  externalJoin,
  GroupOptions,
  makeGroupInfo,
  makeIdentity,
  observe,
  observeFrom,
  persist,
  proposeExternally,
  proposeUpdate,
  receive,
  receiveMany,
  restore,
  send
} from "@copath/group"
import { outside } from "@copath/signing-position"
import { externalSenders, extensionTypes, makeExtension } from "@copath/wire"
import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { at, commits, four, says, schemes, type SchemeId } from "../signatures/world.ts"
import { type ContextId, contexts, servicesSigning } from "./world.ts"

const utf8 = new TextEncoder()
const options = Object.keys(contexts) as ReadonlyArray<ContextId>
const all = Object.keys(schemes) as ReadonlyArray<SchemeId>

describe.each(options)("signatures that vouch for the %s", (id) => {
  it.effect.each(all)("R044, R100: hold through a group's life, by %s, in public and in private, inside and outside", (scheme) =>
    Effect.gen(function* () {
      for (const handshake of ["public", "private"] as const) {
        const layer = servicesSigning(id, scheme)
        yield* Effect.gen(function* () {
          const room = yield* four()
          for (const name of ["bob", "mallory"]) yield* says(room, name, "in the first epoch")
          yield* commits(room, "bob", { path: true })
          const proposed = yield* proposeUpdate(at(room, "carol"))
          room.set("carol", proposed.state)
          for (const name of ["alice", "bob", "mallory"]) {
            const got = yield* receive(at(room, name), proposed.message)
            if (got._tag !== "proposal") throw new Error(got._tag)
            room.set(name, got.state)
          }
          yield* commits(room, "alice", { names: ["dave"] })
          yield* commits(room, "dave", { remove: [at(room, "mallory").me] })
          for (const name of room.keys()) yield* says(room, name, "among ourselves")
        }).pipe(
          Effect.provideService(GroupOptions, { ...defaultOptions, handshake }),
          Effect.provide(handshake === "private" ? Layer.provideMerge(outside, layer) : layer)
        )
      }
    })
  )

  it.effect("R044: hold for late messages, by what stood then, in a state that was written down and read again", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const late = [yield* send(at(room, "bob"), utf8.encode("one")), yield* send(at(room, "carol"), utf8.encode("two"))]
      yield* commits(room, "bob", { path: true })
      yield* commits(room, "alice", { remove: [at(room, "mallory").me] })
      const restored = yield* restore(yield* persist(at(room, "alice")))
      const got = yield* receiveMany(
        restored,
        late.map(({ message }) => message)
      )
      expect(got.outcomes.map((one) => one._tag)).toEqual(["Success", "Success"])
      // And the restored state signs and verifies in the present.
      room.set("alice", restored)
      for (const name of ["alice", "bob"]) yield* says(room, name, "now")
    }).pipe(Effect.provide(servicesSigning(id)))
  )

  it.effect("R044: hold for who joins by itself, for external senders, and before an observer", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const { facts } = yield* SignatureScheme
      expect(facts.verifiers).toBe("anybody")
      const warden = yield* makeIdentity({ _tag: "basic", identity: utf8.encode("warden") })
      const listed = [{ signatureKey: warden.signatureKey.publicKey, credential: warden.credential }]
      const { extensions } = at(room, "alice").context
      yield* commits(room, "alice", { extensions: [...extensions, makeExtension(extensionTypes.externalSenders, externalSenders, listed)] })
      let watched = yield* observeFrom({ groupInfo: yield* makeGroupInfo(at(room, "alice")) })
      const all = Effect.fnUntraced(function* (message: Uint8Array, tag: string) {
        watched = yield* Effect.map(observe(watched, message), (seen) => seen.state)
        for (const [name, state] of room) {
          const got = yield* receive(state, message)
          if (got._tag === "removed" || got._tag !== tag) throw new Error(got._tag)
          room.set(name, got.state)
        }
      })
      const groupInfo = yield* makeGroupInfo(at(room, "bob"))
      const joined = yield* externalJoin({ groupInfo, identity: yield* makeIdentity({ _tag: "basic", identity: utf8.encode("erin") }) })
      yield* all(joined.message, "commit")
      room.set("erin", joined.state)
      const { context } = at(room, "alice")
      const wish = yield* proposeExternally({
        groupId: context.groupId,
        epoch: context.epoch,
        senderIndex: 0,
        signatureKey: warden.signatureKey,
        proposal: { _tag: "remove", removed: at(room, "mallory").me }
      })
      yield* all(wish, "proposal")
      const made = yield* commits(room, "erin", {})
      watched = (yield* observe(watched, made.message)).state
      expect(watched.context).toEqual(at(room, "bob").context)
      for (const name of room.keys()) yield* says(room, name, "among ourselves")
      expect(room.has("mallory")).toBe(false)
      expect(made.welcome ?? noBytes).toEqual(noBytes)
    }).pipe(Effect.provide(servicesSigning(id)))
  )
})
