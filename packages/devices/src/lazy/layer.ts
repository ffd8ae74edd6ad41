import { type Renewal, type Seat, Seats } from "@copath/client"
import { commit } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { actAlone, dropAlone, takeAlone } from "../oneDevice.ts"
import { announce, lazily, type LazyGroup, lazyGroup, sayLazily } from "./lazyLeaf.ts"

const sitting = (group: LazyGroup): Seat => {
  const { old, state } = group
  const next = (after: LazyGroup["state"]): Seat => sitting(lazily(group, after))
  return {
    state,
    // No commit can take its maker's own Update (RFC 9420, 12.2): its path brings the new key instead, and the announced one is forgotten.
    commit: (intent) => actAlone(commit(state, old === undefined ? intent : { ...intent, path: true }), next),
    say: (data, options) => actAlone(sayLazily(group, data, options), next),
    renew: (intent) =>
      Effect.map(announce(group, intent), ({ group: waiting, message, retired }): Renewal => {
        return { _tag: "proposal", seat: sitting(waiting), message, retired, between: [] }
      }),
    take: (message) => takeAlone(state, message, next),
    drop: () => dropAlone(state, next),
    written: undefined
  }
}

/**
 * A leaf for each device, whose new key is announced without a path: whoever commits next puts it in force. Until then the device says nothing
 * (`OldKeyInForce`). If the epoch ended without it (`announced: false`), announce once more, or let this seat itself commit.
 */
export const lazy: Layer.Layer<Seats> = Layer.succeed(
  Seats,
  Seats.of({
    id: "lazy",
    perUser: (devices) => devices,
    shared: false,
    sit: (state) => Effect.succeed(sitting(lazyGroup(state)))
  })
)
