import { type GroupDelta, GroupStore, KeyPackageStore, PskStore, type StoredGroup, StoreFailure } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert, it } from "vitest"
import { storeLaws, surviveRestart } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

const faults = {
  "dropping the outbox": "what was written for a group",
  "answering with the old version": "what was written for a group",
  "versions that stand still": "each transaction gives a higher",
  "no fence": "a writer that does not expect",
  "writing the outbox before the fence": "a writer that does not expect",
  "creating without asking": "a writer that does not expect",
  "looking before waiting": "of writers that loaded the same",
  "outbox ids from its length": "the outbox keeps its order",
  "newest first in the outbox": "the outbox keeps its order",
  "inbox ids from its length": "the inbox keeps its order",
  "telling all ids": "a transaction tells the ids",
  "one box for both": "the inbox keeps its order",
  "the position before the fence": "state, delivery position and inbox",
  "a position that falls back": "state, delivery position and inbox",
  "an empty state for none": "a change without a state",
  "an empty bulk for none": "a state and its bulk",
  "the bulk before the fence": "a state and its bulk",
  "versions by group": "a removed group is forgotten",
  "a removal that keeps the name": "a removed group is forgotten",
  "one record for all groups": "groups share no records",
  "keeping the writer's array": "a group's record shares no bytes",
  "a peek that takes": "a key package's secrets",
  "a take that peeks": "a key package's secrets",
  "the first PSK stays": "a pre-shared key",
  "a PSK that stays when removed": "a pre-shared key",
  "one table for all names": "group, key package and pre-shared key",
  "keeping the owner's secrets": "stored secrets share no bytes"
} as const
type Fault = keyof typeof faults
type Stores = GroupStore | KeyPackageStore | PskStore

interface Kept {
  readonly version: bigint
  readonly state: Uint8Array
  readonly bulk: Uint8Array
  readonly cursor: bigint
  readonly outbox: StoredGroup["outbox"]
  readonly inbox: StoredGroup["inbox"]
  readonly nextId: bigint
}

const stores = (fault: Fault | "none"): Layer.Layer<Stores> =>
  Layer.syncContext(() => {
    const is = (f: Fault): boolean => f === fault
    const groups = new Map<string, Kept>()
    const keys = new Map<string, Uint8Array>()
    const psks = is("one table for all names") ? keys : new Map<string, Uint8Array>()
    let lastVersion = 0n
    const own = (b: Uint8Array): Uint8Array => (is("keeping the writer's array") ? b : b.slice())
    const guard = (b: Uint8Array): Uint8Array => (is("keeping the owner's secrets") ? b : b.slice())
    const at = (group: string): string => (is("one record for all groups") ? "" : group)
    const found = (table: Map<string, Uint8Array>, name: string) => Option.map(Option.fromUndefinedOr(table.get(name)), guard)

    const next = (old: Kept | undefined, delta: GroupDelta): Kept => {
      const version = is("versions by group") ? (old?.version ?? 0n) + 1n : ++lastVersion
      const left = (old?.outbox ?? []).filter(({ id }) => !delta.sent.includes(id))
      const from = is("outbox ids from its length") ? BigInt(left.length) : (old?.nextId ?? 0n)
      const fresh = delta.send.map((message, i) => ({ id: from + BigInt(i), message: own(message) }))
      const outbox = is("newest first in the outbox") ? [...fresh, ...left] : [...left, ...fresh]
      const before = is("an empty state for none") ? new Uint8Array(0) : (old?.state ?? new Uint8Array(0))
      const state = Option.getOrElse(Option.map(delta.state, own), () => before)
      const noBulk = is("an empty bulk for none") ? new Uint8Array(0) : (old?.bulk ?? new Uint8Array(0))
      const bulk = Option.getOrElse(Option.map(delta.bulk, own), () => noBulk)
      const unseen = (old?.inbox ?? []).filter(({ id }) => !delta.taken.includes(id))
      const inboxFrom = is("inbox ids from its length") ? BigInt(unseen.length) : from + BigInt(fresh.length)
      const news = delta.receive.map((notice, i) => ({ id: inboxFrom + BigInt(i), notice: own(notice) }))
      const mixed = is("one box for both") ? news.map(({ id, notice }) => ({ id, message: notice })) : []
      return {
        cursor: Option.getOrElse(delta.cursor, () => (is("a position that falls back") ? 0n : (old?.cursor ?? 0n))),
        inbox: [...unseen, ...news],
        version: is("versions that stand still") && old !== undefined ? old.version : version,
        state,
        bulk,
        outbox: is("dropping the outbox") ? [] : [...outbox, ...mixed],
        nextId: from + BigInt(fresh.length + news.length)
      }
    }
    const transact = Effect.fnUntraced(function* (group: string, expected: Option.Option<bigint>, delta: GroupDelta) {
      const old = groups.get(at(group))
      if (is("looking before waiting")) yield* Effect.yieldNow
      const fits = old?.version === Option.getOrUndefined(expected) || (is("creating without asking") && old === undefined)
      if (!fits && is("writing the outbox before the fence") && old !== undefined)
        groups.set(at(group), { ...next(old, delta), state: old.state, bulk: old.bulk, cursor: old.cursor, inbox: old.inbox })
      if (!fits && is("the bulk before the fence") && old !== undefined)
        groups.set(at(group), { ...old, bulk: Option.getOrElse(Option.map(delta.bulk, own), () => old.bulk) })
      if (!fits && is("the position before the fence") && old !== undefined)
        groups.set(at(group), { ...old, cursor: Option.getOrElse(delta.cursor, () => old.cursor) })
      if (!fits && !is("no fence")) return yield* new StoreFailure({ reason: "Fenced", key: group })
      const written = next(old, delta)
      groups.set(at(group), written)
      const [sends, receives] = [delta.send.length, delta.receive.length]
      return {
        version: is("answering with the old version") ? (old?.version ?? 0n) : written.version,
        outbox: (is("telling all ids") ? written.outbox : written.outbox.slice(written.outbox.length - sends)).map(({ id }) => id),
        inbox: written.inbox.slice(written.inbox.length - receives).map(({ id }) => id)
      }
    })
    return Context.mergeAll(
      Context.make(
        GroupStore,
        GroupStore.of({
          transact,
          load: (group) =>
            Effect.sync(() =>
              Option.map(Option.fromUndefinedOr(groups.get(at(group))), ({ bulk, cursor, inbox, outbox, state, version }) => ({
                version,
                state: own(state),
                bulk: own(bulk),
                cursor,
                outbox: outbox.map(({ id, message }) => ({ id, message: own(message) })),
                inbox: inbox.map(({ id, notice }) => ({ id, notice: own(notice) }))
              }))
            ),
          remove: (group) =>
            Effect.sync(() => {
              const old = groups.get(at(group))
              if (is("a removal that keeps the name") && old !== undefined) groups.set(at(group), { ...old, state: new Uint8Array(0) })
              else groups.delete(at(group))
            }),
          list: () => Effect.sync(() => [...groups.keys()])
        })
      ),
      Context.make(
        KeyPackageStore,
        KeyPackageStore.of({
          put: (reference, secrets) => Effect.sync(() => void keys.set(reference, guard(secrets))),
          peek: (reference) =>
            Effect.sync(() => {
              const one = found(keys, reference)
              if (is("a peek that takes")) keys.delete(reference)
              return one
            }),
          take: (reference) =>
            Effect.sync(() => {
              const one = found(keys, reference)
              if (!is("a take that peeks")) keys.delete(reference)
              return one
            })
        })
      ),
      Context.make(
        PskStore,
        PskStore.of({
          put: (id, psk) => Effect.sync(() => void psks.set(id, (is("the first PSK stays") ? psks.get(id) : undefined) ?? guard(psk))),
          get: (id) => Effect.sync(() => found(psks, id)),
          remove: (id) => Effect.sync(() => (is("a PSK that stays when removed") ? false : psks.delete(id)))
        })
      )
    )
  })

everyLawBites(storeLaws, stores, faults)

it("the restart law breaks for a store that forgets", async () => {
  assert.isTrue(Exit.isFailure(await Effect.runPromiseExit(surviveRestart(stores("none"), stores("none")))))
})
