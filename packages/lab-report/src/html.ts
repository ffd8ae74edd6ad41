import type { LabResult } from "@copath/lab-core"
import { type Setting, settings } from "./comparison.ts"
import { colour, dash } from "./draw.ts"
import type { Datum, Figure } from "./figure.ts"
import { figures } from "./figures.ts"
import { headline, limits, provenance, settingName, subtitle } from "./headline.ts"
import { script, scriptHash } from "./script.ts"
import { type Entry, refusals, type Section, sections, verdicts } from "./sections.ts"
import { style } from "./style.ts"

/**
 * The result as one page that needs nothing else: no network, no library. Each figure has its numbers in a table beside it. The page's
 * policy allows its own script and no other, so that a name in the result cannot become one.
 */
export const html = (result: LabResult): string => {
  const all = settings(result)
  const refused = refusals(result)
  const refusedSection =
    refused.rows.length === 0
      ? ""
      : `<section id="refused"><h2>${text(refused.title)}</h2>${sectionTable(refused, "table-refused")}</section>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${scriptHash}'">
<title>${text(headline(result))}: bytes, operations, time and state</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${text(headline(result))}</h1>
<p class="note">Bytes, operations, time and state of secure group messaging, side by side. Seed ${text(result.made.seed)}.</p>
${navigation(all, refused.rows.length > 0)}
</header>
<main>
${all.map(settingHtml).join("\n")}
${refusedSection}
</main>
<footer id="environment">
<h2>Environment and limits</h2>
${provenance(result)
  .map((line) => `<p>${text(line)}</p>`)
  .join("\n")}
<p>Parts: ${text(
    Object.entries(result.environment.parts)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")
  )}</p>
<ul>${limits.map((line) => `<li>${text(line)}</li>`).join("")}</ul>
</footer>
<script>${script}</script>
</body>
</html>
`
}

const navigation = (all: ReadonlyArray<Setting>, anyRefused: boolean): string => {
  const links = all.flatMap((setting) => [
    [setting.id, all.length === 1 ? "Cost" : settingName(setting)],
    ...(all.length === 1 ? figures(setting).map((figure) => [`${setting.id}-${figure.id}`, figure.title]) : []),
    ...(all.length === 1 ? [[`${setting.id}-tables`, "More tables"]] : [])
  ])
  const rest = [...(anyRefused ? [["refused", "Refused combinations"]] : []), ["environment", "Environment and limits"]]
  return `<nav aria-label="Contents"><ul>${[...links, ...rest].map(([id = "", name = ""]) => `<li><a href="#${text(id)}">${text(name)}</a></li>`).join("")}</ul></nav>`
}

const settingHtml = (setting: Setting): string => {
  const all = sections(setting)
  const tables = (list: ReadonlyArray<Section>, from: number) =>
    list.map((section, i) => `<h3>${text(section.title)}</h3>${sectionTable(section, `${setting.id}-table-${from + i}`)}`).join("\n")
  return `<section id="${setting.id}">
<h2>${text(settingName(setting))}</h2>
<p>${text(subtitle(setting))}</p>
${verdictList(setting)}
${tables(all.slice(0, leading), 0)}
${figures(setting)
  .map((figure) => figureHtml(figure, `${setting.id}-${figure.id}`))
  .join("\n")}
<div id="${setting.id}-tables">
${tables(all.slice(leading), leading)}
</div>
</section>`
}

/** The tables before the figures: what it costs, and which parts the names stand for. */
const leading = 2

const verdictList = (setting: Setting): string => {
  const sound = setting.contenders.every((contender) => contender.sound)
  return `<ul class="verdicts">${verdicts(setting)
    .map((line) => `<li${sound ? "" : ' class="bad"'}>${text(line)}</li>`)
    .join("")}</ul>`
}

const figureHtml = (figure: Figure, id: string): string => `<figure id="${id}">
<h3>${text(figure.title)}</h3>
<figcaption>${text(figure.caption)}</figcaption>
<div class="drawing" tabindex="0" role="group" aria-label="${text(`Drawing: ${figure.title}`)}">${figure.drawings.join("")}</div>
${legend(figure)}
${copyButton(`${id}-data`, figure.title)}
<details><summary>Numbers</summary>
${tableHtml(
  `${id}-data`,
  figure.title,
  [figure.corner, ...figure.columns],
  figure.rows.map(({ head, raw, values }) => [
    raw === undefined ? head : { text: head, raw, best: false },
    ...values.map((value) => datum(value, figure.show))
  ])
)}
</details>
</figure>`

const legend = ({ legend: items }: Figure): string => {
  if (items.length === 0) return ""
  const key = (index: number, line: boolean) =>
    line
      ? `<svg width="26" height="10" aria-hidden="true"><path d="M0 5H26" stroke="${colour(index)}" stroke-width="2.5" stroke-dasharray="${dash(index)}"/></svg>`
      : `<svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill="${colour(index)}"/></svg>`
  return `<ul class="legend">${items.map(({ name, colour: index, line }) => `<li>${key(index, line)}${text(name)}</li>`).join("")}</ul>`
}

const sectionTable = ({ title, note, columns, rows }: Section, id: string): string =>
  `<p class="note">${text(note)}</p>${copyButton(id, title)}${tableHtml(
    id,
    title,
    ["composition", ...columns],
    rows.map(({ label, entries }) => [label, ...entries])
  )}`

const datum = (value: Datum, show: (n: number) => string): Entry => ({
  text: value === undefined ? "" : show(value),
  raw: value ?? "",
  best: false
})

const copyButton = (id: string, title: string): string =>
  `<button type="button" data-copy="${id}" aria-label="${text(`Copy CSV: ${title}`)}">Copy CSV</button>`

type Row = readonly [head: string | Entry, ...cells: ReadonlyArray<Entry>]

const tableHtml = (
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
  const classes = [cell.best ? "best" : "", wordy(cell) ? "words" : "", wordy(cell) && cell.text.length > 20 ? "long" : ""]
    .filter((name) => name !== "")
    .join(" ")
  return `<td${classes === "" ? "" : ` class="${classes}"`} data-raw="${text(String(cell.raw))}">${text(cell.text)}${cell.ratio === undefined ? "" : ` <small>${text(cell.ratio)}</small>`}${cell.best ? '<span class="sr"> (lowest)</span>' : ""}</td>`
}

/** Text for element content or a quoted attribute. */
const text = (raw: string): string => raw.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
