import { type Ciphertexts, renewals } from "@copath/lab-scale"
import { Effect } from "effect"
import { composedOf, type Wanted } from "../../compositions.ts"

/** A group, and what goes on in it. */
export interface SizeInput {
  /** The composition. */
  readonly wanted: Wanted
  /** How many members. */
  readonly members: number
  /** Members that propose new keys before each commit of another. */
  readonly proposals: number
  /** So many commits for each member. */
  readonly rounds: number
  /** Fixes all randomness. */
  readonly seed: string
}

/** What commits hold, or why it cannot be counted. */
export type SizeOutput = { readonly refused: string } | ({ readonly refused?: never } & Ciphertexts)

/** Counts one group. */
const size = ({ members, proposals, rounds, seed, wanted }: SizeInput): Promise<SizeOutput> =>
  Effect.runPromise(
    renewals({ composed: composedOf(wanted, "counting"), suite: 1, members, proposals, commits: rounds * members, seed }).pipe(
      Effect.map((found): SizeOutput => found),
      Effect.catch((error) => Effect.succeed({ refused: error.message }))
    )
  )

export default size
