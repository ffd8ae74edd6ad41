import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import type { Failure } from "./failure.ts"

/** Where a message stands with the member that took it in. */
export type Verdict<A> =
  /** Taken in; the value says what came of it, and replaces what the member had. */
  | { readonly _tag: "adopted"; readonly value: A }
  /** Held back until one of each of these lists of leaf indices has spoken for it. An empty list: whoever could have has said that it cannot. */
  | { readonly _tag: "waiting"; readonly missing: ReadonlyArray<ReadonlyArray<LeafIndex>> }
  /** Not taken in, for good; nothing has changed. */
  | { readonly _tag: "refused"; readonly error: Failure }

/** A message that a member has looked at, and whatever it holds against it. Immutable. */
export interface Trial<A> {
  /** What this member has to say of it to all others of the epoch: encoded, and to be sent before anything else of its. */
  readonly statements: ReadonlyArray<Uint8Array>
  /** What it comes to, as far as is known. */
  readonly verdict: Verdict<A>
  /** The trial after another's statement, with what this member answers to it. A statement that does not hold changes nothing. */
  readonly hear: (statement: Uint8Array) => Effect.Effect<Trial<A>>
  /**
   * The trial after this member has spoken for whatever it can and nobody has: for one that is among `missing` when those who speak first, unasked, stay
   * silent. Without statements, there is nothing that it can say.
   */
  readonly stepIn: Effect.Effect<Trial<A>>
}

/** A message that is decided the moment it is looked at. */
export const decided = <A>(verdict: Exclude<Verdict<A>, { readonly _tag: "waiting" }>): Trial<A> => {
  const trial: Trial<A> = {
    statements: [],
    verdict,
    hear: () => Effect.succeed(trial),
    stepIn: Effect.suspend(() => Effect.succeed(trial))
  }
  return trial
}

/** The same trial about something that is made of what it comes to. */
export const mapTrial = <A, B>({ hear, statements, stepIn, verdict }: Trial<A>, f: (value: A) => B): Trial<B> => ({
  statements,
  verdict: verdict._tag === "adopted" ? { _tag: "adopted", value: f(verdict.value) } : verdict,
  hear: (statement) => Effect.map(hear(statement), (next) => mapTrial(next, f)),
  stepIn: Effect.map(stepIn, (next) => mapTrial(next, f))
})
