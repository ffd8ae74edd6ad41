import { DeliveryService, type KeyPackageDirectory } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Two front ends that know nothing of each other answer in turn: each slot is given twice. */
const twice = (): DeliveryService["Service"]["reserve"] => {
  const asked = new Map<string, bigint>()
  return (group, epoch) =>
    Effect.sync(() => {
      const key = `${epoch}:${group}`
      const count = asked.get(key) ?? 0n
      asked.set(key, count + 1n)
      return count / 2n
    })
}

/**
 * A delivery service that claims to keep total order and to give each slot once, and keeps neither: it delivers as the one below it does, and gives each slot twice.
 *
 * *When to use*: to see what becomes of a part whose need is only claimed to be met.
 */
export const pretending = (below: Layer.Layer<DeliveryService | KeyPackageDirectory>): Layer.Layer<DeliveryService | KeyPackageDirectory> =>
  Layer.effectContext(
    Effect.map(Effect.context<DeliveryService | KeyPackageDirectory>(), (all) =>
      Context.add(all, DeliveryService, {
        ...Context.get(all, DeliveryService),
        id: "pretending",
        ordering: "total",
        slots: true,
        reserve: twice()
      })
    )
  ).pipe(Layer.provide(below))
