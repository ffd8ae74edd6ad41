import { type Delivered, DeliveryRefused, DeliveryService, type Inbox } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { inboxLaws } from "../../src/index.ts"
import { sameTwice } from "../../src/delivery/inboxLaws.ts"
import { everyLawBites } from "../laws.ts"

const faults = {
  "losing every tenth message": "a queue hands out each message once",
  "one queue for all": "a queue hands out each message once",
  "handing out twice": "a queue hands out each message once",
  "counting from 1": "a queue hands out each message once",
  "queues from the beginning": "a queue holds what comes from its position on",
  "one group for all": "a queue holds what comes from its position on",
  "two change places": "queues of a service of total order",
  "texts pass commits": "in queues of a service of causal order",
  "a subscription of texts first": "for subscribers of a service of causal order",
  "delivering refused commits": "queues of a service of ordered epochs",
  "keeping everything": "a service that keeps what is not fetched",
  "keeping for who is gone": "a service that keeps what is not fetched"
} as const
type Fault = keyof typeof faults

interface Queue {
  readonly from: bigint
  waiting: Array<Delivered>
}
interface Group {
  readonly queues: Set<Queue>
  readonly commits: Set<bigint>
  count: bigint
  epoch: bigint | undefined
}

/** The plainest service with queues: of causal order when that is what a fault is about. */
const service = (fault: Fault | "none"): Layer.Layer<DeliveryService> =>
  Layer.sync(DeliveryService, () => {
    const is = (f: Fault): boolean => f === fault
    const groups = new Map<string, Group>()
    const at = (name: string): Group => {
      const key = is("one group for all") ? "" : name
      const group = groups.get(key) ?? { queues: new Set<Queue>(), commits: new Set<bigint>(), count: 0n, epoch: undefined }
      groups.set(key, group)
      return group
    }
    const open = (name: string, from: bigint): Queue => {
      const { queues } = at(name)
      const [shared] = queues
      const queue = is("one queue for all") && shared !== undefined ? shared : { from, waiting: [] }
      queues.add(queue)
      return queue
    }
    /** What goes out in one go, out of order where the fault says so. */
    const arranged = (name: string, all: ReadonlyArray<Delivered>, streamed: boolean): ReadonlyArray<Delivered> => {
      const { commits } = at(name)
      const late = (streamed && is("a subscription of texts first")) || (!streamed && is("texts pass commits"))
      if (late) return all.toSorted((a, b) => Number(commits.has(a.position)) - Number(commits.has(b.position)))
      const [first, second, ...others] = all
      return is("two change places") && first !== undefined && second !== undefined ? [second, first, ...others] : all
    }
    return DeliveryService.of({
      id: "plain",
      ordering: is("texts pass commits") || is("a subscription of texts first") ? "causal" : "total",
      slots: false,
      keeps: "unfetched",
      reserve: (group) => Effect.fail(new DeliveryRefused({ group, reason: "Unavailable" })),
      publish: (name, message, expected) =>
        Effect.suspend(() => {
          const group = at(name)
          const epoch = Option.getOrUndefined(expected)
          const stale = epoch !== undefined && epoch !== (group.epoch ?? epoch)
          const position = group.count
          const delivered = { position: is("counting from 1") ? position + 1n : position, message }
          if (!stale || is("delivering refused commits"))
            for (const queue of group.queues) {
              if (position < queue.from && !is("queues from the beginning")) continue
              if (is("losing every tenth message") && position % 10n === 9n) continue
              queue.waiting.push(delivered, ...(is("handing out twice") && position === 3n ? [delivered] : []))
            }
          if (stale) return Effect.fail(new DeliveryRefused({ group: name, reason: "StaleEpoch", epoch: group.epoch ?? 0n }))
          group.count++
          if (epoch !== undefined) {
            group.epoch = epoch + 1n
            group.commits.add(position)
          }
          return Effect.succeed({ position })
        }),
      subscribe: (name, from) =>
        Stream.suspend(() => {
          const queue = open(name, from)
          const look = Effect.gen(function* () {
            // A whole story at a time, so that there is something to put out of order.
            while (queue.waiting.length < 40) yield* Effect.sleep("1 millis")
            return arranged(name, queue.waiting.splice(0), true)
          })
          return Stream.flatMap(Stream.fromEffectRepeat(look), Stream.fromIterable)
        }),
      inbox: (name, from) =>
        Effect.sync((): Inbox => {
          const queue = open(name, from)
          return {
            fetch: Effect.sync(() => arranged(name, queue.waiting.splice(0), false)),
            close: Effect.sync(() => {
              if (!is("keeping for who is gone")) at(name).queues.delete(queue)
            })
          }
        }),
      stored: Effect.sync(() =>
        [...groups.values()].reduce(
          (sum, { count, queues }) =>
            sum + (is("keeping everything") ? Number(count) : [...queues].reduce((n, { waiting }) => n + waiting.length, 0)),
          0
        )
      )
    })
  })

everyLawBites(inboxLaws, service, faults)

describe("the law of equal seeds", () => {
  const outcome = (layer: Layer.Layer<DeliveryService>) => Effect.exit(Effect.provide(sameTwice(layer).check, layer))
  let built = 0
  /** Every second one that is built hands out the newest first. */
  const fickle = Layer.effect(
    DeliveryService,
    Effect.map(DeliveryService, (plain) => {
      const odd = built++ % 2 === 1
      const inbox: typeof plain.inbox = (...args) =>
        Effect.map(plain.inbox?.(...args) ?? Effect.die("no queues"), (one) => ({
          ...one,
          fetch: Effect.map(one.fetch, (some) => (odd ? some.map((each) => ({ ...each, message: Uint8Array.of(0) })) : some))
        }))
      return { ...plain, inbox }
    })
  ).pipe(Layer.provide(service("none")))

  it.live("tells a fickle service from one that does what it is told", () =>
    Effect.gen(function* () {
      assert.isTrue(Exit.isSuccess(yield* outcome(service("none"))))
      assert.isFalse(Exit.isSuccess(yield* outcome(fickle)))
    })
  )
})
