import { csvFiles, html, markdown, study, type Study, table, tex } from "@copath/lab-report"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { basename, join, resolve } from "node:path"
import { badInput } from "../badInput.ts"
import { print, terminalWidth, writeText } from "../files.ts"
import { checkTargets } from "../run/outputs.ts"
import { readResult } from "../saved.ts"

const maybe = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

const texts = { html, md: markdown } satisfies Record<string, (study: Study) => string>
const folders = { csv: csvFiles, tex } satisfies Record<string, (study: Study) => ReadonlyMap<string, string>>

/** Files by their names, or by their paths where names coincide. */
const namesOf = (files: ReadonlyArray<string>): ReadonlyArray<string> => {
  const names = files.map((file) => basename(file).replace(/\.json$/, ""))
  return new Set(names).size === names.length ? names : files
}

export const report = Command.make(
  "report",
  {
    files: Argument.String("result.json").pipe(
      Argument.withDescription("Results of lab run --json; several become one report"),
      Argument.variadic({ min: 1 })
    ),
    html: maybe("html", "file|-", "Write a page with plots, complete in itself"),
    md: maybe("md", "file|-", "Write the tables as Markdown"),
    csv: maybe("csv", "folder", "Write every number, one a line: values.csv, seeds.csv, timeline.csv, commits.csv"),
    tex: maybe("tex", "folder", "Write tables (booktabs) and figures (pgfplots) that compile alone, with the figures' numbers as .dat")
  },
  Effect.fnUntraced(function* ({ files, ...asked }) {
    const twice = files.find((file, i) => files.findIndex((other) => resolve(other) === resolve(file)) !== i)
    if (twice !== undefined) return yield* badInput(`${twice}: named twice; each result is reported once`)
    const texted = (["html", "md"] as const).flatMap((form) => Option.toArray(asked[form]).map((to) => ({ form, to })))
    const foldered = (["csv", "tex"] as const).flatMap((form) => Option.toArray(asked[form]).map((to) => ({ form, to })))
    for (const { form, to } of foldered) if (to === "-") return yield* badInput(`--${form} -: a folder is expected`)
    yield* checkTargets([
      ...texted,
      // A file in the folder can be written if the folder can be made.
      ...foldered.map(({ form, to }) => ({ form, to, file: join(to, form) }))
    ])
    const names = namesOf(files)
    const results = yield* Effect.forEach(files, (file, i) => Effect.map(readResult(file), (result) => [names[i] ?? file, result] as const))
    const all = study(results)
    if (texted.length + foldered.length === 0) {
      return yield* print(table(all, { width: terminalWidth(), colour: process.stdout.isTTY }))
    }
    for (const { form, to } of texted) yield* writeText(to, texts[form](all))
    for (const { form, to } of foldered) {
      for (const [name, text] of folders[form](all)) yield* writeText(join(to, name), text)
    }
  })
).pipe(
  Command.withDescription(
    "Reports saved results without running anything: as a table, or in the forms asked for. Workloads of one name and other content, and compositions " +
      "that two results ran to different ends, are named after their files. Workloads that differ in the size of the group are plotted against it."
  ),
  Command.withShortDescription("Tables and plots of saved results"),
  Command.withExamples([
    { command: "lab report r.json --html r.html --tex paper/figures", description: "A page, and figures for a paper" },
    { command: "lab report monday.json friday.json", description: "Two results side by side" }
  ])
)
