import { type Delivered, DeliveryRefused, DeliveryService, equalBytes, type Published } from "@copath/contracts"
import { directoryLayer } from "@copath/delivery-memory"
import { deliveryService } from "@copath/profile-lab"
import { Effect, Layer, Option, Stream, SubscriptionRef } from "effect"

const id = "my-scheme"

/** The log of a group takes so many messages and no more: a full one refuses, and loses nothing. */
const capacity = 100_000

class Log {
  readonly messages: Array<Delivered> = []
  /** By the key that the sender gave them. */
  readonly named = new Map<string, Delivered>()
  readonly slots = new Map<bigint, bigint>()
  epoch: bigint | undefined
  readonly length: SubscriptionRef.SubscriptionRef<number>
  constructor(length: SubscriptionRef.SubscriptionRef<number>) {
    this.length = length
  }
}

const service = Layer.sync(DeliveryService, () => {
  const logs = new Map<string, Log>()
  const at = (group: string): Log => {
    const log = logs.get(group) ?? new Log(Effect.runSync(SubscriptionRef.make(0)))
    logs.set(group, log)
    return log
  }
  return DeliveryService.of({
    id,
    // What the service promises. Laws and lab hold it to that, and parts that need more are not combined with it.
    ordering: "total",
    slots: true,
    reserve: (group, epoch) =>
      Effect.suspend(() => {
        const { epoch: now, slots } = at(group)
        if (now !== undefined && epoch < now) return new DeliveryRefused({ group, reason: "StaleEpoch", epoch: now })
        const slot = slots.get(epoch) ?? 0n
        slots.set(epoch, slot + 1n)
        return Effect.succeed(slot)
      }),
    publish: (group, message, expected, sending) =>
      Effect.suspend((): Effect.Effect<Published, DeliveryRefused> => {
        const log = at(group)
        const name = sending?.key?.join()
        const there = name === undefined ? undefined : log.named.get(name)
        // Sent again: it has its place, and has not lost.
        if (there !== undefined && !equalBytes(there.message, message)) return new DeliveryRefused({ group, reason: "Invalid" })
        if (there !== undefined) return Effect.succeed({ position: there.position, duplicate: true })
        if (log.messages.length >= capacity) return new DeliveryRefused({ group, reason: "Unavailable" })
        // `expected` comes with a commit: the first one of an epoch wins.
        const epoch = Option.getOrUndefined(expected)
        const now = log.epoch ?? epoch
        if (epoch !== undefined && now !== undefined && epoch !== now)
          return new DeliveryRefused({ group, reason: "StaleEpoch", epoch: now })
        if (epoch !== undefined) log.epoch = epoch + 1n
        const delivered = { position: BigInt(log.messages.length), message: message.slice() }
        log.messages.push(delivered)
        if (name !== undefined) log.named.set(name, delivered)
        return Effect.as(SubscriptionRef.set(log.length, log.messages.length), { position: delivered.position, duplicate: false })
      }),
    subscribe: (group, from) =>
      Stream.suspend(() => {
        const { length, messages } = at(group)
        let next = Number(from)
        return Stream.flatMap(SubscriptionRef.changes(length), (end) => {
          const fresh = messages.slice(next, end)
          next = Math.max(next, end)
          return Stream.fromIterable(fresh)
        })
      })
  })
})

/** The directory of key packages is the one in memory. */
export const layer = Layer.merge(service, directoryLayer)

export default deliveryService({ id, title: "One order of all messages, in a bounded log", source: "an experiment", layer })
