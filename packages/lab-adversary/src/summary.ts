import type { DeclaredSignatures, Heatmap, HeatmapRow, Security, SecurityFigures } from "@copath/lab-core"
import { runsOf } from "./closure/bitMatrix.ts"
import { nothingKnown } from "./closure/closure.ts"
import { defaultExplain, explained, type ExplainOptions } from "./certificate/explained.ts"
import { type Field, readers } from "./attacker/field.ts"
import type { Deletion } from "./attacker/knowledge.ts"
import type { ReadInClear } from "./metadata/inClear.ts"
import { metadata } from "./metadata/metadata.ts"
import { deniability } from "./metrics/deniability.ts"
import { exMembers } from "./metrics/exMembers.ts"
import { exposure } from "./metrics/exposure.ts"
import { forgery } from "./metrics/forgery.ts"
import { forwardSecrecy } from "./metrics/forwardSecrecy.ts"
import { healing } from "./metrics/healing.ts"
import { newcomers } from "./metrics/newcomers.ts"
import { secretsHeld } from "./metrics/secretsHeld.ts"
import { synergy, synergyPairs } from "./metrics/synergy.ts"
import type { TracedUpload } from "./record/record.ts"
import { defaultSeizures, type Fallen, type SeizureOptions, type Seizures, seizures } from "./attacker/seizures.ts"
import type { Trace } from "./graph/trace.ts"

/** What to seize, and how much to tell. */
export interface SummaryOptions extends SeizureOptions, ExplainOptions {
  /** How many pairs of seizures are tried together. */
  readonly synergyPairs: number
  /** More rows than this are thinned out in the heatmap. */
  readonly rowCap: number
  /** With more messages than this there is no heatmap. */
  readonly messageCap: number
}

/** As `defaultSeizures` and `defaultExplain`; 256 pairs of seizures, a heatmap of up to 1,000 rows and 5,000 messages. */
export const defaultSummary: SummaryOptions = { ...defaultSeizures, ...defaultExplain, synergyPairs, rowCap: 1000, messageCap: 5000 }

/** What there is of a run beside its trace. What is left out is not told of. */
export interface Beside {
  /** Everything that went up, with what reads in it without a key. */
  readonly wire?: { readonly uploads: ReadonlyArray<TracedUpload>; readonly readInClear: ReadInClear }
  /** What the signature scheme declares. */
  readonly signatures?: DeclaredSignatures
}

/** Everything that is measured of one run, as plain data for a result. Equal traces and options give equal summaries. */
export const securityOf = (trace: Trace, options: SummaryOptions = defaultSummary, { signatures, wire }: Beside = {}): Security => {
  const all = seizures(trace, options)
  const lower = figures(all, all.lower, options)
  const upper = all.upper === all.lower ? lower : figures(all, all.upper, options)
  const exact = all.exact && lost(lower).join() === lost(upper).join()
  const shown = shownRows(all.rows.length, options.rowCap)
  const heatmap =
    trace.messages.length > options.messageCap
      ? {}
      : { heatmap: heatmapOf(all, shown, options), ...(shown.length === 0 ? {} : explained(all, shown, options)) }
  return {
    members: trace.members.map(({ name }) => name),
    seizures: {
      takes: options.takes,
      deletion: deletionText(options.deletion),
      pairs: all.pairs,
      rows: all.rows.length,
      sampled: all.strata.length > 0
    },
    unexplained: trace.unexplained.length,
    ...(trace.declared === undefined || trace.declared.length === 0 ? {} : { declared: trace.declared }),
    ...(trace.openSums === undefined || trace.openSums === 0 ? {} : { openSums: trace.openSums }),
    exact,
    findings: trace.findings.map(({ kind, state, member, detail }) => ({ kind, state, member, detail })),
    lower,
    ...(exact ? {} : { upper }),
    secretsHeld: secretsHeld(all.lower.field),
    deniability: deniability(trace, signatures),
    ...(wire === undefined ? {} : { metadata: metadata(trace, wire.uploads, wire.readInClear) }),
    ...heatmap
  }
}

/** What can differ between bounds that agree on every seizure. */
const lost = ({ wire, exMembers, newcomers }: SecurityFigures): ReadonlyArray<number> => [wire, exMembers.messages, newcomers.messages]

const figures = (all: Seizures, fallen: Fallen, options: SummaryOptions): SecurityFigures => {
  const { field, read } = fallen
  return {
    exposure: exposure(all, read),
    wire: onTheWire(field),
    forwardSecrecy: forwardSecrecy(field.trace, all.rows, read),
    healing: healing(all.rows, fallen),
    synergy: synergy(all, fallen, options.synergyPairs),
    exMembers: exMembers(field),
    newcomers: newcomers(field),
    forgery: forgery(all, fallen)
  }
}

/** How many messages somebody reads who knows nothing but the wire. */
const onTheWire = (field: Field): number => {
  const nothing = nothingKnown(field.focus.graph, 1)
  return field.trace.messages.filter((_, message) => (readers(field, nothing, message, 0) & 1) === 1).length
}

/** Rows at even distances, if there are more than `cap`. */
const shownRows = (rows: number, cap: number): ReadonlyArray<number> => {
  const shown = Math.min(rows, cap)
  return Array.from({ length: shown }, (_, i) => Math.floor((i * rows) / shown))
}

const heatmapOf = ({ rows, lower, upper }: Seizures, shown: ReadonlyArray<number>, { rowCap, messageCap }: SummaryOptions): Heatmap => {
  const { messages } = lower.field.trace
  return {
    rowCap,
    messageCap,
    leftOut: rows.length - shown.length,
    messages: {
      state: messages.map(({ state }) => state),
      by: messages.map(({ by }) => by),
      epoch: messages.map(({ epoch }) => epoch),
      size: messages.map(({ size }) => size)
    },
    rows: shown.map((index): HeatmapRow => {
      const { member, from, to } = rows[index]!
      const runs = runsOf(lower.read, index)
      const most = runsOf(upper.read, index)
      return { member, from, to, runs, ...(most.join() === runs.join() ? {} : { upper: most }) }
    })
  }
}

const deletionText = (deletion: Deletion): string => (typeof deletion === "string" ? deletion : `delayed ${deletion.delayed}`)
