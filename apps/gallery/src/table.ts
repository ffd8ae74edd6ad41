import { parse } from "csv-parse/sync"
import { Data, Result } from "effect"
import type { Columns, Row } from "./figure.ts"

/** A file that is not the table of a figure. */
export class NotATable extends Data.TaggedError("NotATable")<{
  /** The file. */
  readonly file: string
  /** From 1; the heads are line 1. */
  readonly line: number
  /** What is wrong there. */
  readonly detail: string
}> {
  /** In one line. */
  override get message(): string {
    return `${this.file}, line ${this.line}: ${this.detail}`
  }
}

const quoted = (value: string | number | undefined): string => {
  const text = value === undefined ? "" : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as CSV (RFC 4180) with line feeds: heads, then one line each. Numbers are written in full. */
export const writeTable = (columns: Columns, rows: ReadonlyArray<Row>): string => {
  const heads = Object.keys(columns)
  return [heads, ...rows.map((row) => heads.map((head) => row[head]))].map((line) => `${line.map(quoted).join(",")}\n`).join("")
}

/** Rows from CSV that has these columns. */
export const readTable = (columns: Columns, file: string, text: string): Result.Result<ReadonlyArray<Row>, NotATable> => {
  const fail = (line: number, detail: string) => Result.fail(new NotATable({ file, line, detail }))
  const heads = Object.keys(columns)
  let lines: ReadonlyArray<ReadonlyArray<string>>
  try {
    lines = parse(text)
  } catch (cause) {
    return fail(1, cause instanceof Error ? cause.message : String(cause))
  }
  const [first = [], ...rest] = lines
  if (first.join() !== heads.join()) return fail(1, `its columns are ${first.join(", ")}; expected are ${heads.join(", ")}`)
  const rows: Array<Row> = []
  for (const [i, line] of rest.entries()) {
    const row: Record<string, string | number | undefined> = {}
    for (const [column, head] of heads.entries()) {
      const [raw = "", kind = "text"] = [line[column], columns[head]]
      if (kind === "number?" && raw === "") continue
      row[head] = kind === "text" ? raw : Number(raw)
      if (kind !== "text" && (raw === "" || Number.isNaN(row[head]))) return fail(i + 2, `${head} is "${raw}", which is no number`)
    }
    rows.push(row)
  }
  return Result.succeed(rows)
}
