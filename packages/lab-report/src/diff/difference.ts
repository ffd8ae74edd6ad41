import type { LabResult } from "@copath/lab-core"
import { madeApart, type Reason, reasons, unmatched, type Unmatched, unmeasured } from "./explain.ts"
import { guardedIn } from "./guarded.ts"
import { type Judged, judged } from "./judge.ts"
import { match } from "./match.ts"
import { type NewlyExposed, newlyExposed } from "./newlyExposed.ts"
import { exactIn, textsIn } from "./quantities.ts"
import { type TimeShift, timeShifts, type TimesJudged, timesJudged } from "./times.ts"

/** What two results of the lab differ in. Plain data: `lab diff --json` writes it. */
export interface Difference {
  /** The version of this form. */
  readonly lab: "diff/1"
  /**
   * `same`: nothing but times, and no time is slower beyond doubt. `changed`: something is, and nothing of it is worse. `worse`: a guarded quantity
   * grew, or another one by more than `failOn`. `incomparable`: a cell of the old result has no counterpart, or what an adversary got there was not measured again,
   * or none was compared.
   */
  readonly verdict: "same" | "changed" | "worse" | "incomparable"
  /** By what share a cost must grow to be worse: 0.05 is 5 %. */
  readonly failOn: number
  /** The results' ids: hashes of their inputs. */
  readonly ids: { readonly old: string; readonly new: string }
  /** How many cells were compared. */
  readonly compared: number
  /** Why the ids differ, field by field; empty where they do not. */
  readonly reasons: ReadonlyArray<Reason>
  /** On what else they were made differently: source, runtime, processor. No id depends on it. */
  readonly made: ReadonlyArray<Reason>
  /** Cells of the old result without a counterpart, and what stands nearest to them; and those of which the new one measures less. */
  readonly missing: ReadonlyArray<Unmatched>
  /** Cells that only the new result has. */
  readonly added: ReadonlyArray<Unmatched>
  /** What must not grow at all and differs. */
  readonly guarded: ReadonlyArray<Judged>
  /** Where more is exposed: the first message that newly falls, and why. */
  readonly exposed: ReadonlyArray<NewlyExposed>
  /** Exact costs and counts that differ. */
  readonly changes: ReadonlyArray<Judged>
  /** What differs and is no quantity. */
  readonly texts: ReadonlyArray<{ readonly where: string; readonly field: string; readonly runs: number; readonly of: number }>
  /** Whether times could be judged, and why not. */
  readonly timesJudged: TimesJudged
  /** Times whose ratio is not one beyond doubt, and further from it than `failOn`. */
  readonly times: ReadonlyArray<TimeShift>
}

/** Compares two results cell by cell: the same composition on the same workload under the same policy, seed by seed. */
export const difference = (older: LabResult, newer: LabResult, { failOn = 0.05 } = {}): Difference => {
  const { pairs, onlyNew, onlyOld } = match(older, newer)
  const guarded = judged(pairs, guardedIn, 0)
  const changes = judged(pairs, exactIn, failOn)
  const texts = textsIn(pairs)
  const may = timesJudged(older, newer, pairs)
  const times = may.judged ? timeShifts(pairs, failOn) : []
  const missing = [...unmatched(onlyOld, newer), ...unmeasured(pairs)]
  const all = [...guarded, ...changes, ...times]
  const worse = all.some(({ judgement }) => judgement === "worse")
  const incomparable = pairs.length === 0 || missing.length > 0
  return {
    lab: "diff/1",
    verdict: worse ? "worse" : incomparable ? "incomparable" : all.length + texts.length > 0 ? "changed" : "same",
    failOn,
    ids: { old: older.id, new: newer.id },
    compared: pairs.length,
    reasons: reasons(older, newer),
    made: madeApart(older, newer),
    missing,
    added: unmatched(onlyNew, older),
    guarded,
    exposed: newlyExposed(pairs),
    changes,
    texts,
    timesJudged: may,
    times
  }
}
