import * as Plot from "@observablehq/plot"
import { symbol } from "@copath/lab-report"
import { plot } from "../../drawing/plot.ts"
import { type Entry, margin, sheet, sheetWidth } from "../../drawing/sheet.ts"
import type { SleepRow } from "./table.ts"

/** A mark for each sleep: its length, and the share of the run's messages that its device gives away. */
export const drawn = (rows: ReadonlyArray<SleepRow>): string => {
  const policies = [...new Set(rows.map(({ policy }) => policy))]
  const colour = ({ policy }: SleepRow): string => `var(--s${policies.indexOf(policy)})`
  const share = ({ all, read }: SleepRow): number => (100 * read) / all
  const most = Math.max(...rows.map(({ days }) => days))
  const panel = plot({
    width: sheetWidth - 2 * margin,
    height: 420,
    marginLeft: 50,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 44,
    x: {
      domain: [0, Math.ceil(most)],
      ticks: 10,
      label: "days that the device slept",
      labelAnchor: "center",
      labelArrow: "none"
    },
    y: {
      domain: [0, Math.max(...rows.map(share)) * 1.05],
      label: "messages that its state gives away, % of the run's",
      labelArrow: "none",
      grid: true
    },
    symbol: { type: "identity" },
    marks: [
      Plot.dot(rows, {
        x: "days",
        y: share,
        r: 4,
        symbol: (row: SleepRow) => symbol(policies.indexOf(row.policy)),
        stroke: colour,
        strokeWidth: 1.5,
        fill: (row: SleepRow) => (row.woke === "yes" ? colour(row) : "var(--bg)"),
        fillOpacity: 0.75
      })
    ]
  })
  const legend = policies.map((label, i): Entry => ({ label, colour: `var(--s${i})`, mark: symbol(i) }))
  const hollow: Entry = { label: "hollow: still asleep at the end", colour: "var(--fg)", mark: "circle", hollow: true }
  return sheet({
    title: "What a device in a drawer gives away",
    note: "Each mark is one sleep of one device, whose state is seized meanwhile. Some policies remove a device that has shown no sign of life for so long, and add it again when it wakes.",
    legend: [legend, [hollow]],
    rows: [[panel]]
  })
}
