import { type AdoptionNeeds, CommitAdoption, type Failure } from "@copath/client"
import { OpeningProofs } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { complain } from "../complain.ts"
import { defaultDocketLimits, type Docket, type DocketLimits, emptyDocket, hearSigned } from "../docket.ts"
import { reported } from "../trial.ts"
import { eviction, type Verdict } from "../verdict.ts"
import { type Conduct, waiting } from "./waiting.ts"

/** The commit's sender was proven to have sealed it wrongly. Nobody takes the commit, and everybody knows who is to go. */
export class Condemned extends Data.TaggedError("Condemned")<{
  /** The sender's leaf; an external joiner's is the one that it would have taken. */
  readonly committer: LeafIndex
  /** Whose complaint it was. */
  readonly complainer: LeafIndex
  /** What was found, see `Verdict`. */
  readonly because: "ciphertext" | "keys"
  /** The leaves for the next commit to remove: the sender's, if it stands at one. */
  readonly evict: ReadonlyArray<LeafIndex>
}> {}

/** A secret of a sound commit was shown to everybody, in a complaint that accused nobody rightly: its sender drops it and makes another. */
export class Spoiled extends Data.TaggedError("Spoiled")<{
  /** Who has shown it, for people to look at: nobody is removed for it. */
  readonly complainer: LeafIndex
}> {}

const errorOf = (verdict: Verdict): Failure | undefined => {
  switch (verdict._tag) {
    case "sender": {
      const { because, committer, complainer } = verdict
      return new Condemned({ because, committer, complainer, evict: eviction(verdict)?.remove ?? [] })
    }
    case "complainer":
      return verdict.because === "sound" ? new Spoiled({ complainer: verdict.complainer }) : undefined
    case "undecided":
      return undefined
  }
}

/** A victim shows what it was sent, where that proves something; all judge it alike, and a few of each member. */
const proving = (proofs: OpeningProofs["Service"], limits: DocketLimits, docket: Docket): Conduct => ({
  object: (trial, failure) =>
    complain(trial).pipe(
      Effect.provideService(OpeningProofs, proofs),
      Effect.match({ onSuccess: ({ complaint }) => complaint, onFailure: () => reported(trial, failure) })
    ),
  accuse: (trial, signed) =>
    hearSigned(docket, limits, trial, signed).pipe(
      Effect.provideService(OpeningProofs, proofs),
      Effect.map((heard) => ({
        conduct: proving(proofs, limits, heard.docket),
        error: heard.verdict._tag === "ignored" ? undefined : errorOf(heard.verdict)
      }))
    )
})

/** Members adopt a commit once somebody has vouched for each of its ciphertexts; a victim proves what was done to it, and the sender is named. */
export const complaining = (
  id: string,
  needs: AdoptionNeeds,
  limits: DocketLimits = defaultDocketLimits
): Layer.Layer<CommitAdoption, never, OpeningProofs> =>
  Layer.effect(
    CommitAdoption,
    Effect.map(OpeningProofs, (proofs) => waiting(id, needs, proving(proofs, limits, emptyDocket)))
  )
