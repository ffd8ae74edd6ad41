import { Seats } from "@copath/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { share } from "./ask.ts"
import { innerGroup } from "./innerGroup.ts"
import { inOrder, passed } from "./lockstep.ts"
import { NONCE_SIZE, OuterParts, virtualLeafSecret } from "./outerParts.ts"
import { lengths, sharedSeat } from "./seat.ts"

/**
 * All of a user's devices behind one leaf: they agree in a group of their own on whatever the leaf does, and each does it alike. Nobody outside sees how many
 * they are. The group reaches the others by a message of their own, which is among the first act's `between`. `OuterParts` must be those of the services at hand.
 *
 * Fails with `DeviceRefused`, `RandomSignatures`, where signatures cannot be replayed, and with `NoGroupSecret` where the devices' group has none to draw from.
 */
export const subtree: Layer.Layer<Seats, never, OuterParts> = Layer.effect(
  Seats,
  Effect.map(OuterParts, (outer) =>
    Seats.of({
      id: "subtree",
      perUser: () => 1,
      shared: true,
      sit: (state, devices) =>
        Effect.provideService(
          Effect.gen(function* () {
            const inner = yield* innerGroup(state, devices)
            const begun = yield* inOrder(inner.lockstep, (device, { innerSlot }) => share(device, state, 0n, { innerSlot }))
            const { groupId } = state.context
            const trial = yield* virtualLeafSecret(begun.asked.device.inner, groupId, new Uint8Array(NONCE_SIZE))
            const retired = [...inner.retired, ...begun.retired, trial]
            const between = lengths(begun.lockstep.devices, [begun.asked.message])
            return sharedSeat({ outer, lockstep: passed(begun.lockstep), owed: { retired, between } })
          }),
          OuterParts,
          outer
        )
    })
  )
)
