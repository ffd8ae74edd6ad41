import * as Result from "effect/Result"
import { type History, HistoryBuilder } from "../history.ts"
import { excerpt, ImportError, malformed } from "../importError.ts"
import { fieldOf, isObject, parseJson } from "../reading/jsonValue.ts"
import { type Columns, type RowField, rowReader } from "./rows.ts"
import { textLines } from "../reading/textLines.ts"

const expected = "an array of objects with timestamp, user, event and size or text, or one such object a line"

/**
 * Reads an array of objects, or one object a line. `--map user=author.name` reaches into objects; a field whose own name has a full stop is found
 * first.
 */
export const readJson = (text: string, columns: Columns = {}): Result.Result<History, ImportError> => {
  const history = new HistoryBuilder("json")
  const read = rowReader("json", history)
  const take = (value: unknown, place: string): Result.Result<void, ImportError> => {
    if (!isObject(value)) return malformed("json", place, excerpt(value), "an object")
    return read((field: RowField) => reach(value, columns[field] ?? field), place)
  }
  const top = text.trimStart()
  if (top === "") return Result.fail(new ImportError({ reason: "Empty", kind: "json", found: "an empty file", expected }))
  if (top.startsWith("[")) {
    const parsed = parseJson("json", "the file", text, expected)
    if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
    for (const [i, value] of (Array.isArray(parsed.success) ? parsed.success : []).entries()) {
      const done = take(value, `record ${i + 1}`)
      if (Result.isFailure(done)) return Result.fail(done.failure)
    }
    return history.done()
  }
  for (const { line, text: one } of textLines(text)) {
    if (one.trim() === "") continue
    const place = `line ${line}`
    const done = Result.flatMap(parseJson("json", place, one, expected), (value) => take(value, place))
    if (Result.isFailure(done)) return Result.fail(done.failure)
  }
  return history.done()
}

const reach = (value: unknown, path: string): unknown => {
  if (!isObject(value)) return undefined
  const own = fieldOf(value, path)
  const dot = path.indexOf(".")
  return own !== undefined || dot === -1 ? own : reach(fieldOf(value, path.slice(0, dot)), path.slice(dot + 1))
}
