import { DeliveryRefused, DeliveryService, type KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { directoryLayerWith } from "./layer.ts"
import { groupLogs, type MemoryOptions } from "./logs.ts"
import { publisher } from "./publisher.ts"
import { type DisorderOptions, readers } from "./readers.ts"

/** How disorderly {@link unordered} is. */
export interface UnorderedOptions extends MemoryOptions, DisorderOptions {}

/**
 * A delivery service that keeps no promise but to deliver: every subscriber gets every message once, in an order of its own, and two commits
 * for one epoch are both taken. Positions count arrivals, so a subscriber that resumes should begin at the least position it misses.
 *
 * *When to use*: to see what a part does when the order it needs is not there. *Gotcha*: the layer's clock must move (a test clock does
 * not by itself), or the last `window - 1` messages stay held.
 */
export const unordered = (options: UnorderedOptions = {}): Layer.Layer<DeliveryService | KeyPackageDirectory> => {
  const service = Layer.sync(DeliveryService, () => {
    const logs = groupLogs(false, options)
    return DeliveryService.of({
      id: "unordered",
      ordering: "none",
      slots: false,
      reserve: (group) => Effect.fail(new DeliveryRefused({ group, reason: "Unavailable" })),
      publish: publisher(logs, options),
      ...readers(logs, "unordered", options, false),
      stored: logs.stored
    })
  })
  return Layer.mergeAll(service, directoryLayerWith(options))
}
