import { renewals, slopeOf } from "@copath/lab-scale"
import { Effect, Schema } from "effect"
import { figure, type RowOf } from "../figure.ts"
import { NotMeasured } from "../notMeasured.ts"
import { composed, Curve, type Source, SUITE } from "./compositions.ts"
import { overlay } from "./overlay.ts"

const Configuration = Schema.Struct({
  scheme: Curve,
  members: Schema.Array(Schema.Int),
  /** How many propose before each commit. */
  proposals: Schema.Array(Schema.Int),
  /** Commits for each member, from a tree in which everybody has committed. */
  rounds: Schema.Int,
  seed: Schema.String
})

const columns = { source: "text", proposals: "number", members: "number", ciphertexts: "number", exponent: "number?" } as const
type ConcurrentRow = RowOf<typeof columns>

/**
 * The exponent of the published lower bound: each round P members propose and C commit, and a commit has at least about N to this power ciphertexts (Auerbach, Cueto Noval,
 * Erol and Pietrzak 2025, theorem 4.2). A node deep in the tree is blank with probability P / (P + C), and then stands for its two children.
 */
export const publishedExponent = (proposals: number, commits = 1): number => Math.log2(1 + proposals / (proposals + commits))

const named = (proposals: number): string =>
  proposals === 0 ? "nobody proposes" : `${proposals} ${proposals === 1 ? "proposes" : "propose"}`

/** Ciphertexts of commits that put others' proposals in force, over the published bound. */
export const concurrentFigure = figure({
  id: "propose-and-commit",
  title: "Propose and commit: ciphertexts of a commit",
  question: "What does it cost that others' new keys can only be committed with their paths blanked?",
  folder: "reproductions",
  configuration: Configuration,
  short: { scheme: { name: "RFC 9420", parts: {} }, members: [16, 32], proposals: [0, 1], rounds: 3, seed: "short" },
  columns,
  measure: Effect.fnUntraced(function* ({ members, proposals, rounds, scheme, seed }, measuring) {
    const parts = yield* composed(scheme, measuring)
    const rows: Array<ConcurrentRow> = []
    for (const k of proposals) {
      const means: Array<readonly [number, number]> = []
      for (const size of members) {
        const run = renewals({
          composed: parts,
          suite: SUITE,
          members: size,
          proposals: k,
          commits: rounds * size,
          seed
        })
        const { mean } = yield* Effect.mapError(
          run,
          ({ message }) => new NotMeasured({ file: measuring.file, what: scheme.name, reason: message })
        )
        measuring.progress(`${named(k)}, ${size} members: ${mean.toFixed(1)}`)
        means.push([size, Math.round(mean * 100) / 100])
      }
      const slope = slopeOf(means)
      const [, last = 0] = means.at(-1) ?? []
      const most = Math.max(...members)
      for (const [size, mean] of means) {
        rows.push({ source: "measured", proposals: k, members: size, ciphertexts: mean, exponent: slope })
        // A bound says how it grows, not from where: the curve ends where ours does.
        const bound = k === 0 ? Math.log2(size) : last * (size / most) ** publishedExponent(k)
        rows.push({ source: "published", proposals: k, members: size, ciphertexts: bound, exponent: publishedExponent(k) })
      }
    }
    return rows
  }),
  draw: (rows) => {
    const ks = [...new Set(rows.map(({ proposals }) => proposals))].toSorted((a, b) => a - b)
    const values = rows.map((one) => ({ source: one.source as Source, curve: named(one.proposals), x: one.members, y: one.ciphertexts }))
    const svg = overlay({
      title: "Ciphertexts of a commit that puts others' proposals in force, by members",
      note: "RFC 9420's key agreement; each time k random members propose new keys and another one commits. The published curves are lower bounds: how fast they rise is proven, and they are drawn to end where ours do.",
      x: "members",
      y: "ciphertexts",
      curves: ks.map(named),
      panels: [[{ title: "mean of a commit", values, log: true }]],
      height: 420
    })
    return [{ name: "propose-and-commit", svg }]
  },
  keyNumbers: (rows) => {
    const most = Math.max(...rows.map(({ members }) => members))
    const last = rows.filter(({ members }) => members === most)
    return {
      columns: [
        "proposals for each commit",
        `ciphertexts at ${most.toLocaleString("en-US")} members`,
        "exponent, published bound",
        "exponent, measured"
      ],
      rows: last.flatMap((one) => {
        if (one.source !== "measured") return []
        const exponent =
          one.proposals === 0 ? ["log n", "log n"] : [publishedExponent(one.proposals).toFixed(3), (one.exponent ?? 0).toFixed(3)]
        return [
          [
            String(one.proposals),
            one.ciphertexts.toLocaleString("en-US", { maximumFractionDigits: one.ciphertexts < 100 ? 1 : 0 }),
            ...exponent
          ]
        ]
      })
    }
  }
})
