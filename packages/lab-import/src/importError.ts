import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { ImportKind } from "./importKinds.ts"

/** A file or a setting of which no workload can be made: where, what is there, and what belongs there. */
export class ImportError extends Data.TaggedError("ImportError")<{
  /** `Option`: a setting is wrong, and not the file. */
  readonly reason: "Empty" | "WrongKind" | "Malformed" | "TooFewMembers" | "TooLarge" | "Option"
  /** As what it was read. */
  readonly kind: ImportKind
  /** A line, a record, a file in an archive; absent if it is about the whole. */
  readonly place?: string
  /** What is there; of a text or a name the first 40 characters at most. */
  readonly found: string
  /** What belongs there, or what to do. */
  readonly expected: string
}> {
  /** Kind, place and complaint on one line. */
  override get message(): string {
    return `${this.kind}, ${this.place === undefined ? "" : `${this.place}: `}${this.found}; expected: ${this.expected}`
  }
}

/** Where something is wrong. */
export const malformed = (kind: ImportKind, place: string, found: string, expected: string): Result.Result<never, ImportError> =>
  Result.fail(new ImportError({ reason: "Malformed", kind, place, found, expected }))

/** A piece of a file, short and on one line. */
export const excerpt = (value: unknown): string => {
  const text = typeof value === "string" ? value : value === undefined ? "nothing" : (JSON.stringify(value) ?? "nothing")
  return value === undefined ? text : JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text)
}
