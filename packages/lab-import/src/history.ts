import * as Result from "effect/Result"
import { ImportError } from "./importError.ts"
import { importLimits } from "./importLimits.ts"
import type { ImportKind } from "./importKinds.ts"

/** One thing that somebody did. `t` is in milliseconds, since 1970 unless the history is `relative`; names are as the file has them. */
export type HistoryRecord =
  /** `size`: bytes of the text in UTF-8. */
  | { readonly t: number; readonly what: "say"; readonly user: string; readonly size: number }
  /** `online` and `offline` where the file says so; a join is of one's own accord. */
  | { readonly t: number; readonly what: "join" | "leave" | "online" | "offline"; readonly user: string }
  /** Without `user` the file does not say who did it. */
  | { readonly t: number; readonly what: "create" | "add" | "remove"; readonly user?: string; readonly whom: ReadonlyArray<string> }

/** What a reader makes of a file; `toWorkload` takes it from there. */
export interface History {
  /** What was read; errors name it. */
  readonly kind: ImportKind
  /** In the order of the file. At equal times that order counts. */
  readonly records: ReadonlyArray<HistoryRecord>
  /** What was left out or guessed, and how many times. */
  readonly notes: ReadonlyMap<string, number>
  /** Whether times count from no known date. */
  readonly relative: boolean
  /** Whether all joins and leaves are recorded, so that silence means nothing unless it is asked for. */
  readonly complete: boolean
  /** With fewer people it is no group. */
  readonly least: number
}

/** Collects records up to the limit, and what is to be said about them. */
export class HistoryBuilder {
  readonly kind: ImportKind
  private readonly records: Array<HistoryRecord> = []
  private readonly notes = new Map<string, number>()
  private overflow = false

  constructor(kind: ImportKind) {
    this.kind = kind
  }

  push(record: HistoryRecord): void {
    if (this.records.length < importLimits.records) this.records.push(record)
    else this.overflow = true
  }

  note(what: string, times = 1): void {
    this.notes.set(what, (this.notes.get(what) ?? 0) + times)
  }

  done(is: Partial<Pick<History, "relative" | "complete" | "least">> = {}): Result.Result<History, ImportError> {
    const { kind, notes, records } = this
    if (this.overflow) {
      const expected = `at most ${importLimits.records} messages, joins and leaves; a shorter span can be exported`
      return Result.fail(new ImportError({ reason: "TooLarge", kind, found: "more than an import takes", expected }))
    }
    return Result.succeed({ kind, records, notes, relative: false, complete: false, least: 2, ...is })
  }
}
