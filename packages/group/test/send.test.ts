import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { commit, defaultOptions, GroupOptions, proposeUpdate, receive, send } from "../src/index.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { four, says } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

describe("sending", () => {
  it.effect("V084: nothing is said while proposals wait", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const wish = yield* proposeUpdate(story.at("alice"))
      expect(yield* Effect.flip(send(wish.state, utf8.encode("x")))).toMatchObject({ _tag: "SendRejected", reason: "PendingProposals" })
    }).pipe(rfc)
  )

  it.effect("V146: the cache of proposals is bounded, and a full one does not stop a commit", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const remove = { _tag: "proposal", proposal: { _tag: "remove", removed: story.leaf("dave") } } as const
      const first = yield* receive(story.at("bob"), yield* insider(story.at("alice"), remove))
      if (first._tag !== "proposal") throw new Error(first._tag)
      const second = yield* proposeUpdate(story.at("carol"))
      expect(yield* Effect.flip(receive(first.state, second.message))).toMatchObject({ reason: "LimitExceeded", rule: "V146" })
      yield* commit(first.state)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, maxProposals: 1 }), rfc)
  )

  it.effect("padding hides the length and is not part of what is read", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const sizes = new Set<number>()
      for (const text of ["a", "somewhat longer", "x".repeat(100)]) {
        const said = yield* says(story, "alice", text)
        expect(said.read).toEqual([text, text, text])
        sizes.add(said.message.length)
      }
      expect(sizes.size).toBe(1)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, padding: (length) => 512 - (length % 512) }), rfc)
  )
})
