import type { Contender, Setting } from "../comparison.ts"
import { headlineMetrics, type Metric } from "../metrics.ts"
import { type Entry, label, plain, type Section } from "../section.ts"
import { hodgesLehmann, type Shift } from "../statistics/hodgesLehmann.ts"
import { holm } from "../statistics/holm.ts"
import { plural } from "../units.ts"

/** The level of a whole column's family of tests. */
const LEVEL = 0.05

/**
 * How far each composition lies from the first, seed by seed: a workload that costs one of them much costs the other much too, so the difference
 * says more than the two medians. Nothing where there was one seed only.
 */
export const paired = ({ contenders }: Setting): ReadonlyArray<Section> => {
  const [first, ...others] = contenders
  if (first === undefined || others.length === 0) return []
  const pairs = Math.max(0, ...others.map((other) => differences(first, other, () => 0).length))
  if (pairs < 2) return []
  const columns = headlineMetrics.map((metric) => {
    const shifts = others.map((other) => hodgesLehmann(differences(first, other, metric.of)))
    const adjusted = holm(shifts.map((shift) => shift?.p ?? 1))
    return { metric, entries: shifts.map((shift, i) => entry(metric, shift, (adjusted[i] ?? 1) < LEVEL)) }
  })
  return [
    {
      title: `Against ${first.name}, paired by seed`,
      note: note(pairs, others.length),
      columns: columns.map(({ metric }) => metric.title),
      rows: others.map((other, row) => ({ label: label(other), entries: columns.map(({ entries }) => entries[row] ?? plain("–")) }))
    }
  ]
}

/** The seeds that both have, in order: what the second costs more than the first. */
const differences = (first: Contender, second: Contender, of: Metric["of"]): ReadonlyArray<number> => {
  const own = new Map(first.cells.map((cell) => [cell.repeat, of(cell)]))
  return second.cells.flatMap((cell) => {
    const value = own.get(cell.repeat)
    return value === undefined ? [] : [of(cell) - value]
  })
}

const entry = ({ show }: Metric, shift: Shift | undefined, distinct: boolean): Entry => {
  if (shift === undefined) return plain("–", "")
  const { estimate, interval } = shift
  const range = interval.lo === interval.hi ? "" : ` [${signed(interval.lo, show)}, ${signed(interval.hi, show)}]`
  return plain(`${signed(estimate, show)}${range}${distinct ? " *" : ""}`, estimate)
}

const signed = (n: number, show: (n: number) => string): string => (n === 0 ? "0" : `${n > 0 ? "+" : "−"}${show(Math.abs(n))}`)

const note = (pairs: number, tests: number): string => {
  const percent = Math.floor((1 - 2 ** (1 - pairs)) * 100)
  const interval = percent >= 95 ? "its 95 % interval" : `an interval that is worth ${percent} % at most, for there are so few seeds`
  const needed = Math.ceil(1 + Math.log2(tests / LEVEL))
  const star =
    pairs < needed
      ? `With ${plural(pairs, "seed")} no difference between ${plural(tests + 1, "composition")} can be told from chance; with ${needed} it could.`
      : "A star marks what is not chance: p below 0.05 in Wilcoxon's signed-rank test after Holm's correction for the column."
  return `Hodges–Lehmann shift over ${pairs} seeds, with ${interval}. ${star}`
}
