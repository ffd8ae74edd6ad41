import { GroupStore } from "@copath/contracts"
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
  readonly send?: ReadonlyArray<number>
  readonly sent?: ReadonlyArray<bigint>
}
const write = Effect.fnUntraced(function* (group: string, expected: bigint | undefined, change: Change) {
  return yield* (yield* GroupStore).transact(group, Option.fromUndefinedOr(expected), {
    state: Option.map(Option.fromUndefinedOr(change.state), one),
    send: (change.send ?? []).map(one),
    sent: change.sent ?? []
  })
})
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
const ids = Effect.fnUntraced(function* (group: string) {
  const found = yield* (yield* GroupStore).load(group)
  return Option.match(found, { onNone: () => [], onSome: ({ outbox }) => outbox.map(({ id }) => id) })
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

const markingOnly: Check = Effect.gen(function* () {
  const v1 = yield* write("g", undefined, { state: 1, send: [11] })
  const sent = yield* ids("g")
  const v2 = yield* write("g", v1, { sent })
  assert.deepStrictEqual(yield* read("g"), { version: v2, state: 1, outbox: [] })
  const v3 = yield* write("g", v2, { sent })
  assert.deepStrictEqual(yield* read("g"), { version: v3, state: 1, outbox: [] }, "marking twice, as after a crash, is no error")
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
  const [state, message] = [one(1), one(11)]
  const v1 = yield* store.transact("g", Option.none(), { state: Option.some(state), send: [message], sent: [] })
  state.fill(7)
  message.fill(7)
  const held = Option.getOrThrow(yield* store.load("g"))
  yield* write("g", v1, { state: 2 })
  assert.deepStrictEqual([first(held.state), held.outbox.map((entry) => first(entry.message))], [1, [11]], "a loaded record is a snapshot")
  const again = Option.getOrThrow(yield* store.load("g"))
  again.state.fill(7)
  again.outbox.forEach((entry) => entry.message.fill(7))
  const found = yield* read("g")
  assert.deepStrictEqual([found?.state, found?.outbox], [2, [11]])
})

/** What every `GroupStore` does. */
export const groupStoreLaws: ReadonlyArray<Law<GroupStore>> = [
  { title: "what was written for a group is what is loaded", check: writtenIsLoaded },
  { title: "each transaction gives a higher version", check: versionsGrow },
  { title: "a writer that does not expect the stored version is fenced out and changes nothing", check: fenced },
  { title: "of writers that loaded the same version one wins", check: oneWriterWins },
  { title: "the outbox keeps its order, and no id is used twice", check: outboxInOrder },
  { title: "a change without a state leaves the state, and marking a message as sent twice is no error", check: markingOnly },
  { title: "a removed group is forgotten, and its old writers stay fenced out", check: removed },
  { title: "groups share no records", check: groupsApart },
  { title: "a group's record shares no bytes with its writers and readers", check: ownBytes }
]
