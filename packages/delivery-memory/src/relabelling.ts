import { type Delivered, DeliveryService, type KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { follow } from "./follow.ts"
import { directoryLayerWith } from "./layer.ts"
import { groupLog } from "./log.ts"
import { groupLogs, type MemoryOptions } from "./logs.ts"
import { publisher } from "./publisher.ts"

/** What {@link relabelling} may do to messages. */
export interface RelabellingOptions extends MemoryOptions {
  /** What goes out in place of a message, such as the message under another sender's name, and itself. Default: the message alone. */
  readonly rewrite?: (message: Uint8Array) => ReadonlyArray<Uint8Array>
}

/** Neighbours change places. */
const crossed = (position: bigint): bigint => position ^ 1n

/**
 * A delivery service that lies about everything but the bytes that its `rewrite` leaves alone: every group is given the messages of all groups, always from
 * the very first, under positions that are none; and it claims to keep total order. It decides between commits as an honest one does, so groups live on.
 *
 * *When to use*: to see that a client takes sender, group and order from what is signed and sealed, and from nothing else.
 */
export const relabelling = (options: RelabellingOptions = {}): Layer.Layer<DeliveryService | KeyPackageDirectory> => {
  const service = Layer.sync(DeliveryService, () => {
    const logs = groupLogs(true, options)
    const publish = publisher(logs, options)
    const mixed = groupLog("", { oneCommitPerEpoch: false, maxMessageBytes: Number.MAX_SAFE_INTEGER })
    const rewrite = options.rewrite ?? ((message: Uint8Array) => [message])
    const lies = (delivered: Delivered): ReadonlyArray<Delivered> =>
      rewrite(delivered.message).map((message) => ({ position: crossed(delivered.position), message }))
    return DeliveryService.of({
      id: "relabelling",
      ordering: "total",
      slots: true,
      reserve: (group, epoch) => Effect.suspend(() => Effect.fromResult(logs(group).reserve(epoch))),
      publish: (group, message, expected, sending) =>
        Effect.tap(publish(group, message, expected, sending), ({ duplicate }) =>
          Effect.sync(() => {
            if (duplicate !== true) mixed.publish({ message })
          })
        ),
      subscribe: () => Stream.flatMap(follow(mixed, 0n), (one) => Stream.fromIterable(lies(one)))
    })
  })
  return Layer.mergeAll(service, directoryLayerWith(options))
}
