import type { Panel } from "../../drawing/plot.ts"
import { margin, sheet, sheetWidth } from "../../drawing/sheet.ts"
import { commits, states } from "./history.ts"
import type { SynergyRow } from "./table.ts"

const [left, top, bottom, gap] = [44, 6, 40, 16]
const small = 'font-size="10.5" fill="var(--soft)"'
const round = (n: number): string => String(Math.round(n * 100) / 100)

/** A rectangle for each stretch of pairs with synergy, the darker the more messages. */
const panel = (composition: string, rows: ReadonlyArray<SynergyRow>, width: number): Panel => {
  const side = width - left - 4
  const step = side / states
  const most = rows[0]?.messages ?? 1
  const x = (a: number): number => left + a * step
  const y = (b: number): number => top + side - b * step
  const cells = rows
    .filter((row) => row.synergy > 0)
    .map(
      ({ a, from, synergy, to }) =>
        `<rect x="${round(x(a))}" y="${round(y(to))}" width="${round(step)}" height="${round((to - from) * step)}" fill="var(--heat-earlier)" fill-opacity="${round(0.25 + (0.75 * synergy) / most)}"/>`
    )
  const lines = commits.flatMap((state) => [
    `<path d="M${round(x(state))} ${top}v${side}M${left} ${round(y(state))}h${side}" stroke="var(--soft)" stroke-width="0.6" stroke-dasharray="2 3" fill="none"/>`,
    `<text x="${round(x(state))}" y="${top + side + 12}" ${small}>${state}</text>`,
    `<text x="${left - 4}" y="${round(y(state) + 3.5)}" text-anchor="end" ${small}>${state}</text>`
  ])
  const scenario = [x(commits[0]! - 0.5), y(states - 0.5)] as const
  return {
    title: composition,
    width,
    height: top + side + bottom,
    content: [
      `<rect x="${left}" y="${top}" width="${side}" height="${side}" fill="var(--heat-safe)"/>`,
      `<g shape-rendering="crispEdges">${cells.join("")}</g>`,
      ...lines,
      `<circle cx="${round(scenario[0])}" cy="${round(scenario[1])}" r="4" fill="none" stroke="var(--fg)" stroke-width="1.5"/>`,
      `<text x="${left + side / 2}" y="${top + side + 30}">A seized at state</text>`,
      `<text transform="translate(12,${top + side / 2}) rotate(-90)">B seized at state</text>`
    ].join("\n")
  }
}

/** A square for each composition: across, when A is seized; up, when B is. */
export const drawn = (rows: ReadonlyArray<SynergyRow>): string => {
  const compositions = [...new Set(rows.map(({ composition }) => composition))]
  const perRow = Math.min(4, Math.max(3, compositions.length))
  const width = Math.floor((sheetWidth - 2 * margin - (perRow - 1) * gap) / perRow)
  const panels = compositions.map((composition) =>
    panel(
      composition,
      rows.filter((row) => row.composition === composition),
      width
    )
  )
  const lines = Array.from({ length: Math.ceil(panels.length / perRow) }, (_, i) => panels.slice(i * perRow, (i + 1) * perRow))
  const empty: Panel = { width, height: 0, content: "" }
  const messages = rows[0]?.messages ?? 0
  const shade = (n: number) => ({
    label: `${n} of ${messages} messages`,
    colour: "var(--heat-earlier)",
    mark: "cell" as const,
    opacity: 0.25 + (0.75 * n) / messages
  })
  return sheet({
    title: "Two thieves are more than one and one",
    note: "Eight members; four of them commit, A first (dashed lines); B never does. Each point is a seizure of A and one of B. Coloured: messages that both together read and neither alone.",
    legend: [
      [
        ...[8, 16, 24, 32].map(shade),
        { label: "nothing more together", colour: "var(--heat-safe)", mark: "cell" },
        { label: "the known answer's pair", colour: "var(--fg)", mark: "circle", hollow: true }
      ]
    ],
    rows: lines.map((line) => [...line, ...Array.from({ length: perRow - line.length }, () => empty)])
  })
}
