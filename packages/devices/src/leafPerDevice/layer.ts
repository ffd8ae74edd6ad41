import { type Renewal, type Seat, Seats } from "@copath/client"
import { commit, type GroupState, send } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { actAlone, dropAlone, takeAlone } from "../oneDevice.ts"

const sitting = (state: GroupState): Seat => ({
  state,
  commit: (intent) => actAlone(commit(state, intent), sitting),
  say: (data, options) => actAlone(send(state, data, options), sitting),
  renew: (intent) =>
    Effect.map(actAlone(commit(state, { ...intent, path: true }), sitting), (made): Renewal => ({ _tag: "commit", ...made })),
  take: (message) => takeAlone(state, message, sitting),
  drop: () => dropAlone(state, sitting),
  written: undefined
})

/** A leaf for each device: the others see every one come and go, and each renews its own keys by a commit. */
export const leafPerDevice: Layer.Layer<Seats> = Layer.succeed(
  Seats,
  Seats.of({
    id: "leaf-per-device",
    perUser: (devices) => devices,
    shared: false,
    sit: (state) => Effect.succeed(sitting(state))
  })
)
