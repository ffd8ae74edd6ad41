import { type Cell, type CellInput, type Refused, runCell } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import { type Recording, type RecordOptions, recorder } from "./record.ts"

/** A run with what was seen of it, or why its parts cannot work together. */
export type TracedRun =
  | { readonly _tag: "traced"; readonly cell: Cell; readonly recording: Recording }
  | { readonly _tag: "refused"; readonly refused: Refused }

/** Plays one cell and records it. Its times are those of a recorded run: compare others. */
export const traceRun = (input: Omit<CellInput, "watch">, options?: RecordOptions): Effect.Effect<TracedRun> =>
  Effect.suspend(() => {
    const { recording, watch } = recorder(options)
    return Effect.map(runCell({ ...input, watch }), (outcome): TracedRun =>
      outcome._tag === "cell" ? { _tag: "traced", cell: outcome.cell, recording: recording() } : outcome
    )
  })
