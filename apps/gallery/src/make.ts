import { Effect, Result } from "effect"
import { join } from "node:path"
import { readConfiguration } from "./configuration.ts"
import type { Figure, Measuring, Row } from "./figure.ts"
import { readText, writeText } from "./files.ts"
import { placed } from "./page.ts"
import { readTable, writeTable } from "./table.ts"

/** Where a figure's files are, below a folder of documents. */
export const filesOf = ({ folder, id }: Figure, docs: string) => ({
  configuration: join(docs, folder, `${id}.json`),
  table: join(docs, folder, `${id}.csv`),
  drawing: (name: string): string => join(docs, folder, `${name}.svg`),
  page: join(docs, folder, "README.md")
})

/** A figure's rows by its committed configuration. */
const measured = Effect.fnUntraced(function* (figure: Figure, docs: string, at: Omit<Measuring, "file">) {
  const file = filesOf(figure, docs).configuration
  const configuration = yield* readConfiguration(figure.configuration, file, yield* readText(file))
  return yield* figure.measure(configuration, { ...at, file })
})

/** A figure's rows as they are written down. */
export const committed = Effect.fnUntraced(function* (figure: Figure, docs: string) {
  const file = filesOf(figure, docs).table
  return yield* Effect.fromResult(readTable(figure.columns, file, yield* readText(file)))
})

/** All files that follow from a figure's rows, the page with its numbers included, as they should be. */
const following = Effect.fnUntraced(function* (figure: Figure, docs: string, rows: ReadonlyArray<Row>) {
  const { drawing, page } = filesOf(figure, docs)
  const files = figure.draw(rows).map(({ name, svg }) => [drawing(name), svg] as const)
  const text = yield* Effect.fromResult(placed(page, yield* readText(page), figure.id, figure.keyNumbers(rows)))
  return [...files, [page, text] as const]
})

/** Measures, and writes the table and what follows from it. */
export const make = Effect.fnUntraced(function* (figure: Figure, docs: string, at: Omit<Measuring, "file">) {
  const { table } = filesOf(figure, docs)
  yield* writeText(table, writeTable(figure.columns, yield* measured(figure, docs, at)))
  return yield* redraw(figure, docs)
})

/** Draws again what the committed table says. */
export const redraw = Effect.fnUntraced(function* (figure: Figure, docs: string) {
  const files = yield* following(figure, docs, yield* committed(figure, docs))
  for (const [file, text] of files) yield* writeText(file, text)
  return files.map(([file]) => file)
})

/** The files that are not what the committed table draws. */
export const stale = Effect.fnUntraced(function* (figure: Figure, docs: string) {
  const found: Array<string> = []
  for (const [file, text] of yield* following(figure, docs, yield* committed(figure, docs))) {
    const there = yield* Effect.result(readText(file))
    if (Result.isFailure(there) || there.success !== text) found.push(file)
  }
  return found
})
