import { equalBytes } from "@copath/contracts"
import type { Operation, ValueId } from "../graph/graph.ts"
import type { Recorder } from "./recorder.ts"

/** An operation that was written down. */
export interface Done {
  /** The secrets that it was given. */
  readonly inputs: ReadonlyArray<ValueId>
  /** What is still to be known of it: its result, or the key of a tag; -1: nothing secret. */
  readonly value: ValueId
}

interface Noted extends Done {
  readonly operation: Operation
  readonly result: Uint8Array
}

/**
 * What was written down since anything new was learned. All members do the same with one message: what the first has done, the others need not be looked at for, as an
 * operation is told by its result.
 */
export class Repeats {
  private changes = -1
  private readonly done = new Map<number, Noted>()
  private readonly recorder: Recorder

  constructor(recorder: Recorder) {
    this.recorder = recorder
  }

  /** The same operation with the same result. */
  find(operation: Operation, result: Uint8Array): Done | undefined {
    if (this.changes !== this.recorder.changes) return undefined
    const noted = this.done.get(keyOf(result))
    return noted !== undefined && noted.operation === operation && equalBytes(noted.result, result) ? noted : undefined
  }

  /** An operation has been written down, now. */
  note(operation: Operation, result: Uint8Array, done: Done): void {
    if (this.changes !== this.recorder.changes) {
      this.changes = this.recorder.changes
      this.done.clear()
    }
    this.done.set(keyOf(result), { operation, result: result.slice(), ...done })
  }
}

/** Results are as good as random: their first bytes tell most of them apart. */
const keyOf = (result: Uint8Array): number =>
  (result[0] ?? 0) | ((result[1] ?? 0) << 8) | ((result[2] ?? 0) << 16) | ((result[3] ?? 0) << 24)
