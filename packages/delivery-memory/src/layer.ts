import { type Claimed, DeliveryRefused, DeliveryService, KeyPackageDirectory, type NoKeyPackage } from "@copath/contracts"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { directory } from "./directory.ts"
import { follow, logInbox } from "./follow.ts"
import { nameOf } from "./gate.ts"
import { limiter } from "./limits.ts"
import { groupLogs, type MemoryOptions } from "./logs.ts"
import { publisher } from "./publisher.ts"

/** A key package directory in memory, empty in each built layer. */
export const directoryLayerWith = (options: Pick<MemoryOptions, "authenticate" | "claims">): Layer.Layer<KeyPackageDirectory> =>
  Layer.sync(KeyPackageDirectory, () => {
    const shelves = directory()
    const { admit } = limiter(options.claims ?? {})
    const claim = (client: string, cipherSuite: number, token?: Uint8Array): Effect.Effect<Claimed, NoKeyPackage | DeliveryRefused> =>
      Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<Claimed, NoKeyPackage | DeliveryRefused> => {
        const refused = (reason: DeliveryRefused["reason"]) => Effect.fail(new DeliveryRefused({ group: client, reason }))
        const requester = nameOf(options, token)
        if (requester === undefined) return refused("Unauthenticated")
        if (!admit(requester, `${cipherSuite}:${client}`, now)) return refused("RateLimited")
        return Effect.fromResult(shelves.take(client, cipherSuite))
      })
    return KeyPackageDirectory.of({
      publish: (client, cipherSuite, packages, lastResort) =>
        Effect.sync(() => shelves.publish(client, cipherSuite, packages, Option.getOrUndefined(lastResort))),
      claim,
      take: (client, cipherSuite, token) => Effect.map(claim(client, cipherSuite, token), ({ message }) => message),
      count: (client, cipherSuite) => Effect.sync(() => shelves.count(client, cipherSuite))
    })
  })

/** {@link directoryLayerWith} without limits. */
export const directoryLayer: Layer.Layer<KeyPackageDirectory> = directoryLayerWith({})

/** {@link layer} with limits, and with a say in what is taken. */
export const layerWith = (options: MemoryOptions): Layer.Layer<DeliveryService | KeyPackageDirectory> => {
  const service = Layer.sync(DeliveryService, () => {
    const logs = groupLogs(true, options)
    return DeliveryService.of({
      id: "memory",
      ordering: "total",
      slots: true,
      reserve: (group, epoch) => Effect.suspend(() => Effect.fromResult(logs(group).reserve(epoch))),
      publish: publisher(logs, options),
      subscribe: (group, from) => follow(logs(group), from),
      inbox: (group, from) => logInbox(logs(group), from),
      stored: logs.stored
    })
  })
  return Layer.mergeAll(service, directoryLayerWith(options))
}

/**
 * Delivery service and key package directory in memory, empty in each built layer: one total order per group, one commit per epoch, each
 * slot given once. Every call is synchronous underneath.
 */
export const layer: Layer.Layer<DeliveryService | KeyPackageDirectory> = layerWith({})
