import { makeWorkload } from "@copath/lab-core"
import { type MixEncryptions, mixEncryptions, rankedByLot } from "@copath/lab-scale"
import { Effect, Schema } from "effect"
import { figure, type Measuring, type RowOf } from "../figure.ts"
import { NotMeasured } from "../notMeasured.ts"
import { composed, Curve, type Source, SUITE } from "./compositions.ts"
import { overlay } from "./overlay.ts"

const Published = Schema.Struct({
  curve: Schema.String,
  s: Schema.Number,
  slots: Schema.Int,
  perOperation: Schema.Number,
  perAdd: Schema.Number,
  perRemove: Schema.Number,
  perUpdate: Schema.Number,
  runs: Schema.Int
})

const Configuration = Schema.Struct({
  curves: Schema.Array(Curve),
  /** Zipf's exponent of who updates, the slots (twice the founders, and a tenth of the operations), and how many runs. */
  sweeps: Schema.Array(Schema.Struct({ s: Schema.Number, slots: Schema.Array(Schema.Int), runs: Schema.Int })),
  published: Schema.Array(Published)
})

const columns = {
  source: "text",
  curve: "text",
  s: "number",
  slots: "number",
  runs: "number",
  perOperation: "number",
  spread: "number?",
  perAdd: "number",
  perRemove: "number",
  perUpdate: "number"
} as const
type ChurnRow = RowOf<typeof columns>

/** One run of the literature's mix with this scheme: half the slots are members at first, and there are ten operations for each slot. */
const churnRun = Effect.fnUntraced(function* (curve: Curve, s: number, slots: number, run: number, at: Pick<Measuring, "file">) {
  const settings = [`members=${slots / 2}`, `operations=${10 * slots}`]
  const failed = ({ message }: { readonly message: string }) =>
    new NotMeasured({ file: at.file, what: settings.join(" "), reason: message })
  const seed = `s${run}`
  const made = yield* Effect.mapError(Effect.fromResult(makeWorkload("churn", seed, settings)), failed)
  const workload = s === 0 ? made : rankedByLot(made, s, seed)
  return yield* Effect.mapError(mixEncryptions({ composed: yield* composed(curve, at), suite: SUITE, workload, seed }), failed)
})

const meanOf = (of: ReadonlyArray<number>): number => of.reduce((sum, x) => sum + x, 0) / of.length

const rounded = (x: number): number => Math.round(x * 1000) / 1000

const row = (curve: string, s: number, slots: number, runs: ReadonlyArray<MixEncryptions>): ChurnRow => {
  const mean = (of: (run: MixEncryptions) => number): number => rounded(meanOf(runs.map(of)))
  const perOperation = mean((run) => run.perOperation)
  const spread = rounded(Math.sqrt(meanOf(runs.map((run) => (run.perOperation - perOperation) ** 2))))
  return {
    source: "measured",
    curve,
    s,
    slots,
    runs: runs.length,
    perOperation,
    spread,
    perAdd: mean((run) => run.perAdd),
    perRemove: mean((run) => run.perRemove),
    perUpdate: mean((run) => run.perUpdate)
  }
}

const titles = [
  [0, "everybody updates alike"],
  [1, "who updates follows Zipf's law"]
] as const

const at = (rows: ReadonlyArray<ChurnRow>, source: Source, curve: string, s: number, slots: number): ChurnRow | undefined =>
  rows.find((one) => one.source === source && one.curve === curve && one.s === s && one.slots === slots)

/** Tainted TreeKEM's first experiment: encryptions of an operation in a group that people join and leave. */
export const churnFigure = figure({
  id: "tainted-treekem",
  title: "Tainted TreeKEM: encryptions of an operation",
  question: "When does a book of who knows what cost fewer encryptions than blank nodes?",
  folder: "reproductions",
  configuration: Configuration,
  short: {
    curves: [
      { name: "TreeKEM, blanking", parts: { "double-join": "blank" } },
      { name: "tainted", parts: { "double-join": "taint" } }
    ],
    sweeps: [{ s: 0, slots: [8, 16], runs: 2 }],
    published: [{ curve: "tainted", s: 0, slots: 16, perOperation: 3.7, perAdd: 4.26, perRemove: 3.42, perUpdate: 3.66, runs: 8 }]
  },
  columns,
  measure: Effect.fnUntraced(function* ({ curves, published, sweeps }, measuring) {
    const rows: Array<ChurnRow> = published.map((one) => ({ source: "published", spread: undefined, ...one }))
    for (const { runs, s, slots } of sweeps)
      for (const size of slots)
        for (const curve of curves) {
          const found: Array<MixEncryptions> = []
          for (let run = 0; run < runs; run++) found.push(yield* churnRun(curve, s, size, run, measuring))
          const made = row(curve.name, s, size, found)
          measuring.progress(`${curve.name}, ${size} slots, s = ${s}: ${made.perOperation}`)
          rows.push(made)
        }
    return rows
  }),
  draw: (rows) => {
    const curves = [...new Set(rows.map(({ curve }) => curve))]
    const panels = titles.flatMap(([s, title]) => {
      const values = rows.flatMap((one) =>
        one.s === s ? [{ source: one.source as Source, curve: one.curve, x: one.slots, y: one.perOperation }] : []
      )
      return values.length === 0 ? [] : [{ title, values, log: false }]
    })
    const note =
      "Mean over 80 % updates, 10 % adds and 10 % removes, ten operations for each slot. The published points are means of up to eight runs of the public simulation."
    const svg = overlay({
      title: "Encryptions of an operation, by slots of the tree",
      note,
      x: "slots",
      y: "encryptions",
      curves,
      panels: [panels],
      height: 330
    })
    return [{ name: "tainted-treekem", svg }]
  },
  keyNumbers: (rows) => {
    const lines = rows.flatMap((one) => {
      const measured = one.source === "published" ? at(rows, "measured", one.curve, one.s, one.slots) : undefined
      if (measured === undefined) return []
      const differs = (measured.perOperation / one.perOperation - 1) * 100
      return [
        [
          one.curve,
          one.s === 0 ? "alike" : "Zipf",
          one.slots.toLocaleString("en-US"),
          one.perOperation.toFixed(2),
          measured.perOperation.toFixed(2),
          `${differs < 0 ? "−" : "+"}${Math.abs(differs).toFixed(1)} %`,
          `${one.perAdd.toFixed(1)} → ${measured.perAdd.toFixed(1)}`,
          `${one.perRemove.toFixed(1)} → ${measured.perRemove.toFixed(1)}`,
          `${one.perUpdate.toFixed(1)} → ${measured.perUpdate.toFixed(1)}`
        ]
      ]
    })
    return { columns: ["scheme", "updaters", "slots", "published", "measured", "differs", "add", "remove", "update"], rows: lines }
  }
})
