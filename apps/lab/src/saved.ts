import { decodeResult, type LabResult } from "@copath/lab-core"
import { Effect } from "effect"
import { type BadInput, orBadInput } from "./badInput.ts"
import { readText } from "./files.ts"

/** A result as `lab run --json` wrote it. */
export const readResult = (path: string): Effect.Effect<LabResult, BadInput> =>
  Effect.flatMap(readText(path), (text) => orBadInput(decodeResult(text), `${path}: `))
