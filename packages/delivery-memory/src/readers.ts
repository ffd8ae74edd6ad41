import type { DeliveryService } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { follow, logInbox } from "./follow.ts"
import type { GroupLogs } from "./logs.ts"
import { type Stirring, stirredInbox, stirredStream } from "./stir.ts"

/** How disorderly a service is on purpose. */
export interface DisorderOptions {
  /** Equal seeds, and equal calls in equal order, give equal deliveries. Default: the service's id. */
  readonly seed?: string
  /** Most messages held back at a time, so how far one may be displaced; 1: nothing is. `"backwards"`: all there are, and the last comes first. Default: 8. */
  readonly window?: number | "backwards"
  /** Milliseconds of silence after which a subscriber gets everything held back. Default: 2. */
  readonly holdMs?: number
}

/** Readers of logs, each with an order of its own: the first of a group has the same one in every run, and so the second. */
export const readers = (
  logs: GroupLogs,
  id: string,
  { holdMs = 2, seed = id, window = 8 }: DisorderOptions,
  barriers: boolean
): Required<Pick<DeliveryService["Service"], "subscribe" | "inbox">> => {
  const inOrder = window !== "backwards" && window < 2
  const counted = new Map<string, number>()
  const next = (group: string): Stirring => {
    const nth = counted.get(group) ?? 0
    counted.set(group, nth + 1)
    return { seed: `${seed}/${nth}/${group}`, window: window === "backwards" ? undefined : window, holdMs, barriers }
  }
  return {
    subscribe: (group, from) => Stream.suspend(() => (inOrder ? follow(logs(group), from) : stirredStream(logs(group), from, next(group)))),
    inbox: (group, from) => Effect.suspend(() => (inOrder ? logInbox(logs(group), from) : stirredInbox(logs(group), from, next(group))))
  }
}
