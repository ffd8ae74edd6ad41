import { decode, encode } from "@copath/codec"
import { Recovery } from "@copath/client"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { resendOwn } from "../../src/index.ts"
import { memoryCodec } from "../../src/letters/memory.ts"
import { adds, at, commits, type Group, groupOf, says, services } from "../world.ts"

const joinsAt = (group: Group, name: string) => Result.getOrThrow(decode(memoryCodec, at(group, name).letters.write())).joins

it.effect("only joins after the oldest text that is kept are remembered, of members who are there, the latest last", () =>
  Effect.gen(function* () {
    const group = yield* groupOf("alice", "bob")
    yield* adds(group, "alice", "carol")
    expect(joinsAt(group, "alice")).toEqual([])
    yield* says(group, "alice", "in carol's epoch")
    expect(joinsAt(group, "alice")).toEqual([])
    yield* adds(group, "bob", "dave")
    yield* says(group, "alice", "in dave's epoch")
    yield* adds(group, "bob", "erin")
    expect(joinsAt(group, "alice")).toEqual([
      { leaf: 3, epoch: 3n },
      { leaf: 4, epoch: 4n }
    ])
    // Who said nothing has nothing to be careful with.
    expect(joinsAt(group, "bob")).toEqual([])
    yield* commits(group, "bob", { remove: [at(group, "dave").state.me] })
    expect(joinsAt(group, "alice")).toEqual([{ leaf: 4, epoch: 4n }])
    yield* adds(group, "bob", "frank")
    expect(joinsAt(group, "alice")).toEqual([
      { leaf: 4, epoch: 4n },
      { leaf: 3, epoch: 6n }
    ])
  }).pipe(Effect.provide(Layer.mergeAll(services, resendOwn)))
)

it.effect("a join is forgotten with the last text that is older", () =>
  Effect.gen(function* () {
    const group = yield* groupOf("alice", "bob")
    yield* says(group, "alice", "before carol")
    yield* TestClock.adjust("30 minutes")
    yield* adds(group, "bob", "carol")
    yield* says(group, "alice", "in carol's epoch")
    expect(joinsAt(group, "alice")).toHaveLength(1)
    yield* TestClock.adjust("31 minutes")
    yield* says(group, "alice", "later")
    expect(joinsAt(group, "alice")).toEqual([])
  }).pipe(Effect.provide(Layer.mergeAll(services, resendOwn)))
)

it.effect("bytes behind a memory are no memory", () =>
  Effect.gen(function* () {
    const { begin, resume } = yield* Recovery
    const written = begin.write()
    expect(encode(memoryCodec, Result.getOrThrow(decode(memoryCodec, written)))).toEqual(written)
    expect(resume(Uint8Array.from([...written, 0]))).toBeUndefined()
  }).pipe(Effect.provide(resendOwn))
)
