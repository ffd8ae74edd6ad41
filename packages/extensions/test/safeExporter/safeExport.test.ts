import { EpochExporter, KeySchedule } from "@copath/contracts"
import { commit, drop, externalJoin, makeGroupInfo, makeKeyPackage, adopt, joinGroup, persist, receive, restore } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { safeExport, safeExporter } from "../../src/index.ts"
import { at, committed, groupOf, identityOf, services } from "../story.ts"

const composed = Layer.provideMerge(safeExporter, services())
const holds = (bytes: Uint8Array, part: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from(part))
const COMPONENT = 0x8001

describe("the safe exporter in a group", () => {
  it.effect("gives all members of an epoch one secret for a component, and others for others", () =>
    Effect.gen(function* () {
      const group = yield* groupOf(["alice", "bob", "carol"])
      const secrets = []
      for (const state of group.values()) secrets.push((yield* safeExport(state, COMPONENT)).secret.expose().join())
      expect(new Set(secrets).size).toBe(1)
      const other = yield* safeExport(at(group, "alice"), COMPONENT + 1)
      expect(other.secret.expose().join()).not.toBe(secrets[0])
      expect(other.secret.length).toBe(32)
    }).pipe(Effect.provide(composed))
  )

  it.effect("an external joiner has it from its first epoch on", () =>
    Effect.gen(function* () {
      const group = yield* groupOf(["alice", "bob"])
      const groupInfo = yield* makeGroupInfo(at(group, "alice"))
      const joined = yield* externalJoin({ groupInfo, identity: yield* identityOf("carol") })
      const got = yield* receive(at(group, "bob"), joined.message)
      if (got._tag !== "commit") throw new Error(got._tag)
      const theirs = yield* safeExport(got.state, COMPONENT)
      expect((yield* safeExport(joined.state, COMPONENT)).secret.expose()).toEqual(theirs.secret.expose())
    }).pipe(Effect.provide(composed))
  )

  it.effect("gives it once: the state that was written down can neither give nor show it", () =>
    Effect.gen(function* () {
      const group = yield* groupOf(["alice", "bob"])
      const exported = yield* safeExport(at(group, "alice"), COMPONENT)
      const bytes = yield* persist(exported.state)
      expect(holds(bytes, exported.secret.expose())).toBe(false)
      for (const gone of exported.retired) expect(holds(bytes, gone.expose())).toBe(false)
      const revived = yield* restore(bytes)
      expect(yield* Effect.flip(safeExport(revived, COMPONENT))).toMatchObject({ _tag: "ExportRefused", reason: "Taken" })
      const another = yield* safeExport(revived, 3)
      expect(another.secret.expose()).toEqual((yield* safeExport(at(group, "bob"), 3)).secret.expose())
    }).pipe(Effect.provide(composed))
  )

  it.effect("begins anew with each epoch, and the old one is gone", () =>
    Effect.gen(function* () {
      const before = yield* groupOf(["alice", "bob"])
      const old = yield* safeExport(at(before, "alice"), COMPONENT)
      const after = yield* committed(new Map([...before, ["alice", old.state]]), "bob")
      const fresh = yield* safeExport(at(after, "alice"), COMPONENT)
      expect(fresh.secret.expose()).not.toEqual(old.secret.expose())
      const bytes = yield* persist(at(after, "alice"))
      const exporter = yield* EpochExporter
      for (const held of exporter?.secrets(old.state.exporter ?? never()) ?? []) expect(holds(bytes, held.expose())).toBe(false)
    }).pipe(Effect.provide(composed))
  )

  it.effect("a pending commit has its own, and what ends with an epoch is told for wiping", () =>
    Effect.gen(function* () {
      const { state } = yield* commit(at(yield* groupOf(["alice", "bob"]), "alice"))
      const revived = yield* restore(yield* persist(state))
      const now = yield* safeExport(revived, COMPONENT)
      const adopted = yield* adopt(now.state)
      const next = yield* safeExport(adopted.state, COMPONENT)
      expect(next.secret.expose()).not.toEqual(now.secret.expose())
      // Dropped, the epoch goes on with what was taken.
      expect(yield* Effect.flip(safeExport(drop(now.state).state, COMPONENT))).toMatchObject({ reason: "Taken" })
      const exporter = yield* EpochExporter
      const held = exporter?.secrets(state.exporter ?? never()) ?? []
      expect(held.every((secret) => state.pending?.retired.includes(secret))).toBe(true)
    }).pipe(Effect.provide(composed))
  )

  it.effect("off unless composed: nothing is derived, kept or written, and one that was off begins with the next epoch", () =>
    Effect.gen(function* () {
      const group = yield* groupOf(["alice"])
      expect(at(group, "alice").exporter).toBeUndefined()
      expect(yield* Effect.flip(safeExport(at(group, "alice"), 1))).toMatchObject({ reason: "NotComposed" })
      const bytes = yield* persist(at(group, "alice"))
      const upgraded = yield* Effect.gen(function* () {
        const state = yield* restore(bytes)
        expect(yield* Effect.flip(safeExport(state, 1))).toMatchObject({ reason: "NotComposed" })
        const bob = yield* makeKeyPackage(yield* identityOf("bob"))
        const made = yield* commit(state, { add: [bob.keyPackage] })
        const alice = (yield* adopt(made.state)).state
        const joined = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: bob.secrets })
        expect((yield* safeExport(alice, 1)).secret.expose()).toEqual((yield* safeExport(joined, 1)).secret.expose())
        return yield* persist(alice)
      }).pipe(Effect.provide(safeExporter))
      // A client without the exporter does not quietly forget what one with it promised to keep.
      expect(yield* Effect.flip(restore(upgraded))).toMatchObject({ _tag: "DecodeError" })
    }).pipe(Effect.provide(services()))
  )

  it.effect("is not what MLS-Exporter gives", () =>
    Effect.gen(function* () {
      const alice = at(yield* groupOf(["alice"]), "alice")
      const { secret } = yield* safeExport(alice, 0)
      const schedule = yield* KeySchedule
      expect(schedule.export(alice.secrets, "application_export", new Uint8Array(0), 32).expose()).not.toEqual(secret.expose())
    }).pipe(Effect.provide(composed))
  )
})

const never = (): never => {
  throw new Error("this state has no exporter")
}
