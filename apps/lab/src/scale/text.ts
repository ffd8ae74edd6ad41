import type { ScaleRow } from "@copath/lab-scale"

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })
const precise = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 })

const figure = (value: number | undefined): string =>
  value === undefined ? "–" : value >= 1000 ? whole.format(value) : precise.format(value)

/** Lines of cells, each column as wide as it must be: the first to the left, all others to the right. */
export const aligned = (lines: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths: Array<number> = []
  for (const line of lines) for (const [i, cell] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/** One composition's rows: a column for each size, and how each grows with it. `~`: told from samples. */
export const rowsText = (title: string, sizes: ReadonlyArray<number>, rows: ReadonlyArray<ScaleRow>): string =>
  aligned([
    [title, ...sizes.map((size) => `n = ${whole.format(size)}`), ...(sizes.length > 1 ? ["slope"] : [])],
    ...rows.map(({ sampled, slope, values, what }) => [
      `  ${what}`,
      ...values.map((value) => (sampled ? "~" : "") + figure(value)),
      ...(sizes.length > 1 ? [slope === undefined ? "–" : slope.toFixed(2)] : [])
    ])
  ])
