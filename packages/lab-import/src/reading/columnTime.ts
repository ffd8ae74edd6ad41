import * as Result from "effect/Result"
import { parseIso } from "./civilTime.ts"
import { excerpt } from "../importError.ts"

type Unit = "seconds" | "milliseconds"

/** From 1973 to 5138 in seconds; the same numbers in milliseconds are all of 1970 to 1973. */
const [LEAST, SPLIT, MOST] = [1e8, 1e11, 1e14]
const expected = "ISO 8601, or seconds or milliseconds since 1970 (in UTC unless a zone is given)"

/**
 * Reads one column of times. Seconds and milliseconds are told apart by their magnitude, and one column has only one of them. Numbers that could be
 * either (before March 1973 as seconds) are refused, and not guessed at.
 */
export const columnTime = (): ((
  value: unknown,
  place: string
) => Result.Result<number, { readonly found: string; readonly expected: string }>) => {
  let first: { readonly unit: Unit; readonly place: string } | undefined
  const wrong = (found: string, wanted = expected) => Result.fail({ found, expected: wanted })
  return (value, place) => {
    const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : ""
    if (!/^-?\d+(?:\.\d+)?$/.test(text)) {
      const t = parseIso(text)
      return t === undefined ? wrong(`${excerpt(value)} as a time`) : Result.succeed(t)
    }
    const n = Number(text)
    if (n < LEAST || n >= MOST) return wrong(`the time ${excerpt(text)}, which is neither surely seconds nor surely milliseconds`)
    const unit: Unit = n < SPLIT ? "seconds" : "milliseconds"
    first ??= { unit, place }
    if (unit !== first.unit) return wrong(`a time in ${unit}, ${excerpt(text)}`, `${first.unit} throughout, as in ${first.place}`)
    return Result.succeed(Math.floor(unit === "seconds" ? n * 1_000 : n))
  }
}
