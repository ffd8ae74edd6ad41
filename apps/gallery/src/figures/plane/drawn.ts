import * as Plot from "@observablehq/plot"
import { brief, bytes, logTicks, symbol } from "@copath/lab-report"
import { plot } from "../../drawing/plot.ts"
import { type Entry, margin, sheet, sheetWidth } from "../../drawing/sheet.ts"
import type { PlaneRow } from "./table.ts"

const distinct = (values: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(values)]

/** The plane of each workload, side by side. */
export const drawn = (rows: ReadonlyArray<PlaneRow>, front: ReadonlySet<PlaneRow>): string => {
  const workloads = distinct(rows.map(({ workload }) => workload))
  const compositions = distinct(rows.map(({ composition }) => composition))
  const policies = distinct(rows.map(({ policy }) => policy))
  const colour = (row: PlaneRow): string => `var(--s${compositions.indexOf(row.composition)})`
  const width = Math.floor((sheetWidth - 2 * margin - 16 * (workloads.length - 1)) / workloads.length)
  const panels = workloads.map((workload, i) => {
    const own = rows.filter((row) => row.workload === workload)
    const stairs = own
      .filter((row) => front.has(row))
      .toSorted((a, b) => a.bytes - b.bytes)
      .flatMap((row, at, all) => {
        const before = all[at - 1]
        const here = [row.bytes, row.exposure] as const
        return before === undefined ? [here] : [[row.bytes, before.exposure] as const, here]
      })
    const all = own.map((row) => row.bytes)
    const [least, most] = [Math.min(...all) / 1.4, Math.max(...all) * 1.4]
    return plot(
      {
        width,
        height: 400,
        marginLeft: i === 0 ? 46 : 34,
        marginRight: 10,
        marginTop: 26,
        marginBottom: 44,
        x: {
          type: "log",
          domain: [least, most],
          ticks: logTicks(least, most),
          tickFormat: (n: number) => brief(bytes(n)),
          label: "bytes sent and received, per member and day, logarithmic",
          labelAnchor: "center",
          labelArrow: "none",
          grid: true
        },
        y: {
          domain: [0, 1],
          ticks: 5,
          label: i === 0 ? "exposure: share of messages, mean over all seizures" : null,
          labelArrow: "none",
          grid: true
        },
        symbol: { type: "identity" },
        marks: [
          Plot.line(stairs, { x: "0", y: "1", stroke: "var(--soft)", strokeDasharray: "5 4", strokeWidth: 1.2 }),
          Plot.ruleX(
            own.filter(({ hi, lo }) => hi !== undefined && lo !== undefined),
            { x: "bytes", y1: "lo", y2: "hi", stroke: colour, strokeWidth: 1.4 }
          ),
          Plot.dot(own, {
            x: "bytes",
            y: "exposure",
            r: 5,
            symbol: (row: PlaneRow) => symbol(policies.indexOf(row.policy)),
            stroke: colour,
            strokeWidth: 1.7,
            fill: (row: PlaneRow) => (front.has(row) ? colour(row) : "var(--bg)")
          })
        ]
      },
      workload
    )
  })
  const byColour = compositions.map((label, i): Entry => ({ label, colour: `var(--s${i})`, mark: "cell" }))
  const byShape = policies.map((label, i): Entry => ({ label, colour: "var(--fg)", mark: symbol(i), hollow: true }))
  return sheet({
    title: "What a group pays, and what a thief reads",
    note: "Each mark is a composition under a policy of rekeying. The nearer to the lower left, the better. Filled, and joined by the dashed line: what nothing beats in both.",
    legend: [byColour, byShape],
    rows: [panels]
  })
}
