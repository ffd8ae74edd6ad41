import { type Keeper, NotKept, StateKeeping } from "@copath/client"
import { persist, restore } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { nothingMoved } from "./metered.ts"

/** One value for all members and epochs: the engine's state is all there is to keep. */
const keeper: Keeper = {
  moved: nothingMoved,
  follow: () => Effect.succeed(keeper),
  hand: () => Effect.undefined,
  write: persist
}

/**
 * `full-state`: each member holds everything, the tree included, and writes it down: `persist` and `restore` of `@copath/group`. O(n) bytes on its own disk,
 * nothing anywhere else, and it wakes up offline. `NotKept` is only ever `Malformed`: these bytes are no state of this composition.
 */
export const fullState: Layer.Layer<StateKeeping> = Layer.succeed(
  StateKeeping,
  StateKeeping.of({
    id: "full-state",
    shows: "nobody",
    begin: () => Effect.succeed(keeper),
    joined: () => Effect.succeed(keeper),
    read: (bytes) =>
      Effect.mapBoth(restore(bytes), {
        onFailure: (error) => new NotKept({ reason: "Malformed", detail: `no written state: ${error.message}` }),
        onSuccess: (state) => ({ state, keeper })
      })
  })
)
