import { type Point, scaling, scalingText } from "@copath/lab-report"
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

/** A size's value; `~`: told from samples, and how far it may be off. */
const cell = (value: number | undefined, give: number | undefined, sampled: boolean): string => {
  const off = give === undefined || value === undefined || give < value / 1000 ? "" : ` ±${figure(give)}`
  return `${sampled ? "~" : ""}${figure(value)}${off}`
}

/** How a figure grows: `0.60 [0.59, 0.61], a·n^b`; the interval from three sizes on, the law from five. */
const growth = (sizes: ReadonlyArray<number>, values: ScaleRow["values"], name: string): string => {
  const points = sizes.flatMap((size, i): ReadonlyArray<Point> => (values[i] === undefined ? [] : [[size, values[i]]]))
  return scalingText(scaling(points, name)).replace("slope ", "") || "–"
}

/** One composition's rows: a column for each size, and how each grows with it. */
export const rowsText = (title: string, sizes: ReadonlyArray<number>, rows: ReadonlyArray<ScaleRow>): string =>
  aligned([
    [title, ...sizes.map((size) => `n = ${whole.format(size)}`), ...(sizes.length > 1 ? ["slope"] : [])],
    ...rows.map(({ gives, sampled, values, what }) => [
      `  ${what}`,
      ...values.map((value, i) => cell(value, gives[i], sampled)),
      ...(sizes.length > 1 ? [growth(sizes, values, `${title} ${what}`)] : [])
    ])
  ])
