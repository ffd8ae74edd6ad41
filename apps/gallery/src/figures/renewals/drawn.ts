import * as Plot from "@observablehq/plot"
import { brief, count, logTicks, scaling } from "@copath/lab-report"
import { plot } from "../../drawing/plot.ts"
import { type Entry, margin, sheet, sheetWidth } from "../../drawing/sheet.ts"
import type { RenewalsRow } from "./table.ts"

/** Means by the size of the group, on two logarithmic axes, with the slope at the end of each line. */
export const drawn = (rows: ReadonlyArray<RenewalsRow>): string => {
  const ks = [...new Set(rows.map(({ proposals }) => proposals))]
  const sizes = [...new Set(rows.map(({ members }) => members))]
  const means = rows.map(({ mean }) => mean)
  const colour = ({ proposals }: RenewalsRow): string => `var(--s${ks.indexOf(proposals)})`
  const [least, most] = [Math.min(...means) * 0.8, Math.max(...means) * 1.3]
  const [first, last] = [Math.min(...sizes), Math.max(...sizes)]
  // From where the lines with proposals begin, so that the eye can lay one beside the other.
  const base = rows.find(({ members, proposals }) => members === first && proposals === ks[1])?.mean ?? least
  const root = [first, last].map((n) => ({ n, at: base * Math.sqrt(n / first) }))
  const ends = ks.flatMap((k) => {
    const own = rows.filter(({ proposals }) => proposals === k)
    const fit = scaling(
      own.map(({ mean, members }) => [members, mean] as const),
      "slope"
    )
    const end = own.find(({ members }) => members === last)
    return end === undefined ? [] : [{ ...end, said: k === 0 ? "log N" : `slope ${fit?.slope.toFixed(2) ?? "–"}` }]
  })
  const panel = plot({
    width: sheetWidth - 2 * margin,
    height: 430,
    marginLeft: 54,
    marginRight: 84,
    marginTop: 26,
    marginBottom: 44,
    x: {
      type: "log",
      // Else the label of every third power of two is left out.
      base: 2,
      ticks: sizes,
      tickFormat: (n: number) => n.toLocaleString("en-US"),
      label: "members of the group, N, logarithmic",
      labelAnchor: "center",
      labelArrow: "none"
    },
    y: {
      type: "log",
      domain: [least, most],
      ticks: logTicks(least, most),
      tickFormat: (n: number) => brief(count(n)),
      label: "ciphertexts in a commit, mean, logarithmic",
      labelArrow: "none",
      grid: true
    },
    marks: [
      Plot.line(root, { x: "n", y: "at", stroke: "var(--soft)", strokeDasharray: "5 4", strokeWidth: 1.2 }),
      Plot.line(rows, { x: "members", y: "mean", z: "proposals", stroke: colour, strokeWidth: 2 }),
      Plot.dot(rows, { x: "members", y: "mean", fill: colour, r: 3 }),
      Plot.text(ends, { x: "members", y: "mean", text: "said", textAnchor: "start", dx: 9, fill: colour, fontSize: 12, fontWeight: 600 })
    ]
  })
  const proposed = (k: number): string => (k === 0 ? "nobody proposes" : `${k} ${k === 1 ? "proposes" : "propose"}`)
  const legend: ReadonlyArray<Entry> = [
    ...ks.map((k, i): Entry => ({ label: proposed(k), colour: `var(--s${i})`, mark: "line" })),
    { label: "the square root of N", colour: "var(--soft)", mark: "dashed" }
  ]
  return sheet({
    title: "What concurrent updates cost",
    note: "Before each commit so many other members propose new keys, all drawn by lot; a commit puts them in force and blanks their paths.",
    legend: [legend],
    rows: [[panel]]
  })
}
