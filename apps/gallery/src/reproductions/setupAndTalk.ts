import { scaling } from "@copath/lab-report"
import { slopeOf } from "@copath/lab-scale"
import { Effect, Schema } from "effect"
import { figure, type RowOf } from "../figure.ts"
import { NotMeasured } from "../notMeasured.ts"
import { composed, Curve, type Source } from "./compositions.ts"
import { overlay } from "./overlay.ts"
import { talkBytes } from "./talkBytes.ts"

const Configuration = Schema.Struct({
  curves: Schema.Array(
    Schema.Struct({
      ...Curve.fields,
      /** Whether whoever says something commits a new key first; channels ratchet by themselves. */
      renewing: Schema.Boolean,
      /** Whether nobody receives, so that groups may be large; the bytes are the same. */
      counted: Schema.Boolean,
      members: Schema.Array(Schema.Int)
    })
  ),
  published: Schema.Array(Schema.Struct({ curve: Schema.String, members: Schema.Int, setUp: Schema.Number, text: Schema.Number }))
})

const columns = { source: "text", curve: "text", members: "number", setUp: "number", text: "number" } as const
type TalkRow = RowOf<typeof columns>

/** The smallest size from which the first curve stays below the second, at the sizes that both have; `undefined` where there is none. */
export const crossover = (rows: ReadonlyArray<TalkRow>, source: string, below: string, above: string): number | undefined => {
  const of = (curve: string): ReadonlyMap<number, number> =>
    new Map(rows.flatMap((one) => (one.curve === curve && one.source === source ? [[one.members, one.text] as const] : [])))
  const [low, high] = [of(below), of(above)]
  const sizes = [...low.keys()].filter((size) => high.has(size)).toSorted((a, b) => a - b)
  return sizes.find((from) => sizes.every((size) => size < from || (low.get(size) ?? 0) < (high.get(size) ?? 0)))
}

/** Groups from this size on tell the exponent: below it the constant part of a message is most of it. */
const LARGE = 15

/** Set-up and a hundred texts, over the evaluation of asynchronous ratcheting trees. */
export const setupAndTalkFigure = figure({
  id: "ratcheting-trees",
  title: "Ratcheting trees: bytes of a text under a new key",
  question: "From what size on is it cheaper to renew a tree's key than to ratchet each pair?",
  folder: "reproductions",
  configuration: Configuration,
  short: {
    curves: [
      { name: "pairwise channels", parts: { cgka: "pairwise" }, renewing: false, counted: false, members: [2, 5] },
      { name: "ratcheting tree (ART)", parts: { cgka: "art" }, renewing: true, counted: true, members: [2, 5] }
    ],
    published: [{ curve: "pairwise channels", members: 5, setUp: 460, text: 476 }]
  },
  columns,
  measure: Effect.fnUntraced(function* ({ curves, published }, measuring) {
    const rows: Array<TalkRow> = published.map((one) => ({ source: "published", ...one }))
    for (const curve of curves) {
      const parts = yield* composed(curve, measuring)
      for (const members of curve.members) {
        const found = yield* Effect.mapError(
          talkBytes(parts, members, curve),
          ({ message }) => new NotMeasured({ file: measuring.file, what: `${curve.name}, ${members} members`, reason: message })
        )
        measuring.progress(`${curve.name}, ${members} members: ${found.text}`)
        rows.push({ source: "measured", curve: curve.name, members, ...found })
      }
    }
    return rows
  }),
  draw: (rows) => {
    const values = (of: (row: TalkRow) => number) =>
      rows.map((one) => ({ source: one.source as Source, curve: one.curve, x: one.members, y: of(one) }))
    const svg = overlay({
      title: "Bytes of a text of 32 bytes under a new key, and of the set-up, by members",
      note: "Mean of a hundred texts, each by another than the last; what goes to everybody is counted once. In a tree the sender commits a new key first; channels ratchet by themselves.",
      x: "members",
      y: "bytes",
      curves: [...new Set(rows.map(({ curve }) => curve))],
      panels: [
        [
          { title: "a text under a new key", values: values(({ text }) => text), log: true },
          { title: "setting up, all members together", values: values(({ setUp }) => setUp), log: true }
        ]
      ],
      height: 340
    })
    return [{ name: "ratcheting-trees", svg }]
  },
  keyNumbers: (rows) => {
    const kinds = [...new Map(rows.map((one) => [`${one.curve} ${one.source}`, one])).values()]
    const shown = [2, 4, 10, 34, 115, 389]
    return {
      columns: ["bytes of a text under a new key", ...shown.map((size) => `n = ${size}`), `exponent, n ≥ ${LARGE}`, "law"],
      rows: kinds.map(({ curve, source }) => {
        const own = rows.filter((one) => one.curve === curve && one.source === source)
        const points = own.map(({ members, text }) => [members, text] as const)
        const exponent = slopeOf(points.filter(([size]) => size >= LARGE))
        return [
          `${curve}, ${source}`,
          ...shown.map(
            (size) => own.find(({ members }) => members === size)?.text.toLocaleString("en-US", { maximumFractionDigits: 0 }) ?? ""
          ),
          exponent?.toFixed(2) ?? "",
          scaling(points, "law")?.law ?? ""
        ]
      })
    }
  }
})
