import { type Delivered, DeliveryRefused, DeliveryService, type KeyPackageDirectory } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { follow, grown } from "./follow.ts"
import { directoryLayerWith } from "./layer.ts"
import type { GroupLog } from "./log.ts"
import { groupLogs, type MemoryOptions } from "./logs.ts"
import { publisher } from "./publisher.ts"
import { type Reordering, reordering } from "./reorder.ts"

/** How disorderly {@link unordered} is. */
export interface UnorderedOptions extends MemoryOptions {
  /** Equal seeds, and equal calls in equal order, give equal deliveries. Default: `"unordered"`. */
  readonly seed?: string
  /** Most messages held back at a time, so how far one may be displaced. Default: 8. */
  readonly window?: number
  /** Milliseconds of silence after which everything held back is let go. Default: 2. */
  readonly holdMs?: number
}

/** Takes from the log into the window what fits. */
const fill = (log: GroupLog, from: number, held: Reordering): number => {
  const fresh = log.read(from, held.room())
  for (const message of fresh) held.offer(message)
  return from + fresh.length
}

interface Stir {
  readonly window: number
  readonly holdMs: number
}

const stirred = (log: GroupLog, from: bigint, held: Reordering, { holdMs, window }: Stir): Stream.Stream<Delivered> =>
  Stream.fromPull(
    Effect.sync(() => {
      let next = Number(from)
      const letGo = (): readonly [Delivered, ...Array<Delivered>] | undefined => {
        const first = held.release()
        if (first === undefined) return undefined
        const more: Array<Delivered> = []
        for (let one = held.release(); one !== undefined; one = held.release()) more.push(one)
        return [first, ...more]
      }
      const pull: Effect.Effect<readonly [Delivered, ...Array<Delivered>]> = Effect.suspend(() => {
        next = fill(log, next, held)
        if (held.room() === 0) return Effect.succeed([held.release() as Delivered] as const)
        if (held.room() === window) return Effect.flatMap(grown(log), () => pull)
        return Effect.flatMap(Effect.timeoutOption(grown(log), holdMs), (more) => {
          const all = more._tag === "None" ? letGo() : undefined
          return all === undefined ? pull : Effect.succeed(all)
        })
      })
      return pull
    })
  )

/**
 * A delivery service that keeps no promise but to deliver: every subscriber gets every message once, in an order of its own, and two commits
 * for one epoch are both taken. Positions count arrivals, so a subscriber that resumes should begin at the least position it misses.
 *
 * *When to use*: to see what a part does when the order it needs is not there. *Gotcha*: the layer's clock must move (a test clock does
 * not by itself), or the last `window - 1` messages stay held.
 */
export const unordered = (options: UnorderedOptions = {}): Layer.Layer<DeliveryService | KeyPackageDirectory> => {
  const { holdMs = 2, seed = "unordered", window = 8 } = options
  const service = Layer.sync(DeliveryService, () => {
    const logs = groupLogs(false, options)
    const subscribers = new Map<string, number>()
    const subscribe = (group: string, from: bigint): Stream.Stream<Delivered> =>
      Stream.suspend(() => {
        if (window < 2) return follow(logs(group), from)
        const nth = subscribers.get(group) ?? 0
        subscribers.set(group, nth + 1)
        return stirred(logs(group), from, reordering(`${seed}/${nth}/${group}`, window), { holdMs, window })
      })
    return DeliveryService.of({
      id: "unordered",
      ordering: "none",
      slots: false,
      reserve: (group) => Effect.fail(new DeliveryRefused({ group, reason: "Unavailable" })),
      publish: publisher(logs, options),
      subscribe
    })
  })
  return Layer.mergeAll(service, directoryLayerWith(options))
}
