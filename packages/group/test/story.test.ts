import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { commits, create, agree, says } from "./story.ts"
import { services } from "./parts.ts"

describe("a group's life", () => {
  it.effect("members are added, talk, rekey, are removed, and agree all along", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob", "carol", "dave"] })
      expect(agree(story)).toBe(true)
      yield* says(story, "bob", "hello")
      yield* commits(story, "bob")
      expect(agree(story)).toBe(true)
      yield* commits(story, "carol", { add: ["erin"], path: true })
      expect(agree(story)).toBe(true)
      expect((yield* says(story, "erin", "thanks")).read).toEqual(["thanks", "thanks", "thanks", "thanks"])
      yield* commits(story, "erin", { remove: ["alice"] })
      expect([...story.members.keys()]).toEqual(["bob", "carol", "dave", "erin"])
      expect(agree(story)).toBe(true)
      yield* commits(story, "dave", { add: ["frank"] })
      yield* says(story, "frank", "hi")
      expect(agree(story)).toBe(true)
    }).pipe(Effect.provide(services(1)))
  )
})
