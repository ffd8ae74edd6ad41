import type { LabResult } from "@copath/lab-core"
import type { Figure } from "../figures/figure.ts"
import { chapters } from "../chapters.ts"
import { shortLimits } from "../headline.ts"
import { pgfplots, plotData } from "./pgfplots.ts"
import { isWordy, type Section } from "../section.ts"
import { type Study, studyOf } from "../study.ts"
import { texText } from "./text.ts"

/**
 * The tables and figures of a result for LaTeX, as files by name: each `.tex` is a document that compiles alone (`standalone`, `booktabs`,
 * `pgfplots`), each figure's numbers are in the `.dat` of its name.
 */
export const tex = (result: LabResult | Study): ReadonlyMap<string, string> => {
  const files = new Map<string, string>()
  const caution = shortLimits(studyOf(result)).join(" ")
  for (const { figures, id, sections } of chapters(result)) {
    for (const section of sections) files.set(`${id}-${slug(section.title)}.tex`, booktabs(section, caution))
    for (const figure of figures) {
      const name = `${id}-${figure.id}`
      files.set(`${name}.dat`, `${legend(figure)}${plotData(figure)}`)
      files.set(`${name}.tex`, pgfplots(figure, `${name}.dat`))
    }
  }
  return files
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")

// What the columns of a file stand for; `#` begins a comment.
const legend = ({ columns, plot, rows, title }: Figure): string =>
  [
    title,
    ...(plot.kind === "bars" || plot.kind === "lines" || plot.kind === "steps" ? columns.map((name, i) => `c${i}: ${name}`) : []),
    ...(plot.kind === "bars" ? rows.map(({ head }, y) => `y = ${y}: ${head}`) : [])
  ]
    .map((text) => `# ${text.replaceAll(/[\s\p{Cc}]+/gu, " ")}\n`)
    .join("")

/** How wide the note below a table is: as wide as text is read. */
const NOTE_WIDTH = "12cm"

/** A table as a document of its own, with a note below that says what its numbers do not; the cheapest of each column is bold. */
const booktabs = (section: Section, caution: string): string => {
  const { columns, corner = "composition", note, rows } = section
  const aligned = columns.map((_, c) => (isWordy(section, c) ? "l" : "r"))
  const line = (cells: ReadonlyArray<string>): string => `${cells.join(" & ")} ${String.raw`\\`}`
  return [
    `% ${note.replaceAll(/\s+/g, " ")}`,
    String.raw`\documentclass[border=4pt]{standalone}`,
    String.raw`\usepackage[T1]{fontenc}`,
    String.raw`\usepackage{booktabs}`,
    String.raw`\begin{document}`,
    // A document that is cut to its content has no lines of text: the table and its note are the rows of another.
    String.raw`\begin{tabular}{@{}l@{}}`,
    String.raw`\begin{tabular}{l${aligned.join("")}}`,
    String.raw`\toprule`,
    line([corner, ...columns].map(texText)),
    String.raw`\midrule`,
    ...rows.map(({ entries, label }) =>
      line([
        texText(label),
        ...entries.map(({ best, ratio, text }) => {
          const cell = texText(ratio === undefined ? text : `${text} (${ratio})`)
          return best ? String.raw`\textbf{${cell}}` : cell
        })
      ])
    ),
    String.raw`\bottomrule`,
    String.raw`\end{tabular} \\ \addlinespace`,
    String.raw`\parbox{${NOTE_WIDTH}}{\footnotesize\raggedright ${texText(caution)}}`,
    String.raw`\end{tabular}`,
    String.raw`\end{document}`,
    ""
  ].join("\n")
}
