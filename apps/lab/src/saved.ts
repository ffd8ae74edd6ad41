import { decodeResult, decodeScaleResult, type LabResult, resultVersion, type ScaleResult, scaleVersion } from "@copath/lab-core"
import { Effect, Result } from "effect"
import { type BadInput, badInput, orBadInput } from "./badInput.ts"
import { readText } from "./files.ts"

/** A result as `lab run --json` wrote it. */
export const readResult = (path: string): Effect.Effect<LabResult, BadInput> =>
  Effect.flatMap(readText(path), (text) => orBadInput(decodeResult(text), `${path}: `))

/** What a report can be made of. */
export type Saved = { readonly _tag: "result"; readonly result: LabResult } | { readonly _tag: "scale"; readonly scale: ScaleResult }

/** What `lab run --json` or `lab scale --json` wrote; a file of any other kind or version is refused by name. */
export const readSaved = Effect.fnUntraced(function* (path: string): Effect.fn.Return<Saved, BadInput> {
  const text = yield* readText(path)
  const scale = decodeScaleResult(text)
  if (Result.isSuccess(scale)) return { _tag: "scale", scale: scale.success }
  if (scale.failure.reason === "Malformed") return yield* badInput(`${path}: ${scale.failure.message}`)
  const result = decodeResult(text)
  if (Result.isSuccess(result)) return { _tag: "result", result: result.success }
  if (result.failure.reason === "Malformed") return yield* badInput(`${path}: ${result.failure.message}`)
  return yield* badInput(
    `${path}: neither a ${resultVersion} file (lab run --json) nor a ${scaleVersion} file (lab scale --json): ${result.failure.found}`
  )
})
