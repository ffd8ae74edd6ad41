import { outline, type Symbol } from "@copath/lab-report"
import type { Panel } from "./plot.ts"
import { escaped, standalone } from "./standalone.ts"

/** What a colour, a shape or a dash of a drawing stands for. */
export interface Entry {
  /** In words. */
  readonly label: string
  /** Such as `var(--s0)`. */
  readonly colour: string
  /** How it is drawn. */
  readonly mark: "line" | "dashed" | "cell" | Symbol
  /** Of a shape: its outline alone. */
  readonly hollow?: boolean
  /** Of a cell: how much of its colour there is, from 0 to 1. */
  readonly opacity?: number
}

/** A picture of one or more panels under a title and a legend. */
export interface Sheet {
  /** In a few words. */
  readonly title: string
  /** What it shows, in a sentence or two. */
  readonly note: string
  /** What its marks stand for: each list begins a line of its own. */
  readonly legend: ReadonlyArray<ReadonlyArray<Entry>>
  /** Rows of panels, from left to right. */
  readonly rows: ReadonlyArray<ReadonlyArray<Panel>>
}

/** The width of every sheet, in pixels. */
export const sheetWidth = 860
/** Left and right of all that is in it. */
export const margin = 16

/** A letter of 11 pixels is seldom wider than this on average. */
const LETTER = 6.4

/** About how wide a text of this size is, in pixels. */
const textWidth = (text: string, size = 11): number => (text.length * LETTER * size) / 11

/** Words in lines that are no wider than this, in pixels. */
export const wrapped = (text: string, width: number, size: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

const line = (text: string, x: number, y: number, attributes: string): string =>
  `<text x="${x}" y="${y}" text-anchor="start" ${attributes}>${escaped(text)}</text>`

const markOf = ({ colour, hollow, mark, opacity = 1 }: Entry, x: number, y: number): string => {
  if (mark === "line" || mark === "dashed") {
    const dash = mark === "dashed" ? ' stroke-dasharray="6 3"' : ""
    return `<path d="M${x} ${y - 4}h20" stroke="${colour}" stroke-width="2.2" fill="none"${dash}/>`
  }
  if (mark === "cell")
    return `<rect x="${x}" y="${y - 9}" width="11" height="11" fill="${colour}" fill-opacity="${opacity}" stroke="var(--soft)" stroke-width="0.5"/>`
  const paint = hollow === true ? `fill="none" stroke="${colour}" stroke-width="1.6"` : `fill="${colour}"`
  return `<path transform="translate(${x},${y - 10})" d="${outline[mark]}" ${paint}/>`
}

/** Legend entries side by side, in as many lines as they need; `height` is theirs. */
const legendOf = (lists: Sheet["legend"], top: number): { readonly height: number; readonly content: string } => {
  const [step, gap] = [18, 22]
  const parts: Array<string> = []
  let y = top
  for (const entries of lists) {
    let x = margin
    for (const entry of entries) {
      const mark = entry.mark === "line" || entry.mark === "dashed" ? 26 : 17
      const width = mark + textWidth(entry.label, 12)
      if (x > margin && x + width > sheetWidth - margin) {
        x = margin
        y += step
      }
      parts.push(markOf(entry, x, y + 12), line(entry.label, x + mark, y + 12, 'font-size="12"'))
      x += width + gap
    }
    y += step
  }
  return { height: y - top, content: parts.join("\n") }
}

/** The picture's whole file. */
export const sheet = ({ legend, note, rows, title }: Sheet): string => {
  const parts = [line(title, margin, 30, 'font-size="16" font-weight="650"')]
  let y = 38
  for (const text of wrapped(note, sheetWidth - 2 * margin, 12)) {
    y += 16
    parts.push(line(text, margin, y, 'font-size="12" fill="var(--soft)"'))
  }
  y += 12
  const { content, height } = legendOf(legend, y)
  parts.push(content)
  y += height + 8
  for (const row of rows) {
    const heads = row.some((panel) => panel.title !== undefined) ? 20 : 0
    const free = sheetWidth - 2 * margin - row.reduce((sum, { width }) => sum + width, 0)
    let x = margin
    for (const panel of row) {
      if (panel.title !== undefined) parts.push(line(panel.title, x + 2, y + 14, 'font-size="12.5" font-weight="600"'))
      parts.push(`<g transform="translate(${x},${y + heads})">${panel.content}</g>`)
      x += panel.width + (row.length > 1 ? free / (row.length - 1) : 0)
    }
    y += heads + Math.max(...row.map(({ height }) => height)) + 8
  }
  return standalone(sheetWidth, y + 6, title, note, parts.join("\n"))
}
