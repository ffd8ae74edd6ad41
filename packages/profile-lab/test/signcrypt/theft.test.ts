import { PathSealing } from "@copath/contracts"
import { adopt, persist, receive } from "@copath/group"
import { authenticatedPaths } from "@copath/signature-signcrypt"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import {
  type AgreementId,
  agreements,
  at,
  commits,
  everybody,
  four,
  leafKeyOf,
  newcomer,
  path,
  says,
  services,
  settled,
  stolen,
  verdicts
} from "./world.ts"

const refused = "CgkaRejected: Undecryptable"

describe.each(Object.keys(agreements) as ReadonlyArray<AgreementId>)("signcryption over %s", (agreement) => {
  it.effect("R052: a group lives: it grows, talks, updates, removes and fills leaves again", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      yield* says(room, "bob", "after a path of everybody's")
      yield* commits(room, "carol", { names: ["dave", "erin"] })
      yield* commits(room, "erin", { path: true })
      yield* commits(room, "alice", { remove: [at(room, "mallory").me] })
      yield* commits(room, "dave", { names: ["frank"], path: true })
      for (const name of room.keys()) yield* says(room, name, "we are all here")
    }).pipe(Effect.provide(services("signcrypt", { agreement })))
  )

  it.effect("R052: a path of a thief of the signature key and the epoch's secrets: taken by everybody where it is only signed", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const made = yield* path(yield* stolen(at(room, "bob")))
      expect(yield* verdicts(room, made.message, ["bob"])).toEqual(["commit", "commit", "commit"])
      // The thief sits at bob's leaf from then on, and bob is out.
      const thief = (yield* adopt(made.state)).state
      const alice = yield* receive(at(room, "alice"), made.message)
      expect(alice._tag === "commit" && alice.state.confirmationTag).toEqual(thief.confirmationTag)
      expect(yield* verdicts(new Map([["bob", at(room, "bob")]]), made.message)).not.toContain("commit")
    }).pipe(Effect.provide(services("static", { agreement })))
  )

  it.effect("R052: the same path is refused by every receiver where the leaf key goes into it, and their state stays as it was", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const before = yield* Effect.forEach(everybody(room), persist)
      const made = yield* path(yield* stolen(at(room, "bob")))
      expect(yield* verdicts(room, made.message, ["bob"])).toEqual([refused, refused, refused])
      expect(yield* Effect.forEach(everybody(room), persist)).toEqual(before)
      // The epoch goes on: bob's own path is taken.
      yield* commits(room, "bob", { path: true })
      for (const name of room.keys()) yield* says(room, name, "nothing happened")
    }).pipe(Effect.provide(services("signcrypt", { agreement })))
  )

  it.effect(
    "R052: nobody is talked into base mode: a path sealed without any key of the sender's is refused, bob's own as the thief's",
    () =>
      Effect.gen(function* () {
        const room = yield* settled()
        const inBaseMode = Effect.provide(services("signcrypt", { agreement, sealer: PathSealing.defaultValue() }))
        const thief = yield* stolen(at(room, "bob"))
        for (const state of [thief, at(room, "bob")]) {
          const made = yield* path(state).pipe(inBaseMode)
          expect(yield* verdicts(room, made.message, ["bob"])).toEqual([refused, refused, refused])
        }
      }).pipe(Effect.provide(services("signcrypt", { agreement })))
  )

  it.effect("R052: with the leaf key the thief is bob, until bob's next path: whoever holds the old leaf key is out", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const leafKey = yield* leafKeyOf(at(room, "bob"))
      const asBob = yield* path(yield* stolen(at(room, "bob"), leafKey))
      expect(yield* verdicts(room, asBob.message, ["bob"])).toEqual(["commit", "commit", "commit"])
      yield* commits(room, "bob", { path: true })
      // The new epoch's secrets and the signature key are stolen once more; the leaf key is not.
      const late = yield* path(yield* stolen(at(room, "bob"), leafKey))
      expect(yield* verdicts(room, late.message, ["bob"])).toEqual([refused, refused, refused])
    }).pipe(Effect.provide(services("signcrypt", { agreement })))
  )

  it.effect("R052: a newcomer's first path is sealed with the leaf key of its key package", () =>
    Effect.gen(function* () {
      const room = yield* four()
      yield* commits(room, "alice", { names: ["dave"] })
      const thief = yield* path(yield* stolen(at(room, "dave")))
      expect(new Set(yield* verdicts(room, thief.message, ["dave"]))).toEqual(new Set([refused]))
      yield* commits(room, "dave", { path: true })
    }).pipe(Effect.provide(services("signcrypt", { agreement })))
  )
})

describe("a composition that seals with the leaf key", () => {
  it.effect("R052: the signature key without the epoch's secrets makes no path, sealed as it may be", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const old = at(room, "bob")
      yield* commits(room, "bob", { path: true })
      // All that is public of the new epoch, and what was stolen of the old one but for its leaf key.
      const { context, contextBytes, tree } = at(room, "alice")
      const made = yield* path({ ...(yield* stolen(old)), context, contextBytes, tree })
      expect(new Set(yield* verdicts(room, made.message, ["bob"]))).toEqual(new Set(["BadTag"]))
    }).pipe(Effect.provide(services("signcrypt")))
  )

  it.effect("R052: the creator's first commit has a leaf key already: its key package's", () => {
    const senders: Array<boolean> = []
    const watched = {
      ...authenticatedPaths,
      seal: (...args: Parameters<typeof authenticatedPaths.seal>) => (senders.push(args[1] !== undefined), authenticatedPaths.seal(...args))
    }
    return Effect.gen(function* () {
      const room = yield* four()
      // Nobody is there yet to whom a path secret could be sealed.
      expect(senders).toEqual([])
      const { keyPackage } = yield* newcomer("dave")
      yield* path(at(room, "alice"), { add: [keyPackage] })
      expect(senders).toEqual([true, true, true])
    }).pipe(Effect.provide(services("signcrypt", { sealer: watched })))
  })
})
