import { type Delivered, DeliveryService, type Inbox } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/** What one reader, there from the beginning, has seen of a group. */
interface Record {
  readonly queue: Inbox
  readonly seen: Array<Delivered>
}

const recalled = (
  service: DeliveryService["Service"],
  open: NonNullable<DeliveryService["Service"]["inbox"]>
): DeliveryService["Service"] => {
  const records = new Map<string, Record>()
  const recordOf = Effect.fnUntraced(function* (group: string) {
    const there = records.get(group)
    if (there !== undefined) return there
    const made = { queue: yield* open(group, 0n), seen: [] }
    records.set(group, made)
    return made
  })
  const read = Effect.fnUntraced(function* (group: string) {
    const { queue, seen } = yield* recordOf(group)
    seen.push(...(yield* queue.fetch))
    return seen
  })
  return {
    ...service,
    publish: (group, ...message) => Effect.andThen(recordOf(group), service.publish(group, ...message)),
    subscribe: (group, from) =>
      Stream.suspend(() => {
        let next = Number(from)
        const look = Effect.gen(function* () {
          for (;;) {
            const seen = yield* read(group)
            const fresh = seen.slice(next)
            next = Math.max(next, seen.length)
            if (fresh.length > 0) return fresh
            yield* Effect.sleep("1 millis")
          }
        })
        return Stream.flatMap(Stream.fromEffectRepeat(look), Stream.fromIterable)
      })
  }
}

/**
 * A service that keeps only what is not fetched, with a reader of each group who remembers everything for those who come late: so that laws can look afterwards at
 * what was delivered. Any other service is left as it is.
 */
export const recalling = <E>(layer: Layer.Layer<DeliveryService, E>): Layer.Layer<DeliveryService, E> =>
  Layer.effect(
    DeliveryService,
    Effect.map(DeliveryService, (service) =>
      service.keeps === "unfetched" && service.inbox !== undefined ? recalled(service, service.inbox) : service
    )
  ).pipe(Layer.provide(layer))
