import type { Panel } from "../../drawing/plot.ts"
import { escaped } from "../../drawing/standalone.ts"
import { margin, sheet, sheetWidth, wrapped } from "../../drawing/sheet.ts"
import { type Kat8Row, panelsOf, said, states } from "./table.ts"

const members = 8
const perRow = 4
const gap = 14
const [left, top, bottom] = [22, 48, 20]
const panelWidth = Math.floor((sheetWidth - 2 * margin - (perRow - 1) * gap) / perRow)
/** A message's width and a seized state's height, in pixels. */
const cell = { width: (panelWidth - left) / said.length, height: 0.42 }
/** From one member's first state to the next one's, in states: a few are left free. */
const pitch = states + 4
const height = top + members * pitch * cell.height + bottom

const round = (n: number): string => String(Math.round(n * 1000) / 1000)

/** Which of the texts from `first` to before `end` were said before this state, or after it. */
type Side = (state: number, first: number, end: number) => readonly [first: number, end: number]

const after: Side = (state, first, end) => {
  const next = said.findIndex((at) => at > state)
  return [Math.max(first, next < 0 ? said.length : next), end]
}
const before: Side = (state, first, end) => [first, Math.min(end, after(state, 0, end)[0])]

/** What is read of one side, as one shape: states that have the same texts are one rectangle of it. */
const filled = (rows: ReadonlyArray<Kat8Row>, side: Side, colour: string): string => {
  const parts: Array<string> = []
  for (const { end, first, from, member, to } of rows) {
    for (let state = from; state < to;) {
      const [a, b] = side(state, first, end)
      let next = state + 1
      while (next < to && side(next, first, end).join() === [a, b].join()) next++
      if (b > a) parts.push(`M${a} ${member * pitch + state}h${b - a}v${next - state}h${a - b}z`)
      state = next
    }
  }
  // In messages and states, not in pixels: whole numbers are short.
  const scaled = `translate(${left},${top}) scale(${round(cell.width)},${cell.height})`
  return parts.length === 0 ? "" : `<path transform="${scaled}" d="${parts.join("")}" fill="${colour}" shape-rendering="crispEdges"/>`
}

const small = 'font-size="9.5" fill="var(--soft)"'

const panel = (rows: ReadonlyArray<Kat8Row>): Panel => {
  const head = rows[0]!
  const names = wrapped(head.composition.replaceAll(",", ", "), panelWidth - 4, 10.5)
  const safe = Array.from({ length: members }, (_, member) => {
    const y = round(top + member * pitch * cell.height)
    return `<rect x="${left}" y="${y}" width="${round(panelWidth - left)}" height="${round(states * cell.height)}" fill="var(--heat-safe)" shape-rendering="crispEdges"/>`
  })
  const labels = Array.from({ length: members }, (_, member) => {
    const y = round(top + (member * pitch + states / 2) * cell.height + 3.5)
    return `<text x="${left - 5}" y="${y}" text-anchor="end" ${small}>${member}</text>`
  })
  return {
    title: `${head.exposure.toFixed(3)}  ${head.shape}`,
    width: panelWidth,
    height,
    content: [
      ...names.map((name, i) => `<text x="2" y="${12 + 14 * i}" text-anchor="start" font-size="10.5">${escaped(name)}</text>`),
      ...safe,
      filled(rows, after, "var(--heat-later)"),
      filled(rows, before, "var(--heat-earlier)"),
      ...labels,
      `<text x="${left}" y="${height - 8}" text-anchor="start" ${small}>message 1</text>`,
      `<text x="${panelWidth}" y="${height - 8}" text-anchor="end" ${small}>${said.length}</text>`
    ].join("\n")
  }
}

/** A heatmap for each composition: down, each member at each state; across, the messages. */
export const drawn = (rows: ReadonlyArray<Kat8Row>): string => {
  const panels = panelsOf(rows).map(({ row }) => panel(rows.filter((one) => one.row === row)))
  const lines = Array.from({ length: Math.ceil(panels.length / perRow) }, (_, i) => panels.slice(i * perRow, (i + 1) * perRow))
  // A last line that is not full stands where the others do.
  const empty: Panel = { width: panelWidth, height, content: "" }
  const full = lines.map((line) => [...line, ...Array.from({ length: perRow - line.length }, () => empty)])
  return sheet({
    title: "Cliff, staircase, wall: the canonical script",
    note: `Eight members; each speaks, then one renews its keys, for each in turn. Down: members 0 to 7, each seized at each of ${states} states, in the order of time. Across: the ${said.length} messages. The number is the exposure, the share of all cells that are read.`,
    legend: [
      [
        { label: "read, said after the seizure", colour: "var(--heat-later)", mark: "cell" },
        { label: "read, said before the seizure", colour: "var(--heat-earlier)", mark: "cell" },
        { label: "safe", colour: "var(--heat-safe)", mark: "cell" }
      ]
    ],
    rows: full
  })
}
