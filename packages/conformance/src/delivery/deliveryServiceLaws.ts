import { type Delivered, type DeliveryRefused, DeliveryService, type Published } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"
import { collected } from "./collected.ts"
import { inboxLaws, sameTwice } from "./inboxLaws.ts"
import { recalling } from "./recalling.ts"

/** What a service under test was told. */
export interface DeliveryLawOptions {
  /** The size limit, in bytes, with which the layer was made. Without it the law on size is left out. */
  readonly maxMessageBytes?: number
}

type Check = Effect.Effect<void, unknown, DeliveryService>
const group = "g"
const bytes = (n: number): Uint8Array => Uint8Array.of(n >>> 8, n & 255)
const number = (message: Uint8Array): number => (message[0] ?? 0) * 256 + (message[1] ?? 0)
const numbers = (delivered: ReadonlyArray<Delivered>): ReadonlyArray<number> => delivered.map(({ message }) => number(message))
const upTo = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i)
const ascending = (list: ReadonlyArray<number>): ReadonlyArray<number> => [...list].toSorted((a, b) => a - b)

const publish = Effect.fnUntraced(function* (to: string, message: Uint8Array, expected?: bigint) {
  return yield* (yield* DeliveryService).publish(to, message, Option.fromUndefinedOr(expected))
})
const answer = <R>(sent: Effect.Effect<Published, DeliveryRefused, R>): Effect.Effect<string, never, R> =>
  Effect.match(sent, { onFailure: ({ reason }): string => reason, onSuccess: () => "taken" })
const outcome = (to: string, message: Uint8Array, expected: bigint) => answer(publish(to, message, expected))
/** The next `count` messages; a service that does not bring them in time has lost one. */
const collect = Effect.fnUntraced(function* (from: string, position: bigint, count: number) {
  const service = yield* DeliveryService
  return yield* collected(service.subscribe(from, position), count)
})
/** All that arrives until the group falls silent: shows what should not be there. */
const settle = Effect.fnUntraced(function* (from: string, position: bigint) {
  const service = yield* DeliveryService
  const seen: Array<Delivered> = []
  const record = Stream.runForEach(service.subscribe(from, position), (delivered) => Effect.sync(() => void seen.push(delivered)))
  yield* Effect.timeoutOption(record, "100 millis")
  return seen
})
const promises = (has: (service: DeliveryService["Service"]) => boolean, check: Check): Check =>
  Effect.flatMap(DeliveryService, (service) => (has(service) ? check : Effect.void))
const oneWinner = (check: Check): Check => promises(({ ordering }) => ordering !== "none", check)

const everyMessageOnce: Check = Effect.gen(function* () {
  const early = yield* Effect.forkChild(Effect.all([collect(group, 0n, 40), collect(group, 0n, 40)], { concurrency: 2 }))
  yield* Effect.forEach(upTo(20), (n) => publish(group, bytes(n)))
  yield* Effect.yieldNow
  yield* Effect.forEach(upTo(20), (n) => publish(group, bytes(20 + n)))
  for (const seen of yield* Fiber.join(early))
    assert.deepStrictEqual(ascending(numbers(seen)), upTo(40), "messages 0 to 39, as an early reader got them")
  assert.deepStrictEqual(ascending(numbers(yield* settle(group, 0n))), upTo(40), "messages 0 to 39, as a late reader got them")
})

const bytesAsTheyWere: Check = Effect.gen(function* () {
  const big = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7)
  for (const message of [new Uint8Array(0), Uint8Array.from(upTo(256)), big]) {
    const { position } = yield* publish(group, message)
    const [delivered] = yield* collect(group, position, 1)
    assert.deepStrictEqual(delivered?.message, message)
  }
  const reused = bytes(1)
  const { position } = yield* publish(group, reused)
  reused.fill(9)
  const [delivered] = yield* collect(group, position, 1)
  assert.deepStrictEqual(delivered?.message, bytes(1), "the sender's buffer was used again")
})

const positions: Check = Effect.gen(function* () {
  const given: Array<bigint> = []
  for (const n of upTo(12)) given.push((yield* publish(group, bytes(n))).position)
  assert.deepStrictEqual(given, upTo(12).map(BigInt), "the positions that publish gave")
  for (const { message, position } of yield* collect(group, 0n, 12)) assert.strictEqual(position, given[number(message)])
})

const resume: Check = Effect.gen(function* () {
  yield* Effect.forEach(upTo(10), (n) => publish(group, bytes(n)))
  assert.deepStrictEqual(ascending(numbers(yield* settle(group, 6n))), [6, 7, 8, 9], "of ten messages, those that came from position 6 on")
  const ahead = yield* Effect.forkChild(collect(group, 11n, 1))
  yield* Effect.yieldNow
  yield* Effect.forEach([10, 11], (n) => publish(group, bytes(n)))
  assert.deepStrictEqual(numbers(yield* Fiber.join(ahead)), [11])
})

const sameOrderForAll: Check = Effect.gen(function* () {
  const watchers = yield* Effect.forkChild(Effect.all([collect(group, 0n, 64), collect(group, 0n, 64)], { concurrency: 2 }))
  const talk = (from: number) => Effect.forEach(upTo(8), (n) => Effect.andThen(publish(group, bytes(from * 8 + n)), Effect.yieldNow))
  yield* Effect.forEach(upTo(8), talk, { concurrency: 8 })
  for (const seen of yield* Fiber.join(watchers)) {
    assert.deepStrictEqual(
      seen.map(({ position }) => position),
      upTo(64).map(BigInt),
      "the positions of 64 messages in the order in which they came"
    )
  }
})

const slowReader: Check = Effect.gen(function* () {
  const service = yield* DeliveryService
  const slowly = Stream.mapEffect(service.subscribe(group, 0n), (one) => Effect.as(Effect.yieldNow, one))
  const reader = yield* Effect.forkChild(collected(slowly, 3_000, "10 seconds"))
  yield* Effect.yieldNow
  yield* Effect.forEach(upTo(3_000), (n) => publish(group, bytes(n)))
  assert.deepStrictEqual(ascending(numbers(yield* Fiber.join(reader))), upTo(3_000))
})

const groupsApart: Check = Effect.gen(function* () {
  yield* publish("a", bytes(1), 5n)
  yield* publish("b", bytes(2), 0n)
  yield* publish("a", bytes(3), 6n)
  assert.deepStrictEqual(ascending(numbers(yield* settle("a", 0n))), [1, 3])
  assert.deepStrictEqual(numbers(yield* settle("b", 0n)), [2])
  const service = yield* DeliveryService
  if (service.slots) {
    assert.strictEqual(yield* service.reserve("a", 7n), 0n)
    assert.strictEqual(yield* service.reserve("b", 7n), 0n)
  }
})

const oneCommit: Check = Effect.gen(function* () {
  yield* publish(group, bytes(0), 3n)
  const rivals = yield* Effect.forEach([1, 2, 3], (n) => outcome(group, bytes(n), 4n), { concurrency: 3 })
  assert.deepStrictEqual([...rivals].toSorted(), ["StaleEpoch", "StaleEpoch", "taken"], "what became of three commits of one epoch")
  const winner = 1 + rivals.indexOf("taken")
  assert.deepStrictEqual(numbers(yield* settle(group, 0n)), [0, winner], "a refused commit was delivered")
})

const epochsInTurn: Check = Effect.gen(function* () {
  assert.strictEqual(yield* outcome(group, bytes(0), 7n), "taken", "the first commit says where the group stands")
  for (const wrong of [0n, 6n, 7n, 9n]) assert.strictEqual(yield* outcome(group, bytes(1), wrong), "StaleEpoch", `epoch ${wrong}`)
  assert.strictEqual(yield* outcome(group, bytes(2), 8n), "taken")
})

const plainMessages: Check = Effect.gen(function* () {
  yield* publish(group, bytes(0))
  assert.strictEqual(yield* outcome(group, bytes(1), 1n), "taken")
  yield* publish(group, bytes(2))
  assert.strictEqual(yield* outcome(group, bytes(3), 2n), "taken")
  assert.deepStrictEqual(ascending(numbers(yield* settle(group, 0n))), [0, 1, 2, 3])
})

const slotsOnce: Check = Effect.gen(function* () {
  const { reserve } = yield* DeliveryService
  const given = yield* Effect.forEach(upTo(50), () => reserve(group, 2n), { concurrency: 8 })
  assert.deepStrictEqual(ascending(given.map(Number)), upTo(50))
  assert.strictEqual(yield* reserve(group, 3n), 0n, "each epoch has slots of its own")
  yield* publish(group, bytes(0), 2n)
  assert.strictEqual(yield* reserve(group, 3n), 1n, "a commit does not give slots of its epoch out again")
  const late = yield* Effect.result(reserve(group, 2n))
  if (Result.isSuccess(late)) assert.strictEqual(late.success, 50n, "a slot of a past epoch was given twice")
})

const hundredCommitters: Check = Effect.gen(function* () {
  yield* publish(group, bytes(0), 41n)
  const rivals = yield* Effect.forEach(upTo(100), (n) => Effect.result(publish(group, bytes(1 + n), 42n)), { concurrency: "unbounded" })
  const told = rivals.flatMap((rival) => (Result.isFailure(rival) ? [rival.failure] : []))
  assert.strictEqual(told.length, 99, "refused, of 100 commits of one epoch")
  for (const refusal of told) assert.deepInclude(refusal, { _tag: "DeliveryRefused", group, reason: "StaleEpoch", epoch: 43n })
  const winner = 1 + rivals.findIndex(Result.isSuccess)
  assert.deepStrictEqual(numbers(yield* settle(group, 0n)), [0, winner], "a refused commit was delivered")
})

/** A fixed sequence in [1, n], another one for each seed. */
const steps = (seed: number): ((n: number) => number) => {
  let state = seed
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return 1 + ((state >>> 8) % n)
  }
}

const MANY = 400

/** Reads all of a group, a few messages at a time, and connects anew after each few. */
const restless = Effect.fnUntraced(function* (seed: number) {
  const step = steps(seed)
  const seen: Array<Delivered> = []
  while (seen.length < MANY) {
    const few = Math.min(step(40), MANY - seen.length)
    seen.push(...(yield* collect(group, BigInt(seen.length), few)))
    for (let rest = step(5); rest > 0; rest--) yield* Effect.yieldNow
  }
  return seen
})

const samePrefix: Check = Effect.gen(function* () {
  const readers = yield* Effect.forkChild(Effect.forEach(upTo(8), restless, { concurrency: 8 }))
  const talk = (from: number) =>
    Effect.forEach(upTo(MANY / 4), (n) => Effect.andThen(publish(group, bytes(from * 100 + n)), Effect.yieldNow))
  yield* Effect.forEach(upTo(4), talk, { concurrency: 4 })
  const [first, ...others] = yield* Fiber.join(readers)
  assert.deepStrictEqual(
    first?.map(({ position }) => position),
    upTo(MANY).map(BigInt),
    "a gap, or no order"
  )
  assert.deepStrictEqual(ascending(numbers(first ?? [])), upTo(MANY))
  for (const seen of others) assert.deepStrictEqual(seen, first, "two readers saw two sequences")
})

const sentAgain: Check = Effect.gen(function* () {
  const service = yield* DeliveryService
  const send = (n: number, key: number, expected?: bigint, to = group) =>
    service.publish(to, bytes(n), Option.fromUndefinedOr(expected), { key: bytes(key) })
  const { position } = yield* send(1, 7)
  for (const again of yield* Effect.forEach(upTo(5), () => send(1, 7), { concurrency: 5 }))
    assert.deepStrictEqual(again, { position, duplicate: true }, "the same message under the same key, sent again")
  const won = yield* send(2, 8, 3n)
  assert.deepStrictEqual(yield* send(2, 8, 3n), { position: won.position, duplicate: true }, "a commit that won, sent again, has not lost")
  assert.strictEqual(yield* answer(send(2, 9, 3n)), "StaleEpoch", "the same commit under another key is another commit, and late")
  const another = yield* send(1, 10)
  assert.deepStrictEqual([another.position > won.position, another.duplicate === true], [true, false], "another key is another message")
  assert.strictEqual(yield* answer(send(3, 7)), "Invalid", "a key names one message")
  assert.strictEqual((yield* send(1, 7, undefined, "another group")).duplicate === true, false, "another group has keys of its own")
  assert.strictEqual((yield* settle(group, 0n)).length, 3, "messages in the group: one for each key")
})

const abandoned: Check = Effect.gen(function* () {
  const { subscribe } = yield* DeliveryService
  const leaver = yield* Effect.forkChild(Stream.runDrain(subscribe(group, 0n)))
  const stayer = yield* Effect.forkChild(collect(group, 0n, 2))
  yield* publish(group, bytes(0))
  yield* Effect.yieldNow
  yield* Fiber.interrupt(leaver)
  yield* publish(group, bytes(1))
  assert.deepStrictEqual(ascending(numbers(yield* Fiber.join(stayer))), [0, 1])
})

const tooLarge = (limit: number): Check =>
  Effect.gen(function* () {
    assert.strictEqual(yield* outcome(group, new Uint8Array(limit + 1), 0n), "TooLarge")
    assert.strictEqual(yield* outcome(group, new Uint8Array(limit), 0n), "taken", "the refused message left the epoch as it was")
    assert.strictEqual((yield* settle(group, 0n)).length, 1)
  })

/** The laws themselves, for whoever registers tests in another way. */
export const deliveryLaws = (options: DeliveryLawOptions = {}): ReadonlyArray<Law<DeliveryService>> => [
  { title: "every subscriber gets every message once, early or late", check: everyMessageOnce },
  { title: "a message arrives with the bytes it was published with", check: bytesAsTheyWere },
  { title: "publish answers with the position of delivery, and positions count from 0", check: positions },
  { title: "a subscription from a position gives the messages from there on, also before they exist", check: resume },
  { title: "a slow reader loses nothing", check: slowReader },
  { title: "an abandoned subscription disturbs nobody", check: abandoned },
  { title: "groups share neither messages nor epochs nor slots", check: groupsApart },
  {
    title: "a service of total order shows all subscribers one order",
    check: promises(({ ordering }) => ordering === "total", sameOrderForAll)
  },
  {
    title: "a service of ordered epochs takes one of the commits that compete for an epoch, and delivers no other",
    check: oneWinner(oneCommit)
  },
  { title: "a service of ordered epochs takes commits for the group's epoch and for no other", check: oneWinner(epochsInTurn) },
  { title: "a message without an expected epoch moves no epoch", check: oneWinner(plainMessages) },
  {
    title: "V312: of 100 committers at one epoch one is taken, and 99 are told the epoch at which the group stands",
    check: oneWinner(hundredCommitters)
  },
  {
    title: "V313: a group is one sequence without gaps, and readers that come and go see the same one",
    check: promises(({ ordering }) => ordering === "total", samePrefix)
  },
  {
    title: "V315: the same bytes sent again under the same key are one entry, a commit that won included",
    check: oneWinner(sentAgain)
  },
  { title: "a service with slots gives each slot of an epoch once, from 0", check: promises(({ slots }) => slots, slotsOnce) },
  ...(options.maxMessageBytes === undefined
    ? []
    : [{ title: "a message over the limit is refused and leaves no trace", check: tooLarge(options.maxMessageBytes) }])
]

/**
 * What every `DeliveryService` does. A law on a promise (order, one winner per epoch, slots) asks the service whether it makes it. The real
 * clock runs: the laws wait up to seconds for a message that a broken service has lost.
 */
export const deliveryServiceLaws = <E>(layer: Layer.Layer<DeliveryService, E>, options: DeliveryLawOptions = {}): void => {
  register("a delivery service", deliveryLaws(options), recalling(layer))
  register("a delivery service's queues", [...inboxLaws, sameTwice(layer)], layer)
}
