import * as Result from "effect/Result"
import { excerpt, type ImportError, malformed } from "../importError.ts"
import type { ImportKind } from "../importKinds.ts"

/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value)

/** Own fields only; `undefined` if there is none. */
export const fieldOf = (object: JsonObject, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined)

/** A field that is a text, and not empty. */
export const textField = (object: JsonObject, name: string): string | undefined => {
  const value = fieldOf(object, name)
  return typeof value === "string" && value !== "" ? value : undefined
}

/** A text as JSON, or the engine's complaint. */
export const parseJson = (kind: ImportKind, place: string, text: string, expected: string): Result.Result<unknown, ImportError> => {
  const value = Result.try((): unknown => JSON.parse(text))
  if (Result.isSuccess(value)) return Result.succeed(value.success)
  const says = value.failure instanceof Error ? value.failure.message : String(value.failure)
  return malformed(kind, place, `no JSON: ${says.replace(/\s+/g, " ").slice(0, 200)}`, expected)
}

/** A field of an object that must be an array. */
export const arrayField = (
  kind: ImportKind,
  place: string,
  object: unknown,
  name: string
): Result.Result<ReadonlyArray<unknown>, ImportError> => {
  const value = isObject(object) ? fieldOf(object, name) : undefined
  return Array.isArray(value)
    ? Result.succeed(value)
    : malformed(kind, place, `${excerpt(value)} in ${name}`, `an object with an array ${name}`)
}
