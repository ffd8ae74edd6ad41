import { csvFiles, html, markdown, study, type Study, table, tex } from "@copath/lab-report"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { basename, join, resolve } from "node:path"
import { badInput } from "../badInput.ts"
import { print, terminalWidth, writeText } from "../files.ts"
import { checkTargets } from "../run/outputs.ts"
import { readSaved } from "../saved.ts"
import { maybe } from "./flags.ts"

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
      Argument.withDescription("Results of lab run --json, or of lab scale --json; several become one report"),
      Argument.variadic({ min: 1 })
    ),
    html: maybe("html", "file|-", "Write a page with plots, complete in itself"),
    md: maybe("md", "file|-", "Write the tables as Markdown").pipe(Flag.withAlias("markdown")),
    csv: maybe(
      "csv",
      "folder",
      "Write every number, one a line, with its unit: values.csv, seeds.csv, timeline.csv, commits.csv; after --adversary exposure.csv, survival.csv, forgery.csv and metadata.csv, after --probes probes.csv and copies.csv; of lab scale, scale.csv"
    ),
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
    const saved = yield* Effect.forEach(files, (file, i) => Effect.map(readSaved(file), (one) => ({ name: names[i] ?? file, one })))
    const all = study(
      saved.flatMap(({ name, one }) => (one._tag === "result" ? [[name, one.result] as const] : [])),
      saved.flatMap(({ name, one }) => (one._tag === "scale" ? [[name, one.scale] as const] : []))
    )
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
      "that two results ran to different ends, are named after their files. Workloads that differ in the size of the group are plotted against it, and so is what lab scale " +
      "counted: curves by role with their slopes, and foretold times with the error that such predictions had."
  ),
  Command.withShortDescription("Tables and plots of saved results"),
  Command.withExamples([
    { command: "lab report r.json --html r.html --tex paper/figures", description: "A page, and figures for a paper" },
    { command: "lab report scale.json --html scale.html", description: "Costs against the size of the group, as lab scale counted them" },
    { command: "lab report monday.json friday.json", description: "Two results side by side" }
  ])
)
