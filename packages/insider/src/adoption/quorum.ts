import { type AdoptionNeeds, CommitAdoption } from "@copath/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { reported } from "../trial.ts"
import { type Conduct, waiting } from "./waiting.ts"

/** A victim says that it is one, and complaints are nothing to anybody: nobody can be accused. */
const reporting: Conduct = {
  object: (trial, failure) => Effect.succeed(reported(trial, failure)),
  accuse: () => Effect.succeed({ conduct: reporting, error: undefined })
}

/** Members adopt a commit once somebody has vouched for each of its ciphertexts; who cannot open its own reports that. */
export const quorum = (id: string, needs: AdoptionNeeds): Layer.Layer<CommitAdoption> =>
  Layer.succeed(CommitAdoption, waiting(id, needs, reporting))
