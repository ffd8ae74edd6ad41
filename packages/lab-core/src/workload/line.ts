import * as Result from "effect/Result"
import { WorkloadError } from "./workload.ts"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** One line as a JSON object. */
export const parseLine = (text: string, line: number): Result.Result<Readonly<Record<string, unknown>>, WorkloadError> => {
  const json = (detail: string) => Result.fail(new WorkloadError({ reason: "Json", line, detail }))
  if (text.trim() === "") return json("a blank line, where a JSON object belongs")
  const value = Result.try((): unknown => JSON.parse(text))
  if (Result.isFailure(value)) return json(`not JSON: ${value.failure instanceof Error ? value.failure.message : String(value.failure)}`)
  return isRecord(value.success) ? Result.succeed(value.success) : json("not a JSON object")
}

/** A schema's complaint on one line of text. */
export const flat = (error: { readonly message: string }): string => error.message.replace(/\s*\n\s*/g, " ")
