import { type DeliveryRefused, DeliveryService, KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { directory } from "./directory.ts"
import { follow } from "./follow.ts"
import type { GroupLog } from "./log.ts"
import { groupLogs, type MemoryOptions } from "./logs.ts"

/** `publish` of a service over logs. */
export const publishTo = (
  logs: (group: string) => GroupLog,
  group: string,
  message: Uint8Array,
  expected: Option.Option<bigint>
): Effect.Effect<{ readonly position: bigint }, DeliveryRefused> =>
  Effect.suspend(() =>
    Effect.fromResult(Result.map(logs(group).publish(message, Option.getOrUndefined(expected)), (position) => ({ position })))
  )

/** A key package directory in memory, empty in each built layer. */
export const directoryLayer: Layer.Layer<KeyPackageDirectory> = Layer.sync(KeyPackageDirectory, () => {
  const shelves = directory()
  return KeyPackageDirectory.of({
    publish: (client, cipherSuite, packages, lastResort) =>
      Effect.sync(() => shelves.publish(client, cipherSuite, packages, Option.getOrUndefined(lastResort))),
    take: (client, cipherSuite) => Effect.suspend(() => Effect.fromResult(shelves.take(client, cipherSuite))),
    count: (client, cipherSuite) => Effect.sync(() => shelves.count(client, cipherSuite))
  })
})

/** {@link layer} with limits. */
export const layerWith = (options: MemoryOptions): Layer.Layer<DeliveryService | KeyPackageDirectory> => {
  const service = Layer.sync(DeliveryService, () => {
    const logs = groupLogs(true, options)
    return DeliveryService.of({
      id: "memory",
      ordering: "total",
      slots: true,
      reserve: (group, epoch) => Effect.suspend(() => Effect.fromResult(logs(group).reserve(epoch))),
      publish: (group, message, expected) => publishTo(logs, group, message, expected),
      subscribe: (group, from) => follow(logs(group), from)
    })
  })
  return Layer.mergeAll(service, directoryLayer)
}

/**
 * Delivery service and key package directory in memory, empty in each built layer: one total order per group, one commit per epoch, each
 * slot given once. Every call is synchronous underneath.
 */
export const layer: Layer.Layer<DeliveryService | KeyPackageDirectory> = layerWith({})
