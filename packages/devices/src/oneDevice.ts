import { type Acted, CommitAdoption, mapTrial, type Seat, type SeatTaken, type Trial } from "@copath/client"
import type { Secret } from "@copath/contracts"
import { drop, type GroupServices, type GroupState } from "@copath/group"
import * as Effect from "effect/Effect"

/** The seat in a state that the engine went on to. */
type Sitting = (state: GroupState) => Seat

/** What the engine gives of an act, as far as a seat passes it on. */
interface Made {
  readonly state: GroupState
  readonly message: Uint8Array
  readonly retired: ReadonlyArray<Secret>
}

/** An act of a seat with one device: nobody else has to hear of it. */
export const actAlone = <M extends Made, E, R>(
  act: Effect.Effect<M, E, R>,
  sitting: Sitting
): Effect.Effect<Omit<M, "state"> & Acted, E, R> =>
  Effect.map(act, ({ state, ...made }) => ({ ...made, seat: sitting(state), between: [] }))

/** One device takes in a message, a commit when its `CommitAdoption` says so. After `removed` the seat stays as it was, and is nobody's. */
export const takeAlone = (
  state: GroupState,
  message: Uint8Array,
  sitting: Sitting
): Effect.Effect<Trial<SeatTaken>, never, GroupServices | CommitAdoption> =>
  Effect.flatMap(CommitAdoption, ({ consider }) =>
    Effect.map(consider(state, message), (trial) =>
      mapTrial(trial, (received): SeatTaken => {
        const seat = sitting(received._tag === "removed" ? state : received.state)
        return { seat, retired: received.retired, between: [], received }
      })
    )
  )

/** One device gives up its pending commit. */
export const dropAlone = (before: GroupState, sitting: Sitting): Acted => {
  const { retired, state } = drop(before)
  return { seat: sitting(state), retired, between: [] }
}
