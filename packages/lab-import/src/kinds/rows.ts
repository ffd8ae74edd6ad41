import * as Result from "effect/Result"
import { columnTime } from "../reading/columnTime.ts"
import type { HistoryBuilder, HistoryRecord } from "../history.ts"
import { excerpt, ImportError, malformed } from "../importError.ts"
import { byteLength } from "../reading/textLines.ts"

/** What a row of a table says. `text` stands for its size where there is no `size`; `whom` is who is added or removed. */
export const rowFields = ["timestamp", "user", "event", "size", "text", "whom"] as const
/** A field of a row. */
export type RowField = (typeof rowFields)[number]
/** Which column has a field; absent: the column of that name. */
export type Columns = Readonly<Partial<Record<RowField, string>>>

/** Reads `timestamp=ts,user=from`, with which columns of other names are mapped to fields. */
export const parseColumns = (kind: "csv" | "json", text: string): Result.Result<Columns, ImportError> => {
  const columns: Partial<Record<RowField, string>> = {}
  const expected = `field=column with the fields ${rowFields.join(", ")}, each once and separated by commas`
  for (const pair of text.split(",")) {
    const [name = "", ...rest] = pair.split("=")
    const field = rowFields.find((one) => one === name.trim())
    const column = rest.join("=").trim()
    if (field === undefined || column === "" || columns[field] !== undefined) {
      return Result.fail(new ImportError({ reason: "Option", kind, found: `${excerpt(pair)} as a mapping of columns`, expected }))
    }
    columns[field] = column
  }
  return Result.succeed(columns)
}

/** The value of a field, `undefined` if the row has none. */
export type Row = (field: RowField) => unknown

const events: Readonly<Record<string, HistoryRecord["what"]>> = {
  "": "say",
  message: "say",
  say: "say",
  join: "join",
  leave: "leave",
  online: "online",
  offline: "offline",
  create: "create",
  add: "add",
  remove: "remove"
}
const eventNames = Object.keys(events).filter((name) => name !== "")

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "")

const namesOf = (value: unknown): ReadonlyArray<string> =>
  (Array.isArray(value) ? value.map(textOf) : textOf(value).split(/[;|]/).map(textOf)).filter((name) => name !== "")

/** Reads rows one after the other into a history; all have times of the same unit. */
export const rowReader = (
  kind: "csv" | "json",
  history: HistoryBuilder
): ((row: Row, place: string) => Result.Result<void, ImportError>) => {
  const time = columnTime()
  const sizeOf = (row: Row, place: string): Result.Result<number, ImportError> => {
    const size = row("size")
    if (size === undefined || size === null || size === "") {
      const text = row("text")
      if (typeof text === "string") return Result.succeed(byteLength(text))
      return malformed(kind, place, "a message with neither size nor text", "size in bytes, or text of which only the size is kept")
    }
    const n = /^\d{1,15}$/.test(textOf(size)) ? Number(size) : -1
    return n < 0 ? malformed(kind, place, `the size ${excerpt(size)}`, "a whole number of bytes") : Result.succeed(n)
  }
  return (row, place) => {
    const found = time(row("timestamp"), place)
    if (Result.isFailure(found)) return malformed(kind, place, found.failure.found, found.failure.expected)
    const t = found.success
    const name = textOf(row("event")).toLowerCase()
    const what = Object.hasOwn(events, name) ? events[name] : undefined
    if (what === undefined)
      return malformed(kind, place, `the event ${excerpt(name)}`, `${eventNames.join(", ")}, or nothing for a message`)
    const user = textOf(row("user"))
    const whom = namesOf(row("whom"))
    if (what === "create" || what === "add" || what === "remove") {
      if (user === "" && whom.length === 0) return malformed(kind, place, `${what} without anybody`, "user or whom")
      history.push({ t, what, whom, ...(user === "" ? {} : { user }) })
      return Result.void
    }
    if (user === "") return malformed(kind, place, `${excerpt(row("user"))} as a user`, "a name or an id")
    if (what !== "say") {
      history.push({ t, what, user })
      return Result.void
    }
    return Result.map(sizeOf(row, place), (size) => history.push({ t, what, user, size }))
  }
}
