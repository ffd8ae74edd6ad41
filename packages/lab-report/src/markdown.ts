import type { LabResult } from "@copath/lab-core"
import { chapters, spoken } from "./chapters.ts"
import { headline, provenance, subtitle } from "./headline.ts"
import { isWordy, type Section } from "./section.ts"
import { refusals, verdicts } from "./tables/sections.ts"
import { securityCaution } from "./security/limits.ts"
import type { Study } from "./study.ts"

/** The tables of a result as GitHub-flavoured Markdown; the cheapest of each column is bold. */
export const markdown = (result: LabResult | Study): string => {
  const body = spoken(chapters(result)).flatMap(({ sections, setting, title }) =>
    [
      `## ${escaped(title)}`,
      setting === undefined ? [] : escaped(subtitle(setting)),
      sections.map(rendered),
      setting === undefined
        ? []
        : verdicts(setting)
            .map((line) => `- ${escaped(line)}`)
            .join("\n")
    ].flat()
  )
  const refused = result.refused.length === 0 ? [] : [rendered(refusals(result))]
  return `${[`# ${escaped(headline(result))}`, ...[...securityCaution(result), ...provenance(result)].map(escaped), ...body, ...refused].join("\n\n")}\n`
}

const rendered = (section: Section): string => {
  const { columns, corner = "composition", note, rows, title } = section
  const lines = rows.map(({ label, entries }) =>
    row([escaped(label), ...entries.map(({ text, ratio, best }) => bold(escaped(ratio === undefined ? text : `${text} ${ratio}`), best))])
  )
  const rule = row(["---", ...columns.map((_, column) => (isWordy(section, column) ? "---" : "---:"))])
  return [`### ${escaped(title)}`, "", escaped(note), "", row([corner, ...columns].map(escaped)), rule, ...lines].join("\n")
}

const bold = (text: string, is: boolean): string => (is ? `**${text}**` : text)

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

const entities = new Map([
  ["<", "&lt;"],
  [">", "&gt;"],
  ["&", "&amp;"]
])

// Names come from whoever wrote the composition or the trace: nothing in them may become markup.
const escaped = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]<>|~&#$]/g, (c) => entities.get(c) ?? `\\${c}`).replaceAll(/\s*[\r\n]+\s*/g, " ")
