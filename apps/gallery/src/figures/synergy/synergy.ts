import { Effect, Schema } from "effect"
import { Composition, partsOf, wantedOf } from "../../compositions.ts"
import { figure } from "../../figure.ts"
import { inThreads } from "../../threads.ts"
import { drawn } from "./drawn.ts"
import { commits, states } from "./history.ts"
import type pairs from "./pairs.ts"
import type { Pair } from "./pairs.ts"
import { columns, type SynergyRow } from "./table.ts"

const Configuration = Schema.Struct({
  /** Modules whose parts compositions may name, from the repository's folder. */
  plugins: Schema.Array(Schema.NonEmptyString),
  compositions: Schema.NonEmptyArray(Composition)
})
type Configuration = typeof Configuration.Type

/** Neighbours that are alike, as one line. */
const joined = (composition: string, messages: number, found: ReadonlyArray<Pair>): ReadonlyArray<SynergyRow> => {
  const rows: Array<SynergyRow> = []
  for (const { b, ...pair } of found) {
    const last = rows.at(-1)
    const row = { composition, ...pair, from: b, to: b + 1, messages }
    const alike =
      last?.a === row.a && last.to === row.from && (["aAlone", "bAlone", "both", "synergy"] as const).every((key) => last[key] === row[key])
    if (alike) rows[rows.length - 1] = { ...row, from: last.from }
    else rows.push(row)
  }
  return rows
}

/** A is taken before its commit, and B at the end: scenario 3 of the known answers. */
const scenario = ({ a, from, to }: SynergyRow): boolean => a === commits[0]! - 1 && from <= states - 1 && states - 1 < to

/** What two thieves read together and neither alone. */
export const synergy = figure({
  id: "synergy",
  title: "Two thieves are more than one and one",
  question: "What do two seizures read together that neither reads alone, and is it gone when path secrets are sealed to keys that move?",
  configuration: Configuration,
  short: { plugins: [], compositions: ["rfc9420"] },
  columns,
  measure: Effect.fnUntraced(function* ({ compositions, plugins }: Configuration, { file, jobs, progress }) {
    const wanted = yield* wantedOf(file, "compositions", compositions, yield* partsOf(file, plugins))
    const onDone = (done: number, index: number) => progress(`${done} of ${wanted.length}: ${wanted[index]!.name}`)
    const inputs = wanted.map((one) => ({ wanted: one, plugins, file }))
    const outputs = yield* inThreads<typeof pairs>(new URL("pairs.ts", import.meta.url), inputs, { jobs, onDone })
    return outputs.flatMap(({ messages, pairs: found }, i) => joined(wanted[i]!.name, messages, found))
  }),
  draw: (rows) => [{ name: "synergy", svg: drawn(rows) }],
  keyNumbers: (rows) => ({
    columns: ["composition", "A alone", "B alone", "both", "pairs with synergy", "mean synergy, messages"],
    rows: [...new Set(rows.map(({ composition }) => composition))].map((composition) => {
      const own = rows.filter((row) => row.composition === composition)
      const known = own.find(scenario)
      const count = (of: (row: SynergyRow) => number): number => own.reduce((sum, row) => sum + (row.to - row.from) * of(row), 0)
      const pairs = count(() => 1)
      return [
        `\`${composition}\``,
        ...(["aAlone", "bAlone", "both"] as const).map((key) => (known === undefined ? "–" : `${known[key]}/${known.messages}`)),
        `${((100 * count((row) => (row.synergy > 0 ? 1 : 0))) / pairs).toFixed(1)} %`,
        (count((row) => row.synergy) / pairs).toFixed(2)
      ]
    })
  })
})
