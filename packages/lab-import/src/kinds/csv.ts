import { CsvError, parse } from "csv-parse/sync"
import * as Result from "effect/Result"
import { type History, HistoryBuilder } from "../history.ts"
import { excerpt, ImportError, malformed } from "../importError.ts"
import { importLimits } from "../importLimits.ts"
import { type Columns, rowFields, type RowField, rowReader } from "./rows.ts"

const fail = (reason: "Empty" | "TooLarge", found: string, expected: string) =>
  Result.fail(new ImportError({ reason, kind: "csv", found, expected }))

/**
 * Reads a table. Its first line names the columns; cells are separated by commas, semicolons, tabs or bars, whichever there are most of in that
 * line. Rows are read one at a time, and their texts are not kept.
 */
export const readCsv = (text: string, columns: Columns = {}): Result.Result<History, ImportError> => {
  const history = new HistoryBuilder("csv")
  const read = rowReader("csv", history)
  let header: ReadonlyMap<string, number> | undefined
  let wrong: ImportError | undefined
  const take = (cells: ReadonlyArray<string>, line: number): void => {
    if (wrong !== undefined) return
    if (header === undefined) {
      const named = Result.flatMap(headerOf(cells), (found) => checkColumns(found, columns))
      if (Result.isFailure(named)) wrong = named.failure
      else header = named.success
      return
    }
    const at = header
    const row = (field: RowField): string | undefined => cells[at.get(columns[field] ?? field) ?? -1]
    const done = read(row, `line ${line}`)
    if (Result.isFailure(done)) wrong = done.failure
  }
  const parsed = Result.try({
    try: () =>
      parse(text, {
        bom: true,
        delimiter: delimiterOf(text),
        max_record_size: importLimits.row,
        skip_empty_lines: true,
        on_record: (cells: ReadonlyArray<string>, { lines }) => {
          take(cells, lines)
          return null
        }
      }),
    catch: (cause) => cause
  })
  if (wrong !== undefined) return Result.fail(wrong)
  if (Result.isFailure(parsed)) {
    const { failure } = parsed
    if (!(failure instanceof CsvError)) throw failure
    if (failure.code === "CSV_MAX_RECORD_SIZE")
      return fail("TooLarge", "a row without an end", `rows of ${importLimits.row} characters at most`)
    return malformed("csv", `line ${String(failure["lines"])}`, failure.message, 'rows with as many cells as the first, quoted by ""')
  }
  if (header === undefined) return fail("Empty", "an empty file", `a first line such as ${rowFields.slice(0, 4).join(",")}`)
  return history.done()
}

/** Outside quotes in the first line. */
const delimiterOf = (text: string): string => {
  const first = text.slice(0, 10_000).trimStart().split("\n", 1)[0] ?? ""
  const bare = first.replace(/"[^"]*"/g, "")
  const count = (delimiter: string): number => bare.split(delimiter).length
  return [",", ";", "\t", "|"].reduce((best, one) => (count(one) > count(best) ? one : best))
}

const headerOf = (cells: ReadonlyArray<string>): Result.Result<ReadonlyMap<string, number>, ImportError> => {
  const names = cells.map((cell) => cell.trim())
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return malformed("csv", "line 1", `the column ${excerpt(twice)} twice`, "columns with different names")
  return Result.succeed(new Map(names.map((name, i) => [name, i])))
}

const checkColumns = (header: ReadonlyMap<string, number>, columns: Columns): Result.Result<ReadonlyMap<string, number>, ImportError> => {
  const has = (field: RowField): boolean => header.has(columns[field] ?? field)
  const needed = (field: RowField): boolean =>
    field === "timestamp" || field === "user" || columns[field] !== undefined || (field === "size" && !has("text"))
  const missing = rowFields.filter((field) => needed(field) && !has(field))
  if (missing.length === 0) return Result.succeed(header)
  const [field = "timestamp"] = missing
  const there = [...header.keys()].slice(0, 20).map(excerpt).join(", ")
  const expected = `timestamp, user, and size or text; other names by --map ${field}=COLUMN`
  return malformed("csv", "line 1", `no column ${excerpt(columns[field] ?? field)} among ${there}`, expected)
}
