import { type AdoptionNeeds, CommitAdoption, decided, type Failure, type Trial as Considered } from "@copath/client"
import { type GroupServices, type GroupState, receive, type Received } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A message that was taken in. */
export const taken = (value: Received): Considered<Received> => decided({ _tag: "adopted", value })

/** A message that is not taken in. */
export const refused = (error: Failure): Considered<Received> => decided({ _tag: "refused", error })

const consider = (state: GroupState, message: Uint8Array): Effect.Effect<Considered<Received>, never, GroupServices> =>
  Effect.match(receive(state, message), { onSuccess: taken, onFailure: refused })

/** Members adopt a commit that leads them into its epoch, as RFC 9420 has it, and hear nothing of each other. */
export const atOnce = (id: string, needs: AdoptionNeeds): Layer.Layer<CommitAdoption> =>
  Layer.succeed(CommitAdoption, { id, waits: false, needs, consider })
