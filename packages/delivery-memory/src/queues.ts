import { type Delivered, DeliveryService, type Inbox, type KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { nameOf } from "./gate.ts"
import { directoryLayerWith } from "./layer.ts"
import { groupLogs, type MemoryOptions } from "./logs.ts"
import { publisher } from "./publisher.ts"

/** What lies at the server for one device. */
interface DeviceQueue {
  readonly owner: string | undefined
  readonly from: bigint
  waiting: Array<Delivered>
  /** Called at the next message, by whoever waits for it. */
  wake: (() => void) | undefined
}

const arrival = (queue: DeviceQueue): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    queue.wake = () => resume(Effect.void)
    return Effect.sync(() => (queue.wake = undefined))
  })

/**
 * Every device has a queue of its own, into which each message is put once, and out of which it goes when the device fetches it. Total order, one commit an epoch,
 * slots. A sender that shows its token finds nothing of its own in the queue that it opened with that token.
 *
 * *When to use*: to count what a server stores for devices that sleep. *Gotcha*: there is no log. Whoever opens a queue gets what comes from then on, and a
 * message of a group in which nobody has a queue is gone.
 */
export const queuePerDevice = (options: MemoryOptions = {}): Layer.Layer<DeliveryService | KeyPackageDirectory> => {
  const service = Layer.sync(DeliveryService, () => {
    const logs = groupLogs(true, options)
    const append = publisher(logs, options)
    const queues = new Map<string, Set<DeviceQueue>>()
    const of = (group: string): Set<DeviceQueue> => {
      const there = queues.get(group) ?? new Set()
      queues.set(group, there)
      return there
    }
    /** What has just got its place, to everybody's queue; order, slots and keys stay with the log, and the bytes do not. */
    const spread = (group: string, sender: string | undefined): void => {
      const log = logs(group)
      const last = log.read(log.length() - 1, 1)
      log.forget(log.length())
      for (const queue of of(group)) {
        if (queue.owner !== undefined && queue.owner === sender) continue
        queue.waiting.push(...last.filter(({ position }) => position >= queue.from))
        const { wake } = queue
        queue.wake = undefined
        wake?.()
      }
    }
    const open = (group: string, from: bigint, owner: string | undefined): DeviceQueue => {
      const queue: DeviceQueue = { owner, from, waiting: [], wake: undefined }
      of(group).add(queue)
      return queue
    }
    const taken = (queue: DeviceQueue): ReadonlyArray<Delivered> => {
      const { waiting } = queue
      queue.waiting = []
      return waiting
    }
    return DeliveryService.of({
      id: "queue-per-device",
      ordering: "total",
      slots: true,
      keeps: "unfetched",
      reserve: (group, epoch) => Effect.suspend(() => Effect.fromResult(logs(group).reserve(epoch))),
      publish: (group, message, expected, sending) =>
        Effect.tap(append(group, message, expected, sending), ({ duplicate }) =>
          Effect.sync(() => {
            if (duplicate !== true) spread(group, sending?.token === undefined ? undefined : nameOf(options, sending.token))
          })
        ),
      subscribe: (group, from) =>
        Stream.suspend(() => {
          const queue = open(group, from, undefined)
          const pull: Effect.Effect<readonly [Delivered, ...Array<Delivered>]> = Effect.suspend(() => {
            const [first, ...more] = taken(queue)
            return first === undefined ? Effect.flatMap(arrival(queue), () => pull) : Effect.succeed([first, ...more] as const)
          })
          return Stream.ensuring(
            Stream.fromPull(Effect.succeed(pull)),
            Effect.sync(() => of(group).delete(queue))
          )
        }),
      inbox: (group, from, token) =>
        Effect.sync((): Inbox => {
          const queue = open(group, from, token === undefined ? undefined : nameOf(options, token))
          return { fetch: Effect.sync(() => taken(queue)), close: Effect.sync(() => void of(group).delete(queue)) }
        }),
      stored: Effect.sync(() =>
        [...queues.values()]
          .flatMap((group) => [...group].flatMap(({ waiting }) => waiting))
          .reduce((sum, { message }) => sum + message.length, 0)
      )
    })
  })
  return Layer.mergeAll(service, directoryLayerWith(options))
}
