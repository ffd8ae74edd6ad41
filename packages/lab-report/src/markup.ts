import type { Entry } from "./section.ts"

/** A button that puts a table or a text on the clipboard. */
export const copyButton = (id: string, form: string, title: string): string =>
  `<button type="button" data-copy="${id}" aria-label="${text(`Copy ${form}: ${title}`)}">Copy ${form}</button>`

/** A row of a table: its head, then its cells. */
export type Row = readonly [head: string | Entry, ...cells: ReadonlyArray<Entry>]

/** A table that scrolls inside itself, and takes the focus so that the keyboard can scroll it. */
export const tableHtml = (
  id: string,
  title: string,
  columns: ReadonlyArray<string>,
  rows: ReadonlyArray<Row>
): string => `<div class="scroll" tabindex="0" role="region" aria-label="${text(`Table: ${title}`)}"><table id="${id}"><thead><tr>${columns.map((column, c) => `<th scope="col"${rows.some((row) => wordy(row[c])) ? ' class="words"' : ""}>${text(column)}</th>`).join("")}</tr></thead>
<tbody>${rows.map(([head, ...cells]) => `<tr>${headHtml(head)}${cells.map(cellHtml).join("")}</tr>`).join("\n")}</tbody></table></div>`

// Words are read from the left, numbers compared from the right. A figure's empty cell is neither.
const wordy = (cell: string | Entry | undefined): boolean => typeof cell === "object" && typeof cell.raw === "string" && cell.raw !== ""

const headHtml = (head: string | Entry): string => {
  if (typeof head === "object") return `<th scope="row" data-raw="${text(String(head.raw))}">${text(head.text)}</th>`
  return `<th scope="row"${head.length <= 40 ? ' class="name"' : ""}>${text(head)}</th>`
}

const cellHtml = (cell: Entry): string => {
  const classes = [cell.best ? "best" : "", cell.tone ?? "", wordy(cell) ? "words" : "", wordy(cell) && cell.text.length > 20 ? "long" : ""]
    .filter((name) => name !== "")
    .join(" ")
  return `<td${classes === "" ? "" : ` class="${classes}"`} data-raw="${text(String(cell.raw))}">${text(cell.text)}${cell.ratio === undefined ? "" : ` <small>${text(cell.ratio)}</small>`}${cell.best ? '<span class="sr"> (lowest)</span>' : ""}</td>`
}

/** Data for a script element, which it cannot end. */
export const json = (data: unknown): string => JSON.stringify(data).replaceAll("<", String.raw`\u003c`)

/** Text for element content or a quoted attribute. */
export const text = (raw: string): string =>
  raw.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
