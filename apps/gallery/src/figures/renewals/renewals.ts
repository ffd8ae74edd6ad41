import { scaling } from "@copath/lab-report"
import { Effect, Schema } from "effect"
import { Composition, wantedOf } from "../../compositions.ts"
import { figure } from "../../figure.ts"
import { NotMeasured } from "../../notMeasured.ts"
import { inThreads } from "../../threads.ts"
import { drawn } from "./drawn.ts"
import type size from "./size.ts"
import { columns, type RenewalsRow } from "./table.ts"

const whole = (minimum: number, maximum: number) => Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))

const Configuration = Schema.Struct({
  composition: Composition,
  sizes: Schema.NonEmptyArray(whole(2, 65_536)),
  /** How many others propose before each commit. */
  proposals: Schema.NonEmptyArray(whole(0, 64)),
  /** Commits for each member. */
  rounds: whole(1, 100),
  seed: Schema.NonEmptyString
})
type Configuration = typeof Configuration.Type

/** What grows with the number of members, by the number of proposals. */
export const renewals = figure({
  id: "propose-commit",
  title: "What concurrent updates cost",
  question: "How does a commit grow with the group when others have proposed new keys before it?",
  configuration: Configuration,
  short: { composition: "rfc9420", sizes: [16, 32, 64], proposals: [0, 2], rounds: 2, seed: "r4" },
  columns,
  measure: Effect.fnUntraced(function* ({ composition, proposals, rounds, seed, sizes }: Configuration, { file, jobs, progress }) {
    const [wanted] = yield* wantedOf(file, "composition", [composition])
    // The longest first, lest one thread stand still at the end.
    const inputs = sizes
      .flatMap((members) => proposals.map((k) => ({ wanted: wanted!, members, proposals: k, rounds, seed })))
      .toSorted((a, b) => b.members * (b.proposals + 1) - a.members * (a.proposals + 1))
    const called = (i: number): string => `${inputs[i]!.members} members, ${inputs[i]!.proposals} proposals`
    const onDone = (done: number, index: number) => progress(`${done} of ${inputs.length}: ${called(index)}`)
    const outputs = yield* inThreads<typeof size>(new URL("size.ts", import.meta.url), inputs, { jobs, onDone })
    const rows: Array<RenewalsRow> = []
    for (const [i, output] of outputs.entries()) {
      if (output.refused !== undefined) return yield* new NotMeasured({ file, what: called(i), reason: output.refused })
      const { commits, hi, lo, mean } = output
      rows.push({ members: inputs[i]!.members, proposals: inputs[i]!.proposals, mean, lo, hi, commits })
    }
    return rows.toSorted((a, b) => a.proposals - b.proposals || a.members - b.members)
  }),
  draw: (rows) => [{ name: "propose-commit", svg: drawn(rows) }],
  keyNumbers: (rows) => {
    const sizes = [...new Set(rows.map(({ members }) => members))]
    return {
      columns: ["proposals before a commit", ...sizes.map((n) => `N = ${n.toLocaleString("en-US")}`), "slope"],
      rows: [...new Set(rows.map(({ proposals }) => proposals))].map((proposals) => {
        const own = rows.filter((row) => row.proposals === proposals)
        const means = sizes.map((n) => own.find(({ members }) => members === n)?.mean)
        const fit = scaling(
          own.map(({ mean, members }) => [members, mean] as const),
          "slope"
        )
        const shown = (n: number | undefined): string =>
          n === undefined ? "–" : n < 100 ? n.toFixed(1) : Math.round(n).toLocaleString("en-US")
        return [String(proposals), ...means.map(shown), proposals === 0 ? "log N" : (fit?.slope.toFixed(2) ?? "–")]
      })
    }
  }
})
