import { KeySchedule } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { expect } from "vitest"
import { externalJoin, makeGroupInfo, persist, receive } from "../../src/index.ts"
import { services } from "../parts.ts"
import { commits, create, identityOf } from "../story.ts"

it.effect("V155: a member whose key schedule knows no external init takes no ExternalInit", () =>
  Effect.gen(function* () {
    const story = yield* create("alice")
    yield* commits(story, "alice", { add: ["bob"], path: true })
    const made = yield* externalJoin({ groupInfo: yield* makeGroupInfo(story.at("alice")), identity: yield* identityOf("carol") })
    const closed = KeySchedule.of({ ...(yield* KeySchedule), external: Option.none() })
    const before = yield* persist(story.at("bob"))
    const refused = yield* Effect.flip(receive(story.at("bob"), made.message).pipe(Effect.provideService(KeySchedule, closed)))
    expect(refused).toMatchObject({ _tag: "Invalid", rule: "V155" })
    expect(yield* persist(story.at("bob"))).toEqual(before)
    expect(yield* receive(story.at("bob"), made.message)).toMatchObject({ _tag: "commit", external: true })
  }).pipe(Effect.provide(services(1)))
)
