import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import {
  adopt,
  commit,
  createGroup,
  defaultOptions,
  GroupOptions,
  joinGroup,
  makeKeyPackage,
  persist,
  proposeUpdate,
  receive,
  restore
} from "../src/index.ts"
import { services } from "./parts.ts"
import { agree, commits, create, identityOf, says } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

describe("a group of any suite, with private handshakes", () => {
  it.effect.each([1, 2, 3, 4, 5, 6, 7])("suite %i: proposals by reference, removals, restarts at every step", (suite) =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob", "carol"] })
      const restart = Effect.gen(function* () {
        for (const [name, state] of story.members) story.set(name, yield* restore(yield* persist(state)))
      })
      yield* restart
      const wish = yield* proposeUpdate(story.at("bob"))
      story.set("bob", wish.state)
      for (const name of ["alice", "carol"]) {
        const heard = yield* receive(story.at(name), wish.message)
        if (heard._tag === "proposal") story.set(name, heard.state)
      }
      yield* restart
      yield* commits(story, "carol")
      expect(agree(story)).toBe(true)
      yield* restart
      yield* commits(story, "bob", { remove: ["alice"] })
      yield* restart
      expect((yield* says(story, "carol", "two of us")).read).toEqual(["two of us"])
      expect(agree(story)).toBe(true)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" }), Effect.provide(Layer.fresh(services(suite))))
  )
})

describe("a pending commit written down", () => {
  it.effect("is adopted after a restart", () =>
    Effect.gen(function* () {
      const alice = yield* createGroup({ groupId: utf8.encode("g"), identity: yield* identityOf("alice") })
      const bob = yield* makeKeyPackage(yield* identityOf("bob"))
      const made = yield* commit(alice, { add: [bob.keyPackage] })
      const revived = yield* restore(yield* persist(made.state))
      const adopted = (yield* adopt(revived)).state
      const joined = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: bob.secrets })
      expect(joined.confirmationTag).toEqual(adopted.confirmationTag)
      const other = (yield* persist(made.state)).slice()
      other[1] = (other[1] ?? 0) + 1
      expect(yield* Effect.flip(restore(other))).toMatchObject({ _tag: "DecodeError", path: "GroupState" })
      const cut = (yield* persist(made.state)).slice(0, -1)
      expect(yield* Effect.flip(restore(cut))).toMatchObject({ _tag: "DecodeError" })
    }).pipe(rfc)
  )
})
