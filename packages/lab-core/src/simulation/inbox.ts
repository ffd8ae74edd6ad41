import { type Delivered, DeliveryService, type Inbox } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/**
 * A device's queue at the delivery service of all messages from a position on. A service without queues is read by its subscription, for as many messages as there
 * must be: `end` tells the position that the next one gets.
 */
export const openInbox = Effect.fnUntraced(function* (group: string, from: bigint, token: Uint8Array, end: () => bigint) {
  const service = yield* DeliveryService
  return yield* service.inbox?.(group, from, token) ?? subscribed(service, group, from, end)
})

/** All that there is, and then what was held back: until the service has twice nothing to give. */
export const fetchAll = Effect.fnUntraced(function* ({ fetch }: Inbox) {
  const all: Array<Delivered> = []
  for (let empty = 0; empty < 2;) {
    const some = yield* fetch
    all.push(...some)
    empty = some.length === 0 ? empty + 1 : 0
  }
  return all
})

/** Turns that everybody else gets before a message that does not come counts as lost. */
const PATIENCE = 1_000

const subscribed: (service: DeliveryService["Service"], group: string, from: bigint, end: () => bigint) => Effect.Effect<Inbox> =
  Effect.fnUntraced(function* (service, group, from, end) {
    const scope = yield* Scope.make()
    const pull = yield* Scope.provide(Stream.toPull(service.subscribe(group, from)), scope)
    let next = from
    const patience = Effect.repeat(Effect.yieldNow, { times: PATIENCE })
    const fetch = Effect.gen(function* () {
      const got: Array<Delivered> = []
      while (next < end()) {
        const some = yield* Effect.raceFirst(Effect.orDie(pull), Effect.as(patience, undefined))
        if (some === undefined) break
        got.push(...some)
        next += BigInt(some.length)
      }
      return got
    })
    return { fetch, close: Scope.close(scope, Exit.void) }
  })
