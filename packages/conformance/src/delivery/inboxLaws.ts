import { type Delivered, DeliveryService, type Inbox } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { assert } from "vitest"
import type { Law } from "../law.ts"
import { collected } from "./collected.ts"

type Check = Effect.Effect<void, unknown, DeliveryService>
type Service = DeliveryService["Service"]

const group = "g"
const bytes = (n: number): Uint8Array => Uint8Array.of(n)
const number = ({ message }: Delivered): number => message[0] ?? -1
const upTo = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, i) => i)
const ascending = (list: ReadonlyArray<number>): ReadonlyArray<number> => [...list].toSorted((a, b) => a - b)

/** For services that promise this, and have queues. */
const withQueues = (has: (service: Service) => boolean, check: (open: NonNullable<Service["inbox"]>) => Check): Check =>
  Effect.flatMap(DeliveryService, (service) => (service.inbox !== undefined && has(service) ? check(service.inbox) : Effect.void))
const always = (): boolean => true

/** Messages with these numbers; those of `commits` end an epoch, from 0 on. */
const publish = Effect.fnUntraced(function* (numbers: ReadonlyArray<number>, commits: ReadonlyMap<number, bigint> = new Map()) {
  const service = yield* DeliveryService
  for (const n of numbers) yield* service.publish(group, bytes(n), Option.fromUndefinedOr(commits.get(n)))
})

/** All that a queue has: it lets go of what it holds back when it is asked a second time, and must then be empty. */
const emptied = Effect.fnUntraced(function* ({ fetch }: Inbox) {
  const all = [...(yield* fetch), ...(yield* fetch)]
  assert.deepStrictEqual(yield* fetch, [], "the queue has more, though nothing came")
  return all
})

const eachOnce: Check = withQueues(always, (open) =>
  Effect.gen(function* () {
    const [quick, slow] = [yield* open(group, 0n), yield* open(group, 0n)]
    const seen: Array<Delivered> = []
    for (const n of upTo(40)) {
      yield* publish([n])
      seen.push(...(yield* quick.fetch))
    }
    seen.push(...(yield* emptied(quick)))
    assert.deepStrictEqual(ascending(seen.map(number)), upTo(40))
    assert.deepStrictEqual(ascending((yield* emptied(slow)).map(number)), upTo(40))
    for (const one of seen) assert.strictEqual(Number(one.position), number(one), "the position is not that of publish")
  })
)

const fromPosition: Check = withQueues(always, (open) =>
  Effect.gen(function* () {
    const [early, elsewhere] = [yield* open(group, 0n), yield* open("another group", 0n)]
    yield* publish(upTo(5))
    const [now, later] = [yield* open(group, 5n), yield* open(group, 8n)]
    yield* publish([5, 6, 7, 8, 9])
    assert.deepStrictEqual(ascending((yield* emptied(now)).map(number)), [5, 6, 7, 8, 9])
    assert.deepStrictEqual(ascending((yield* emptied(later)).map(number)), [8, 9])
    assert.strictEqual((yield* emptied(early)).length, 10)
    assert.deepStrictEqual(yield* emptied(elsewhere), [], "another group's messages")
  })
)

const inOrder: Check = withQueues(
  ({ ordering }) => ordering === "total",
  (open) =>
    Effect.gen(function* () {
      const inbox = yield* open(group, 0n)
      const seen: Array<Delivered> = []
      for (const n of upTo(60)) {
        yield* publish([n])
        if (n % 7 === 3) seen.push(...(yield* inbox.fetch))
      }
      assert.deepStrictEqual([...seen, ...(yield* emptied(inbox))].map(number), upTo(60))
    })
)

/** Commits at 9, 10 and 30 of 40 messages. */
const story = new Map([9, 10, 30].map((n, epoch) => [n, BigInt(epoch)]))

/** Nothing that was sent before a commit comes after it, and nothing the other way round. */
const barriersHold = (seen: ReadonlyArray<number>): void => {
  for (const commit of story.keys()) {
    const place = seen.indexOf(commit)
    for (const [at, n] of seen.entries())
      if (n !== commit) assert.strictEqual(at < place, n < commit, `message ${n} passed commit ${commit}`)
  }
}
const isCausal = ({ ordering }: Service): boolean => ordering === "causal" || ordering === "total"

const causalQueues: Check = withQueues(isCausal, (open) =>
  Effect.gen(function* () {
    const [often, late] = [yield* open(group, 0n), yield* open(group, 0n)]
    const seen: Array<Delivered> = []
    for (const n of upTo(40)) {
      yield* publish([n], story)
      seen.push(...(yield* often.fetch))
    }
    barriersHold([...seen, ...(yield* emptied(often))].map(number))
    barriersHold((yield* emptied(late)).map(number))
  })
)

const causalStreams: Check = Effect.gen(function* () {
  const service = yield* DeliveryService
  if (!isCausal(service)) return
  const read = Effect.forkChild(collected(service.subscribe(group, 0n), 40))
  const readers = [yield* read, yield* read]
  // Both are there before anything comes.
  yield* Effect.sleep("5 millis")
  yield* publish(upTo(40), story)
  for (const reader of readers) barriersHold((yield* Fiber.join(reader)).map(number))
})

const oneWinner: Check = withQueues(
  ({ ordering }) => ordering !== "none",
  (open) =>
    Effect.gen(function* () {
      const service = yield* DeliveryService
      const inbox = yield* open(group, 0n)
      yield* publish([0], new Map([[0, 4n]]))
      const rivals = yield* Effect.forEach([1, 2, 3], (n) => Effect.result(service.publish(group, bytes(n), Option.some(5n))))
      const winner = 1 + rivals.findIndex(Result.isSuccess)
      assert.deepStrictEqual((yield* emptied(inbox)).map(number), [0, winner], "a refused commit lies in a queue")
    })
)

const storedUntilFetched: Check = withQueues(
  ({ keeps }) => keeps === "unfetched",
  (open) =>
    Effect.gen(function* () {
      const { stored = Effect.succeed(-1) } = yield* DeliveryService
      const [awake, asleep] = [yield* open(group, 0n), yield* open(group, 0n)]
      assert.strictEqual(yield* stored, 0)
      for (const n of upTo(10)) {
        yield* publish([n])
        yield* emptied(awake)
      }
      assert.strictEqual(yield* stored, 10, "ten bytes lie there for who sleeps, and nothing else")
      yield* emptied(asleep)
      assert.strictEqual(yield* stored, 0, "all have everything, and something is kept")
      yield* publish([1])
      yield* asleep.close
      yield* emptied(awake)
      assert.strictEqual(yield* stored, 0, "something is kept for a device that is gone")
    })
)

/** Laws of what a device finds when it asks now and then. */
export const inboxLaws: ReadonlyArray<Law<DeliveryService>> = [
  { title: "a queue hands out each message once, whoever else asks and how often", check: eachOnce },
  { title: "a queue holds what comes from its position on", check: fromPosition },
  { title: "queues of a service of total order keep it", check: inOrder },
  { title: "in queues of a service of causal order nothing passes a commit", check: causalQueues },
  { title: "for subscribers of a service of causal order nothing passes a commit", check: causalStreams },
  { title: "queues of a service of ordered epochs hold no commit that was refused", check: oneWinner },
  { title: "a service that keeps what is not fetched keeps nothing else", check: storedUntilFetched }
]

/** Equal calls in equal order give equal deliveries: what a seed is for. */
export const sameTwice = <E>(layer: Layer.Layer<DeliveryService, E>): Law<DeliveryService> => {
  const played = Effect.gen(function* () {
    const { inbox } = yield* DeliveryService
    if (inbox === undefined) return []
    const readers = [yield* inbox(group, 0n), yield* inbox(group, 0n)]
    const seen: Array<ReadonlyArray<number>> = []
    for (const n of upTo(30)) {
      yield* publish([n])
      for (const { fetch } of readers) seen.push((yield* fetch).map(number))
    }
    for (const reader of readers) seen.push((yield* emptied(reader)).map(number))
    return seen
  }).pipe(Effect.provide(Layer.fresh(layer)))
  return {
    title: "a service does the same when it is told the same",
    check: Effect.gen(function* () {
      assert.deepStrictEqual(yield* played, yield* played)
    })
  }
}
