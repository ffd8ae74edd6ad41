import { InsiderChecks } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import {
  commit,
  defaultOptions,
  drop,
  GroupOptions,
  inspectCommit,
  makeGroupInfo,
  observe,
  observeFrom,
  persist,
  receive,
  restore,
  send
} from "../src/index.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { flipped, four, keyPackageFor } from "./story.ts"

describe("looking into a commit", () => {
  it.effect("members and onlookers see the same, and nobody's state changes", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const made = yield* commit(story.at("bob"), { remove: [story.leaf("dave")] })
      const before = yield* persist(story.at("alice"))
      const mine = yield* inspectCommit(story.at("alice"), made.message)
      expect(yield* persist(story.at("alice"))).toEqual(before)
      const view = yield* observeFrom({ groupInfo: yield* makeGroupInfo(story.at("carol")) })
      const theirs = yield* inspectCommit(view, made.message)
      expect(theirs.sealedUnder).toEqual(mine.sealedUnder)
      expect({ ...theirs, tree: 0, reading: 0 }).toEqual({ ...mine, tree: 0, reading: 0 })
      expect(mine).toMatchObject({ committer: story.leaf("bob"), external: false, epoch: 1n, change: { removed: [story.leaf("dave")] } })
      // Its committer, whose own commit is pending, sees it too.
      expect((yield* inspectCommit(made.state, made.message)).hash).toEqual(mine.hash)
      const got = yield* receive(story.at("alice"), made.message)
      expect(got._tag === "commit" && got.state.context.treeHash).toEqual((yield* observe(view, made.message)).state.context.treeHash)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("a commit with another signature, and what is none, is refused", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const made = yield* commit(story.at("bob"))
      const forged = flipped(made.message, -80)
      expect(yield* Effect.flip(inspectCommit(story.at("alice"), forged))).toMatchObject({ _tag: "BadSignature" })
      const proposal = yield* insider(story.at("bob"), { _tag: "proposal", proposal: { _tag: "remove", removed: 3 } })
      const text = yield* send(story.at("bob"), Uint8Array.of(1))
      expect(yield* Effect.flip(inspectCommit(story.at("alice"), proposal))).toMatchObject({ reason: "UnexpectedMessage", rule: "V012" })
      expect(yield* Effect.flip(inspectCommit(story.at("alice"), text.message))).toMatchObject({
        reason: "UnexpectedMessage",
        rule: "V012"
      })
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("members look into private ones as well, and can still take them in; an onlooker sees nothing", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const view = yield* observeFrom({ groupInfo: yield* makeGroupInfo(story.at("carol")) })
      const made = yield* commit(story.at("bob"))
      const { tree: _tree, reading, ...theirs } = yield* inspectCommit(story.at("alice"), made.message)
      expect(theirs.committer).toBe(story.leaf("bob"))
      // Its committer cannot open it, and remembers what it says.
      for (const state of [made.state, yield* restore(yield* persist(made.state))]) {
        expect(yield* inspectCommit(state, made.message)).toMatchObject(theirs)
      }
      expect(reading).toBeDefined()
      expect(yield* Effect.flip(inspectCommit(drop(made.state).state, made.message))).toMatchObject({ _tag: "Unprotectable" })
      expect((yield* receive(story.at("alice"), made.message))._tag).toBe("commit")
      expect(yield* Effect.flip(inspectCommit(view, made.message))).toMatchObject({ reason: "UnexpectedMessage", rule: "V044" })
      const lost = (yield* observe(view, made.message)).state
      expect(yield* Effect.flip(inspectCommit(lost, made.message))).toMatchObject({ reason: "UnexpectedMessage", rule: "V044" })
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" }), Effect.provide(services(1)))
  )
})

describe("the confirmation tag", () => {
  it.effect("is compared unless an experiment says not to", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const spare = yield* keyPackageFor("eve")
      const content = {
        _tag: "commit",
        commit: { proposals: [{ _tag: "proposal", proposal: { _tag: "add", keyPackage: spare.keyPackage } }], path: undefined }
      } as const
      const lie = yield* insider(story.at("bob"), content)
      expect(yield* Effect.flip(receive(story.at("alice"), lie))).toMatchObject({ _tag: "ConfirmationMismatch" })
      const lax = Effect.provideService(InsiderChecks, { id: "lax", deriveCheck: true, confirm: false })
      expect((yield* lax(receive(story.at("alice"), lie)))._tag).toBe("commit")
    }).pipe(Effect.provide(services(1)))
  )
})
