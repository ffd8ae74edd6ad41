import { type EpochSecrets, KeySchedule, MessageProtection } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { persist } from "../src/index.ts"
import { services } from "./parts.ts"
import { commits, four, says } from "./story.ts"

/** Every epoch's secrets as the key schedule gave them, copied before anybody could wipe them. */
const recording = (into: Array<Record<string, Uint8Array>>) =>
  Layer.effect(
    KeySchedule,
    Effect.map(KeySchedule, (schedule) => {
      const note = (epoch: EpochSecrets): void =>
        void into.push(Object.fromEntries(Object.entries(epoch).map(([name, secret]) => [name, secret.expose().slice()])))
      return {
        ...schedule,
        next: (input: Parameters<typeof schedule.next>[0]) =>
          Effect.tap(schedule.next(input), ({ epoch }) => Effect.sync(() => note(epoch))),
        join: (input: Parameters<typeof schedule.join>[0]) => Effect.tap(schedule.join(input), (epoch) => Effect.sync(() => note(epoch)))
      }
    })
  ).pipe(Layer.provideMerge(services(1)))

const holds = (bytes: Uint8Array, part: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from(part))

describe("what a member's written state holds", () => {
  it.effect("V079, V295: nothing that would open what the ratchets have forgotten, and no secret of an epoch that is over", () => {
    const epochs: Array<Record<string, Uint8Array>> = []
    return Effect.gen(function* () {
      const story = yield* four()
      yield* says(story, "alice", "one")
      const current = epochs.findLast(() => true)
      const bytes = yield* persist(story.at("bob"))
      const found = (secrets: Record<string, Uint8Array> | undefined) =>
        Object.entries(secrets ?? {}).flatMap(([name, s]) => (holds(bytes, s) ? [name] : []))
      expect(found(current).toSorted()).toEqual(["authenticator", "exporter", "external", "init", "membership", "resumption", "senderData"])

      epochs.length = 0
      yield* commits(story, "carol")
      const later = yield* persist(story.at("bob"))
      const gone = ["authenticator", "confirmation", "encryption", "exporter", "external", "init", "membership"]
      for (const name of gone) expect(holds(later, current?.[name] ?? new Uint8Array(1)), name).toBe(false)
      expect((yield* MessageProtection).id).toBe("secret-tree")
    }).pipe(Effect.provide(recording(epochs)))
  })
})
