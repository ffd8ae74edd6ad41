import type { LabResult } from "@copath/lab-core"
import { settings } from "./comparison.ts"
import { headline, provenance, settingName, subtitle } from "./headline.ts"
import { refusals, type Section, sections, verdicts } from "./sections.ts"

/** The tables of a result as GitHub-flavoured Markdown; the cheapest of each column is bold. */
export const markdown = (result: LabResult): string => {
  const body = settings(result).flatMap((setting) =>
    [
      `## ${escaped(settingName(setting))}`,
      escaped(subtitle(setting)),
      sections(setting).map(rendered),
      verdicts(setting)
        .map((line) => `- ${escaped(line)}`)
        .join("\n")
    ].flat()
  )
  const refused = result.refused.length === 0 ? [] : [rendered(refusals(result))]
  return `${[`# ${escaped(headline(result))}`, ...provenance(result).map(escaped), ...body, ...refused].join("\n\n")}\n`
}

const rendered = ({ title, note, columns, rows }: Section): string => {
  const lines = rows.map(({ label, entries }) =>
    row([escaped(label), ...entries.map(({ text, ratio, best }) => bold(escaped(ratio === undefined ? text : `${text} ${ratio}`), best))])
  )
  return [
    `### ${title}`,
    "",
    escaped(note),
    "",
    row(["composition", ...columns]),
    row(["---", ...columns.map(() => "---:")]),
    ...lines
  ].join("\n")
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
  text.replaceAll(/[\\`*_{}[\]<>|~&#]/g, (c) => entities.get(c) ?? `\\${c}`).replaceAll(/\s*[\r\n]+\s*/g, " ")
