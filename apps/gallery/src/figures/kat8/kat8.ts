import { canonicalRows, type KatRow } from "@copath/lab-kat"
import { Effect, Schema } from "effect"
import { figure } from "../../figure.ts"
import { inThreads } from "../../threads.ts"
import { drawn } from "./drawn.ts"
import type row from "./row.ts"
import { columns, type Kat8Row, panelsOf } from "./table.ts"

const Configuration = Schema.Struct({
  /** Known answers of the canonical script, in the order of the panels. */
  rows: Schema.NonEmptyArray(Schema.Literals(canonicalRows.map(({ id }) => id)))
})
type Configuration = typeof Configuration.Type

/** What the row's composition is called by its parts. */
const compositionOf = ({ spec }: KatRow): string =>
  Object.entries(spec)
    .map(([axis, part]) => `${axis}=${part}`)
    .join(",") || "rfc9420"

/** The canonical script's heatmaps. */
export const kat8 = figure({
  id: "kat-8",
  title: "Cliff, staircase, wall",
  question: "Which messages fall to whoever seizes a member's state, and when does it end?",
  configuration: Configuration,
  short: { rows: ["treekem", "treekem-root-only"] },
  columns,
  measure: Effect.fnUntraced(function* ({ rows: ids }: Configuration, { jobs, progress }) {
    const onDone = (done: number, index: number) => progress(`${done} of ${ids.length}: ${ids[index]}`)
    const answers = yield* inThreads<typeof row>(new URL("row.ts", import.meta.url), ids, { jobs, onDone })
    return answers.flatMap(({ depth, exposure, stretches }, i) => {
      const known = canonicalRows.find(({ id }) => id === ids[i])!
      return stretches.map((stretch): Kat8Row => ({
        row: known.id,
        composition: compositionOf(known),
        shape: known.shape,
        exposure,
        depth,
        ...stretch
      }))
    })
  }),
  draw: (rows) => [{ name: "kat-8", svg: drawn(rows) }],
  keyNumbers: (rows) => ({
    columns: ["composition", "exposure", "most messages of the past", "shape"],
    rows: panelsOf(rows).map(({ composition, depth, exposure, shape }) => [`\`${composition}\``, exposure.toFixed(3), String(depth), shape])
  })
})
