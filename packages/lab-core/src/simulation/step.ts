import type { CommitAdoption, Failure, NotKept, Recovery, Seats, StateKeeping } from "@copath/client"
import type { DeliveryRefused, DeliveryService, KeyPackageDirectory, NoKeyPackage, TreeFill } from "@copath/contracts"
import type { GroupServices, ProposeError, ReceiveError } from "@copath/group"
import type * as Effect from "effect/Effect"

/** What ends a run: what members cannot process is data, and ends nothing. */
export type SimulationError = DeliveryRefused | Failure | NoKeyPackage | NotKept | ProposeError | ReceiveError

/** What members need to be simulated. */
export type SimulationServices =
  | CommitAdoption
  | DeliveryService
  | GroupServices
  | KeyPackageDirectory
  | Recovery
  | Seats
  | StateKeeping
  | TreeFill

/** A piece of a simulation, as a generator. Named, so that a declaration does not spell out what other packages' types are made of. */
export type SimulationStep<A = void> = Effect.fn.Return<A, SimulationError, SimulationServices>
