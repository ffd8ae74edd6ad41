import type { LabResult } from "@copath/lab-core"
import { type Chapter, chapters } from "../chapters.ts"
import type { Setting } from "../comparison.ts"
import { colour, dash } from "../figures/draw.ts"
import type { Datum, Figure } from "../figures/figure.ts"
import { headline, limits, partVersions, provenance, seeds, subtitle } from "../headline.ts"
import { copyButton, tableHtml, text } from "../markup.ts"
import { pgfplots } from "../tex/pgfplots.ts"
import { playerScript, playerScriptHash } from "./player/playerScript.ts"
import { playerStyle } from "./player/playerStyle.ts"
import { playerCount, playerLinks, players } from "./player/players.ts"
import { script, scriptHash } from "./script.ts"
import type { Entry, Section } from "../section.ts"
import { leadingSections, refusals, verdicts } from "../tables/sections.ts"
import { heatScript, heatScriptHash } from "../security/heatScript.ts"
import { panelCount, panelLinks, securityPanels } from "../security/panels.ts"
import { panelStyle } from "../security/panelStyle.ts"
import { unmet } from "../security/scriptSections.ts"
import type { Study } from "../study.ts"
import { style } from "./style.ts"
import { outline } from "../figures/symbol.ts"

/**
 * The result as one page that needs nothing else: no network, no library. Each figure has its numbers in a table beside it. The page's
 * policy allows its own script and no other, so that a name in the result cannot become one.
 */
export const html = (result: LabResult | Study): string => {
  const all = chapters(result)
  const refused = refusals(result)
  const looked = panelCount(all.flatMap(({ setting }) => setting ?? []))
  const played = playerCount(all.flatMap(({ setting }) => setting ?? []))
  const refusedSection =
    refused.rows.length === 0
      ? ""
      : `<section id="refused"><h2>${text(refused.title)}</h2>${sectionTable(refused, "table-refused")}</section>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${scriptHash}'${looked > 0 ? ` '${heatScriptHash}'` : ""}${played > 0 ? ` '${playerScriptHash}'` : ""}">
<title>${text(headline(result))}: bytes, operations, time and state</title>
<style>${style}${looked > 0 || played > 0 ? panelStyle : ""}${played > 0 ? playerStyle : ""}</style>
</head>
<body>
<header>
<h1>${text(headline(result))}</h1>
<p class="note">Bytes, operations, time and state of secure group messaging, side by side. Seed ${text(seeds(result))}.</p>
${navigation(all, refused.rows.length > 0)}
</header>
<main>
${all.map((chapter) => chapterHtml(chapter, looked)).join("\n")}
${refusedSection}
</main>
<footer id="environment">
<h2>Environment and limits</h2>
${provenance(result)
  .map((line) => `<p>${text(line)}</p>`)
  .join("\n")}
<details><summary>Parts and their versions</summary><p>${text(partVersions(result))}</p></details>
<ul>${limits(result)
    .map((line) => `<li>${text(line)}</li>`)
    .join("")}</ul>
</footer>
<script>${script}</script>${looked > 0 ? `<script>${heatScript}</script>` : ""}${played > 0 ? `<script>${playerScript}</script>` : ""}
</body>
</html>
`
}

const navigation = (all: ReadonlyArray<Chapter>, anyRefused: boolean): string => {
  const alone = all.filter(({ setting }) => setting !== undefined).length === 1
  const links = all.flatMap(({ figures, id, setting, title }) =>
    setting === undefined || !alone
      ? [[id, title]]
      : [
          [id, "Cost"],
          ...playerLinks(setting, id),
          ...panelLinks(setting, id),
          ...figures.map((figure) => [`${id}-${figure.id}`, figure.title]),
          [`${id}-tables`, "More tables"]
        ]
  )
  const rest = [...(anyRefused ? [["refused", "Refused combinations"]] : []), ["environment", "Environment and limits"]]
  return `<nav aria-label="Contents"><ul>${[...links, ...rest].map(([id = "", name = ""]) => `<li><a href="#${text(id)}">${text(name)}</a></li>`).join("")}</ul></nav>`
}

const chapterHtml = ({ figures, id, sections, setting, title }: Chapter, looked: number): string => {
  const leading = setting === undefined ? sections.length : leadingSections(setting).length
  const tables = (list: ReadonlyArray<Section>, from: number) =>
    list.map((section, i) => `<h3>${text(section.title)}</h3>${sectionTable(section, `${id}-table-${from + i}`)}`).join("\n")
  const more = sections.slice(leading)
  return `<section id="${id}">
<h2>${text(title)}</h2>
${setting === undefined ? "" : `<p>${text(subtitle(setting))}</p>${verdictList(setting)}`}
${tables(sections.slice(0, leading), 0)}
${setting === undefined ? "" : players(setting, id) + securityPanels(setting, id, looked)}
${figureList(figures, id)}
${more.length === 0 ? "" : `<div id="${id}-tables">${tables(more, leading)}</div>`}
</section>`
}

const figureList = (figures: ReadonlyArray<Figure>, chapter: string): string =>
  figures.length === 0
    ? ""
    : `<div class="figures">${figures.map((figure) => figureHtml(figure, `${chapter}-${figure.id}`)).join("\n")}</div>`

const verdictList = (setting: Setting): string => {
  const sound = setting.contenders.every((contender) => contender.sound) && unmet(setting).length === 0
  return `<ul class="verdicts">${verdicts(setting)
    .map((line) => `<li${sound ? "" : ' class="bad"'}>${text(line)}</li>`)
    .join("")}</ul>`
}

const figureHtml = (
  figure: Figure,
  id: string
): string => `<figure id="${id}"${figure.drawings.some((svg) => svg.includes(" half")) ? ' class="half"' : ""}>
<h3>${text(figure.title)}</h3>
<figcaption>${text(figure.caption)}</figcaption>
<div class="drawing" tabindex="0" role="group" aria-label="${text(`Drawing: ${figure.title}`)}">${figure.drawings.join("")}</div>
${legend(figure)}
${copyButton(`${id}-data`, "CSV", figure.title)}
${copyButton(`${id}-tex`, "pgfplots", figure.title)}
<details><summary>Numbers</summary>
${tableHtml(
  `${id}-data`,
  figure.title,
  [figure.corner, ...figure.columns],
  figure.rows.map(({ head, raw, values }) => [
    raw === undefined ? head : { text: head, raw, best: false },
    ...values.map((value, column) => datum(value, column, figure.show))
  ])
)}
</details>
<pre id="${id}-tex" hidden>${text(pgfplots(figure))}</pre>
</figure>`

const legend = ({ legend: items }: Figure): string => {
  if (items.length === 0) return ""
  const key = ({ colour: index, mark }: Figure["legend"][number]) => {
    if (mark === "line")
      return `<svg width="26" height="10" aria-hidden="true"><path d="M0 5H26" stroke="${colour(index)}" stroke-width="2.5" stroke-dasharray="${dash(index)}"/></svg>`
    const shape = mark === "bar" ? "M0 0h12v12h-12z" : outline[mark]
    return `<svg width="12" height="12" aria-hidden="true"><path d="${shape}" fill="${index < 0 ? "var(--soft)" : colour(index)}"/></svg>`
  }
  return `<ul class="legend">${items.map((item) => `<li>${key(item)}${text(item.name)}</li>`).join("")}</ul>`
}

const sectionTable = ({ columns, corner = "composition", note, rows, title }: Section, id: string): string =>
  `<p class="note">${text(note)}</p>${copyButton(id, "CSV", title)}${tableHtml(
    id,
    title,
    [corner, ...columns],
    rows.map(({ label, entries }) => [label, ...entries])
  )}`

const datum = (value: Datum, column: number, show: Figure["show"]): Entry => ({
  text: value === undefined ? "" : show(value, column),
  raw: value ?? "",
  best: false
})
