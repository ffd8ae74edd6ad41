import { DeliveryService, type KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { directoryLayerWith } from "./layer.ts"
import { groupLogs, type MemoryOptions } from "./logs.ts"
import { publisher } from "./publisher.ts"
import { type DisorderOptions, readers } from "./readers.ts"

/** How far {@link causal} shuffles what lies between two commits. */
export interface CausalOptions extends MemoryOptions, DisorderOptions {}

/**
 * One commit wins each epoch, and nothing passes a commit: whoever gets a message has everything that its sender's epoch began with. Between two commits every reader
 * has an order of its own. Nobody looks into messages for that, so proposals and texts are shuffled together.
 *
 * *When to use*: for whatever keeps the keys of skipped messages. *Gotcha*: as with `unordered`, what is held back waits for more messages, a commit, or silence.
 */
export const causal = (options: CausalOptions = {}): Layer.Layer<DeliveryService | KeyPackageDirectory> => {
  const service = Layer.sync(DeliveryService, () => {
    const logs = groupLogs(true, options)
    return DeliveryService.of({
      id: "causal",
      ordering: "causal",
      slots: true,
      reserve: (group, epoch) => Effect.suspend(() => Effect.fromResult(logs(group).reserve(epoch))),
      publish: publisher(logs, options),
      ...readers(logs, "causal", options, true),
      stored: logs.stored
    })
  })
  return Layer.mergeAll(service, directoryLayerWith(options))
}
