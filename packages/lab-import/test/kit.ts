import * as Result from "effect/Result"
import type { History } from "../src/history.ts"
import type { ImportError } from "../src/importError.ts"
import { keyFromSeed } from "../src/people/pseudonym.ts"

/** A key that every test has. */
export const key = keyFromSeed("test")

/** A moment in UTC, in milliseconds since 1970. */
export const at = (iso: string): number => Date.parse(`${iso}Z`)

/** The records of a reader, each on a line: time, what, who and whom or how many bytes. */
export const told = (result: Result.Result<History, ImportError>): ReadonlyArray<string> =>
  Result.getOrThrow(result).records.map((record) => {
    const time = new Date(record.t).toISOString().replace(/\.000Z$|Z$/, "")
    const rest =
      "whom" in record ? [record.user ?? "?", ...record.whom] : record.what === "say" ? [record.user, record.size] : [record.user]
    return [time, record.what, ...rest].join(" ")
  })

/** What was left out or guessed. */
export const notes = (result: Result.Result<History, ImportError>): Readonly<Record<string, number>> =>
  Object.fromEntries(Result.getOrThrow(result).notes)

/** The complaint of a reader. */
export const failure = <A>(result: Result.Result<A, ImportError>): ImportError => Result.getOrThrow(Result.flip(result))
