import * as Plot from "@observablehq/plot"
import { brief, bytes, count, logTicks } from "@copath/lab-report"
import { type Panel, plot } from "../../drawing/plot.ts"
import { type Entry, margin, sheet, sheetWidth } from "../../drawing/sheet.ts"
import type { ReceiversRow } from "./table.ts"

const gap = 18
const width = Math.floor((sheetWidth - 2 * margin - 2 * gap) / 3)

/** Of a measure: the title, and how its values are shown. */
interface Measure {
  readonly title: string
  readonly label: string
  readonly of: (row: ReceiversRow) => number
  readonly show: (n: number) => string
}

const measures: ReadonlyArray<Measure> = [
  { title: "Receiver: take in a commit", label: "processor time, X25519 exchanges", of: ({ processU }) => processU, show: count },
  { title: "Joiner: download", label: "bytes of its Welcome", of: ({ welcomeBytes }) => welcomeBytes, show: bytes },
  { title: "Member: store", label: "bytes of the state, written down", of: ({ stateBytes }) => stateBytes, show: bytes }
]

/** Three panels over the size of the group, all axes logarithmic. */
export const drawn = (rows: ReadonlyArray<ReceiversRow>): string => {
  const compositions = [...new Set(rows.map(({ composition }) => composition))]
  const colour = ({ composition }: ReceiversRow): string => `var(--s${compositions.indexOf(composition)})`
  const sizes = [...new Set(rows.map(({ members }) => members))]
  const panels = measures.map(({ label, of, show, title }): Panel => {
    const values = rows.map(of)
    const [least, most] = [Math.min(...values) * 0.8, Math.max(...values) * 1.25]
    return plot(
      {
        width,
        height: 330,
        marginLeft: 48,
        marginRight: 12,
        marginTop: 26,
        marginBottom: 44,
        x: {
          type: "log",
          // Else the label of every third power of two is left out.
          base: 2,
          ticks: sizes.filter((_, i) => i % 2 === 0),
          tickFormat: (n: number) => n.toLocaleString("en-US"),
          label: "members of the group",
          labelAnchor: "center",
          labelArrow: "none"
        },
        y: {
          type: "log",
          domain: [least, most],
          ticks: logTicks(least, most),
          tickFormat: (n: number) => brief(show(n)),
          label,
          labelArrow: "none",
          grid: true
        },
        marks: [
          Plot.line(rows, { x: "members", y: of, z: "composition", stroke: colour, strokeWidth: 1.9 }),
          Plot.dot(rows, { x: "members", y: of, fill: colour, r: 2.4 })
        ]
      },
      title
    )
  })
  const legend = compositions.map((label, i): Entry => ({ label, colour: `var(--s${i})`, mark: "line" }))
  return sheet({
    title: "What receivers and joiners bear",
    note: "A group that one commit made and one more member joined. All axes are logarithmic. Times are medians, in exchanges of X25519 measured beside them.",
    legend: [legend],
    rows: [panels]
  })
}
