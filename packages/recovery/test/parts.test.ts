import { Recovery } from "@copath/client"
import { KeySchedule, SignatureScheme } from "@copath/contracts"
import { makeGroupInfo } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect } from "vitest"
import { externalRejoin, none, readd, resendOwn } from "../src/index.ts"
import { agree, at, bytes, commits, groupOf, identityIn, reads, says, services, talks } from "./world.ts"

const parts = { none, "external-rejoin": externalRejoin, readd, "resend-own": resendOwn }
const page = readFileSync(new URL("../../../docs/recovery.md", import.meta.url), "utf8")

describe.each(Object.keys(parts) as ReadonlyArray<keyof typeof parts>)("%s", (id) => {
  const here = Effect.provide(Layer.mergeAll(services, parts[id]))

  it.effect("has its name, and the page has it too", () =>
    Effect.gen(function* () {
      expect((yield* Recovery).id).toBe(id)
      expect(page).toContain(`\`${id}\``)
    }).pipe(here)
  )

  it.effect("what one says the others read, across commits, and a correspondence goes on from what was written down", () =>
    Effect.gen(function* () {
      const group = yield* groupOf("alice", "bob", "carol")
      const { resume } = yield* Recovery
      for (const name of ["alice", "bob", "carol"]) {
        const { letters } = at(group, name)
        expect(resume(letters.write())?.write()).toEqual(letters.write())
        yield* commits(group, name)
        expect(yield* talks(group, name)).toBe(true)
      }
      expect(agree(group)).toBe(true)
    }).pipe(here)
  )

  it.effect("bytes of something else are resumed as nothing", () =>
    Effect.gen(function* () {
      expect((yield* Recovery).resume(bytes("something else"))).toBeUndefined()
    }).pipe(here)
  )

  it.effect("R131: a text that did not arrive is asked for by resend-own alone", () =>
    Effect.gen(function* () {
      const group = yield* groupOf("alice", "bob")
      const { letters, state } = at(group, "alice")
      const bare = (yield* letters.compose(state, bytes("text"))).payload
      expect(bare.length === bytes("text").length).toBe(id !== "resend-own")
      const message = yield* says(group, "alice", "text")
      expect((yield* at(group, "bob").letters.missed(message)) === undefined).toBe(id !== "resend-own")
      expect((yield* reads(group, "bob", message)).text).toBe("text")
    }).pipe(here)
  )

  it.effect("needs an external key of the schedule if it says so, and a scheme whose signatures outsiders can verify", () => {
    const noExternal = Layer.effect(
      KeySchedule,
      Effect.map(KeySchedule, (schedule) => ({ ...schedule, external: Option.none() }))
    )
    const membersOnly = Layer.effect(
      SignatureScheme,
      Effect.map(SignatureScheme, (scheme) => ({ ...scheme, facts: { ...scheme.facts, verifiers: "members" as const } }))
    )
    return Effect.gen(function* () {
      const { comeBack, needs } = yield* Recovery
      const group = yield* groupOf("alice", "bob")
      const { state } = at(group, "bob")
      const info = makeGroupInfo(at(group, "alice").state)
      const trying = comeBack({ identity: identityIn(state), leaf: state.me, groupInfo: info })
      for (const lacking of [Effect.provide(trying, noExternal), Effect.provide(trying, membersOnly)]) {
        const found = yield* Effect.match(lacking, { onFailure: (e) => e, onSuccess: () => undefined })
        if (needs.externalJoin) expect(found).toMatchObject({ _tag: "SendRejected", rule: "V269" })
        else expect(found).toBeUndefined()
      }
    }).pipe(here)
  })
})

it.effect("R129: who lost its state stays away with none and resend-own: nobody is led back", () =>
  Effect.gen(function* () {
    for (const part of [none, resendOwn]) {
      const back = Effect.gen(function* () {
        const group = yield* groupOf("alice", "bob")
        const { state } = at(group, "bob")
        const groupInfo = makeGroupInfo(at(group, "alice").state)
        return yield* (yield* Recovery).comeBack({ identity: identityIn(state), leaf: state.me, groupInfo })
      })
      expect(yield* Effect.provide(back, part)).toBeUndefined()
    }
  }).pipe(Effect.provide(services))
)
