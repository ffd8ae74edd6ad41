import { makeWorkload } from "@copath/lab-core"
import { type MixEncryptions, mixEncryptions } from "@copath/lab-scale"
import { Effect, Schema } from "effect"
import { figure, type Measuring, type RowOf } from "../figure.ts"
import { NotMeasured } from "../notMeasured.ts"
import { composed, Curve, type Source, SUITE } from "./compositions.ts"
import { overlay } from "./overlay.ts"

const Configuration = Schema.Struct({
  curves: Schema.Array(Curve),
  /** Slots (twice the founders, and a tenth of the operations), and how many runs. */
  sweeps: Schema.Array(Schema.Struct({ slots: Schema.Array(Schema.Int), runs: Schema.Int })),
  published: Schema.Array(
    Schema.Struct({ curve: Schema.String, slots: Schema.Int, perOther: Schema.Number, perAdmin: Schema.Number, runs: Schema.Int })
  )
})

const columns = {
  source: "text",
  curve: "text",
  slots: "number",
  admins: "number",
  runs: "number",
  perOther: "number",
  perAdmin: "number"
} as const
type AdminsRow = RowOf<typeof columns>

const adminsOf = (slots: number): number => Math.max(1, Math.floor(slots / 128))

/** One run of the second mix with this scheme: one founder in 64 adds and removes, and is never removed. */
const adminsRun = Effect.fnUntraced(function* (curve: Curve, slots: number, run: number, at: Pick<Measuring, "file">) {
  const settings = [`members=${slots / 2}`, `operations=${10 * slots}`]
  const failed = ({ message }: { readonly message: string }) =>
    new NotMeasured({ file: at.file, what: settings.join(" "), reason: message })
  const seed = `s${run}`
  const workload = yield* Effect.mapError(Effect.fromResult(makeWorkload("admin-churn", seed, settings)), failed)
  const managers = new Set(workload.header.members.slice(0, adminsOf(slots)))
  return yield* Effect.mapError(mixEncryptions({ composed: yield* composed(curve, at), suite: SUITE, workload, seed, managers }), failed)
})

const row = (curve: string, slots: number, runs: ReadonlyArray<MixEncryptions>): AdminsRow => {
  const mean = (of: (run: MixEncryptions) => number): number =>
    Math.round((runs.reduce((sum, run) => sum + of(run), 0) / runs.length) * 100) / 100
  return {
    source: "measured",
    curve,
    slots,
    admins: adminsOf(slots),
    runs: runs.length,
    perOther: mean((run) => run.perOther),
    perAdmin: mean((run) => run.perManager)
  }
}

/** Tainted TreeKEM's second experiment: what members pay where a few administrators add and remove. */
export const adminsFigure = figure({
  id: "tainted-treekem-admins",
  title: "Tainted TreeKEM: who pays where administrators add and remove",
  question: "How are encryptions shared out between administrators and everybody else?",
  folder: "reproductions",
  configuration: Configuration,
  short: {
    curves: [{ name: "tainted", parts: { "double-join": "taint" } }],
    sweeps: [{ slots: [16], runs: 1 }],
    published: [{ curve: "tainted", slots: 16, perOther: 16, perAdmin: 150, runs: 1 }]
  },
  columns,
  measure: Effect.fnUntraced(function* ({ curves, published, sweeps }, measuring) {
    const rows: Array<AdminsRow> = published.map((one) => ({ source: "published", admins: adminsOf(one.slots), ...one }))
    for (const { runs, slots } of sweeps)
      for (const size of slots)
        for (const curve of curves) {
          const found: Array<MixEncryptions> = []
          for (let run = 0; run < runs; run++) found.push(yield* adminsRun(curve, size, run, measuring))
          const made = row(curve.name, size, found)
          measuring.progress(`${curve.name}, ${size} slots: ${made.perOther} and ${made.perAdmin}`)
          rows.push(made)
        }
    return rows
  }),
  draw: (rows) => {
    const values = (of: (row: AdminsRow) => number) =>
      rows.map((one) => ({ source: one.source as Source, curve: one.curve, x: one.slots, y: of(one) }))
    const svg = overlay({
      title: "Encryptions of one member over the whole run, by slots of the tree",
      note: "As the first experiment, but one founder in 64 makes all adds and removes. Everybody updates alike, administrators included.",
      x: "slots",
      y: "encryptions",
      curves: [...new Set(rows.map(({ curve }) => curve))],
      panels: [
        [
          { title: "one who is no administrator", values: values(({ perOther }) => perOther), log: false },
          { title: "an administrator", values: values(({ perAdmin }) => perAdmin), log: false }
        ]
      ],
      height: 330
    })
    return [{ name: "tainted-treekem-admins", svg }]
  },
  keyNumbers: (rows) => ({
    columns: ["scheme", "slots", "others, published", "others, measured", "administrators, published", "administrators, measured"],
    rows: rows.flatMap((one) => {
      const ours = rows.find(({ curve, slots, source }) => source === "measured" && curve === one.curve && slots === one.slots)
      if (one.source !== "published" || ours === undefined) return []
      const numbers = [one.perOther, ours.perOther, one.perAdmin, ours.perAdmin].map((x) =>
        x.toLocaleString("en-US", { maximumFractionDigits: x < 200 ? 1 : 0 })
      )
      return [[one.curve, one.slots.toLocaleString("en-US"), ...numbers]]
    })
  })
})
