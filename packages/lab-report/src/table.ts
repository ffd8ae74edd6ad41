import type { LabResult } from "@copath/lab-core"
import Table from "cli-table3"
import { chapters, spoken } from "./chapters.ts"
import { headline, provenance, subtitle } from "./headline.ts"
import { printable } from "./printable.ts"
import { type Entry, isWordy, type Section } from "./section.ts"
import { refusals, verdicts } from "./tables/sections.ts"
import { securityCaution } from "./security/limits.ts"
import type { Study } from "./study.ts"
import { shortened } from "./units.ts"

/** For whom a table is set. */
export interface TableOptions {
  /** Columns of text before a section continues in another block; 100 unless told. */
  readonly width?: number
  /** Whether to use a terminal's colours; off unless told. */
  readonly colour?: boolean
}

/**
 * The result as text for a terminal or a log: one row for each composition. A section too wide for `width` continues in a second block
 * under the same names.
 */
export const table = (result: LabResult | Study, { width = 100, colour = false }: TableOptions = {}): string => {
  const ink = colour ? inked : plainInk
  const body = spoken(chapters(result)).flatMap(({ sections, setting, title }) =>
    [
      `${ink.title(wrapped(title, width))}${setting === undefined ? "" : `\n${wrapped(subtitle(setting), width)}`}`,
      sections.flatMap((section) => (section.detail === true ? [] : [rendered(section, width, ink)])),
      setting === undefined
        ? []
        : verdicts(setting)
            .map((line) => wrapped(line, width))
            .join("\n")
    ].flat()
  )
  const refused = result.refused.length === 0 ? [] : [refusalList(refusals(result), width, ink)]
  const made = [...securityCaution(result), ...provenance(result)].map((line) => wrapped(line, width))
  return `${[ink.title(wrapped(headline(result), width)), ...body, ...refused, made.join("\n")].join("\n\n")}\n`
}

interface Ink {
  readonly title: (text: string) => string
  readonly best: (text: string) => string
}

const inked: Ink = { title: (text) => `\u001B[1m${text}\u001B[22m`, best: (text) => `\u001B[1;32m${text}\u001B[22;39m` }
const plainInk: Ink = { title: (text) => text, best: (text) => text }

const gap = 2

const rendered = (section: Section, width: number, ink: Ink): string => {
  const labelWidth = Math.min(Math.max(24, Math.floor(width * 0.4)), Math.max(0, ...section.rows.map((row) => row.label.length)))
  const heads = section.columns.map((column) => split(column))
  const widths = heads.map((head, c) =>
    Math.max(...head.map((line) => line.length), ...section.rows.map((row) => shown(row.entries[c]).length))
  )
  const blocks = chunked(widths, width - labelWidth - gap)
  const drawn = blocks.map(([from, to]) => {
    const block = new Table({
      head: ["", ...heads.slice(from, to).map((head) => head.join("\n"))],
      chars: rule,
      style: { head: [], border: [], "padding-left": 0, "padding-right": gap, compact: true },
      colAligns: ["left", ...widths.slice(from, to).map((_, c) => (isWordy(section, from + c) ? "left" : "right"))],
      colWidths: [labelWidth + gap, ...widths.slice(from, to).map((w) => w + gap)]
    })
    for (const { label, entries } of section.rows)
      block.push([shortened(printable(label), labelWidth), ...entries.slice(from, to).map((entry) => painted(entry, ink))])
    return trimmed(block.toString())
  })
  return `${headed(section, width, ink)}\n${drawn.join("\n\n")}`
}

// Reasons are sentences: they read better under their combination than squeezed into a column.
const refusalList = (section: Section, width: number, ink: Ink): string =>
  [
    headed(section, width, ink),
    ...section.rows.flatMap(({ label, entries }) => [
      wrapped(`  ${label} [${entries[0]?.text ?? ""}]`, width),
      wrapped(entries[1]?.text ?? "", width - 6).replaceAll(/^/gm, "      ")
    ])
  ].join("\n")

const headed = ({ title, note }: Section, width: number, ink: Ink): string =>
  ink.title(title) + wrapped(`${title}. ${note}`, width).slice(title.length)

const painted = (entry: Entry, ink: Ink): string => (entry.best ? ink.best(shown(entry)) : shown(entry))

const shown = (entry: Entry | undefined): string => {
  const { text, ratio } = entry ?? { text: "" }
  return printable(ratio === undefined ? text : `${text} ${ratio.padStart(5)}`)
}

const none = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": ""
}
const rule = { ...none, left: "", "left-mid": "", mid: "─", "mid-mid": "", right: "", "right-mid": "", middle: "" }

/** The longest runs of columns that fit into `room`. */
const chunked = (widths: ReadonlyArray<number>, room: number): ReadonlyArray<readonly [number, number]> => {
  const blocks: Array<readonly [number, number]> = []
  let from = 0
  let used = 0
  widths.forEach((width, c) => {
    if (c > from && used + width + gap > room) {
      blocks.push([from, c])
      from = c
      used = 0
    }
    used += width + gap
  })
  return [...blocks, [from, widths.length]]
}

const split = (head: string): ReadonlyArray<string> => {
  const space = head.indexOf(" ")
  return space < 0 ? [head] : [head.slice(0, space), head.slice(space + 1)]
}

const wrapped = (text: string, width: number): string => {
  const lines: Array<string> = []
  for (const word of printable(text).split(" ")) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join("\n")
}

const trimmed = (text: string): string => text.replaceAll(/ +$/gm, "")
