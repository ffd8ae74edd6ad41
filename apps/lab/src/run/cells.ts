import type { CellOutcome, Task } from "@copath/lab-core"
import type { Effect } from "effect"
import type { BadInput } from "../badInput.ts"

// Beside this module, and like it `.ts` in the source or `.js` when built.
/** What a thread for cells runs. */
export const workerModule = new URL(import.meta.url.replace(/cells(\.[jt]s)$/, "worker$1"))

/** A task, and its place among all. */
export interface Numbered {
  readonly index: number
  readonly task: Task
}

/** What becomes of an outcome as soon as it is there. */
export type Done = (index: number, outcome: CellOutcome) => Effect.Effect<void, BadInput>

/** What a cell died of, with its name: a defect of the lab or of a plug-in. */
export class CellDefect extends Error {
  override readonly name = "CellDefect"
  // Not a field that is shown with the error: it goes into the command that runs this cell again.
  readonly #number: number
  constructor({ index, task }: Numbered, cause: unknown) {
    super(`in the cell ${task.name}`, { cause })
    this.#number = index + 1
  }
  /** The cell's number among those of its run, from 1. */
  get number(): number {
    return this.#number
  }
}
