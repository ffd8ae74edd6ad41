import { GroupStore, noChange } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { assert } from "vitest"
import type { Law } from "../law.ts"

type Check = Effect.Effect<void, unknown, GroupStore>
const one = (n: number): Uint8Array => Uint8Array.of(n)
const first = (b: Uint8Array): number => b[0] ?? -1

interface Change {
  readonly state?: number
  readonly bulk?: number
  readonly cursor?: bigint
  readonly send?: ReadonlyArray<number>
  readonly sent?: ReadonlyArray<bigint>
  readonly receive?: ReadonlyArray<number>
  readonly taken?: ReadonlyArray<bigint>
}
const written = Effect.fnUntraced(function* (group: string, expected: bigint | undefined, change: Change) {
  return yield* (yield* GroupStore).transact(group, Option.fromUndefinedOr(expected), {
    state: Option.map(Option.fromUndefinedOr(change.state), one),
    bulk: Option.map(Option.fromUndefinedOr(change.bulk), one),
    cursor: Option.fromUndefinedOr(change.cursor),
    send: (change.send ?? []).map(one),
    sent: change.sent ?? [],
    receive: (change.receive ?? []).map(one),
    taken: change.taken ?? []
  })
})
const write = (group: string, expected: bigint | undefined, change: Change) =>
  Effect.map(written(group, expected, change), ({ version }) => version)
const attempt = Effect.fnUntraced(function* (group: string, expected: bigint | undefined, change: Change) {
  const result = yield* Effect.result(write(group, expected, change))
  return Result.match(result, { onFailure: ({ reason }): string => reason, onSuccess: () => "written" })
})
/** A record with its bytes as numbers. */
const read = Effect.fnUntraced(function* (group: string) {
  const found = yield* (yield* GroupStore).load(group)
  return Option.getOrUndefined(
    Option.map(found, ({ outbox, state, version }) => ({
      version,
      state: first(state),
      outbox: outbox.map(({ message }) => first(message))
    }))
  )
})
const ids = Effect.fnUntraced(function* (group: string, box: "outbox" | "inbox" = "outbox") {
  const found = yield* (yield* GroupStore).load(group)
  return Option.match(found, { onNone: () => [], onSome: (record) => record[box].map(({ id }) => id) })
})
/** How far a reader has come, and what the application has still to see. */
const reading = Effect.fnUntraced(function* (group: string) {
  const { cursor, inbox } = Option.getOrThrow(yield* (yield* GroupStore).load(group))
  return { cursor, inbox: inbox.map(({ notice }) => first(notice)) }
})

const writtenIsLoaded: Check = Effect.gen(function* () {
  assert.strictEqual(yield* read("g"), undefined)
  const v1 = yield* write("g", undefined, { state: 1, send: [11, 12] })
  assert.deepStrictEqual(yield* read("g"), { version: v1, state: 1, outbox: [11, 12] })
  const v2 = yield* write("g", v1, { state: 2, send: [13] })
  assert.deepStrictEqual(yield* read("g"), { version: v2, state: 2, outbox: [11, 12, 13] })
})

const versionsGrow: Check = Effect.gen(function* () {
  let last = yield* write("g", undefined, { state: 1 })
  for (const change of [{ state: 2 }, {}, { send: [1] }, { state: 3 }]) {
    const next = yield* write("g", last, change)
    assert.isTrue(next > last, `version ${next} after ${last}`)
    last = next
  }
})

const fenced: Check = Effect.gen(function* () {
  const v1 = yield* write("g", undefined, { state: 1, send: [11] })
  const v2 = yield* write("g", v1, { state: 2 })
  for (const expected of [v1, undefined, v2 + 1n]) {
    assert.strictEqual(yield* attempt("g", expected, { state: 3, send: [12], sent: yield* ids("g") }), "Fenced", `expected ${expected}`)
  }
  assert.deepStrictEqual(yield* read("g"), { version: v2, state: 2, outbox: [11] }, "a fenced transaction changed something")
  assert.strictEqual(yield* attempt("new", v1, { state: 1 }), "Fenced")
  assert.strictEqual(yield* read("new"), undefined)
})

const oneWriterWins: Check = Effect.gen(function* () {
  const v1 = yield* write("g", undefined, { state: 1 })
  const rivals = yield* Effect.forEach([2, 3, 4], (n) => attempt("g", v1, { state: n, send: [n] }), { concurrency: 3 })
  assert.deepStrictEqual([...rivals].toSorted(), ["Fenced", "Fenced", "written"])
  const winner = 2 + rivals.indexOf("written")
  const found = yield* read("g")
  assert.deepStrictEqual([found?.state, found?.outbox], [winner, [winner]])
})

const outboxInOrder: Check = Effect.gen(function* () {
  const v1 = yield* write("g", undefined, { state: 1, send: [11, 12, 13] })
  const [a, b, c] = yield* ids("g")
  assert.isTrue(a !== undefined && b !== undefined && c !== undefined && a < b && b < c, "ids grow with age")
  const v2 = yield* write("g", v1, { sent: [b as bigint], send: [14] })
  assert.deepStrictEqual((yield* read("g"))?.outbox, [11, 13, 14])
  const before = yield* ids("g")
  const v3 = yield* write("g", v2, { sent: before })
  assert.deepStrictEqual((yield* read("g"))?.outbox, [])
  yield* write("g", v3, { send: [15] })
  const after = yield* ids("g")
  assert.isTrue((after[0] as bigint) > Math.max(...before.map(Number)), "an id was used for two messages")
})

const idsAreTold: Check = Effect.gen(function* () {
  const first = yield* written("g", undefined, { state: 1, send: [11, 12], receive: [21] })
  assert.deepStrictEqual([first.outbox, first.inbox], [yield* ids("g"), yield* ids("g", "inbox")])
  const second = yield* written("g", first.version, { send: [13], taken: first.inbox, receive: [22, 23] })
  assert.deepStrictEqual([second.outbox, second.inbox], [(yield* ids("g")).slice(2), yield* ids("g", "inbox")])
})

const inboxInOrder: Check = Effect.gen(function* () {
  const v1 = yield* write("g", undefined, { state: 1, receive: [21, 22, 23] })
  const [a, b, c] = yield* ids("g", "inbox")
  assert.isTrue(a !== undefined && b !== undefined && c !== undefined && a < b && b < c, "ids grow with age")
  const v2 = yield* write("g", v1, { taken: [b as bigint], receive: [24], send: [11] })
  assert.deepStrictEqual((yield* reading("g")).inbox, [21, 23, 24])
  assert.deepStrictEqual((yield* read("g"))?.outbox, [11], "the boxes are two")
  const before = yield* ids("g", "inbox")
  const v3 = yield* write("g", v2, { taken: before })
  assert.deepStrictEqual([(yield* reading("g")).inbox, (yield* read("g"))?.outbox], [[], [11]])
  const v4 = yield* write("g", v3, { taken: before })
  yield* write("g", v4, { receive: [25] })
  const after = yield* ids("g", "inbox")
  assert.isTrue((after[0] as bigint) > Math.max(...before.map(Number)), "an id was used for two notices")
})

const progressInOne: Check = Effect.gen(function* () {
  const v1 = yield* write("g", undefined, { state: 1 })
  assert.deepStrictEqual(yield* reading("g"), { cursor: 0n, inbox: [] })
  const v2 = yield* write("g", v1, { state: 2, cursor: 7n, receive: [21] })
  assert.deepStrictEqual(yield* reading("g"), { cursor: 7n, inbox: [21] })
  assert.strictEqual(yield* attempt("g", v1, { state: 3, cursor: 9n, receive: [22], taken: yield* ids("g", "inbox") }), "Fenced")
  assert.deepStrictEqual(
    [(yield* read("g"))?.state, yield* reading("g")],
    [2, { cursor: 7n, inbox: [21] }],
    "a fenced transaction took effect"
  )
  yield* write("g", v2, { state: 4 })
  assert.deepStrictEqual(yield* reading("g"), { cursor: 7n, inbox: [21] }, "a change without a position leaves it")
})

const markingOnly: Check = Effect.gen(function* () {
  const v1 = yield* write("g", undefined, { state: 1, send: [11] })
  const sent = yield* ids("g")
  const v2 = yield* write("g", v1, { sent })
  assert.deepStrictEqual(yield* read("g"), { version: v2, state: 1, outbox: [] })
  const v3 = yield* write("g", v2, { sent })
  assert.deepStrictEqual(yield* read("g"), { version: v3, state: 1, outbox: [] }, "marking twice, as after a crash, is no error")
})

const bulkApart: Check = Effect.gen(function* () {
  const both = Effect.map(
    Effect.flatMap(GroupStore, ({ load }) => load("g")),
    (found) => {
      const { bulk, state } = Option.getOrThrow(found)
      return [first(state), first(bulk)]
    }
  )
  const v1 = yield* write("g", undefined, { state: 1 })
  assert.deepStrictEqual(yield* both, [1, -1], "no bulk is an empty one")
  const v2 = yield* write("g", v1, { state: 2, bulk: 51 })
  const v3 = yield* write("g", v2, { state: 3 })
  assert.deepStrictEqual(yield* both, [3, 51], "a change without a bulk leaves it")
  const v4 = yield* write("g", v3, { bulk: 52 })
  assert.deepStrictEqual(yield* both, [3, 52], "and one without a state leaves that")
  assert.strictEqual(yield* attempt("g", v3, { state: 4, bulk: 53 }), "Fenced")
  assert.deepStrictEqual(yield* both, [3, 52], "a fenced transaction took effect")
  yield* write("g", v4, { sent: [] })
  assert.deepStrictEqual(yield* both, [3, 52])
  yield* (yield* GroupStore).remove("g")
  yield* write("g", undefined, { state: 5 })
  assert.deepStrictEqual(yield* both, [5, -1], "a bulk outlived its group")
})

const removed: Check = Effect.gen(function* () {
  const { list, remove } = yield* GroupStore
  const v1 = yield* write("g", undefined, { state: 1, send: [11] })
  yield* remove("g")
  assert.strictEqual(yield* read("g"), undefined)
  assert.deepStrictEqual(yield* list(), [])
  yield* remove("g")
  yield* write("g", undefined, { state: 5 })
  assert.strictEqual(yield* attempt("g", v1, { state: 6 }), "Fenced", "a writer from before the removal")
  const found = yield* read("g")
  assert.deepStrictEqual([found?.state, found?.outbox], [5, []])
})

const groupsApart: Check = Effect.gen(function* () {
  const { list } = yield* GroupStore
  const a = yield* write("a", undefined, { state: 1, send: [11] })
  yield* write("b", undefined, { state: 2, send: [12] })
  yield* write("a", a, { state: 3 })
  const b = yield* read("b")
  assert.deepStrictEqual([b?.state, b?.outbox], [2, [12]])
  assert.deepStrictEqual([...(yield* list())].toSorted(), ["a", "b"])
})

const ownBytes: Check = Effect.gen(function* () {
  const store = yield* GroupStore
  const [state, bulk, message, notice] = [one(1), one(51), one(11), one(21)]
  const delta = { ...noChange, state: Option.some(state), bulk: Option.some(bulk), send: [message], receive: [notice] }
  const { version: v1 } = yield* store.transact("g", Option.none(), delta)
  for (const bytes of [state, bulk, message, notice]) bytes.fill(7)
  const held = Option.getOrThrow(yield* store.load("g"))
  const v2 = yield* write("g", v1, { state: 2 })
  assert.deepStrictEqual(
    [first(held.state), first(held.bulk), held.outbox.map((entry) => first(entry.message))],
    [1, 51, [11]],
    "a loaded record is a snapshot"
  )
  const again = Option.getOrThrow(yield* store.load("g"))
  again.state.fill(7)
  again.bulk.fill(7)
  again.outbox.forEach((entry) => entry.message.fill(7))
  again.inbox.forEach((entry) => entry.notice.fill(7))
  const found = yield* read("g")
  assert.deepStrictEqual([found?.state, found?.outbox, (yield* reading("g")).inbox], [2, [11], [21]])
  assert.strictEqual(first(Option.getOrThrow(yield* store.load("g")).bulk), 51)
  yield* write("g", v2, { taken: yield* ids("g", "inbox") })
  assert.deepStrictEqual(
    held.inbox.map((entry) => first(entry.notice)),
    [21],
    "a loaded notice is the reader's own"
  )
})

/** What every `GroupStore` does. */
export const groupStoreLaws: ReadonlyArray<Law<GroupStore>> = [
  { title: "what was written for a group is what is loaded", check: writtenIsLoaded },
  { title: "each transaction gives a higher version", check: versionsGrow },
  { title: "a writer that does not expect the stored version is fenced out and changes nothing", check: fenced },
  { title: "of writers that loaded the same version one wins", check: oneWriterWins },
  { title: "the outbox keeps its order, and no id is used twice", check: outboxInOrder },
  { title: "the inbox keeps its order, and no id is used twice", check: inboxInOrder },
  { title: "a transaction tells the ids of what it appended", check: idsAreTold },
  { title: "state, delivery position and inbox change together or not at all (V294)", check: progressInOne },
  { title: "a state and its bulk change in one transaction, each alone where a change leaves the other out", check: bulkApart },
  { title: "a change without a state leaves the state, and marking a message as sent twice is no error", check: markingOnly },
  { title: "a removed group is forgotten, and its old writers stay fenced out", check: removed },
  { title: "groups share no records", check: groupsApart },
  { title: "a group's record shares no bytes with its writers and readers", check: ownBytes }
]
