import { makeWorkload, namedWorkloads, parseWorkload, perhaps, type Workload } from "@copath/lab-core"
import { Effect, Result } from "effect"
import { basename } from "node:path"
import { type BadInput, badInput, orBadInput } from "../badInput.ts"
import { kindOf, readText } from "../files.ts"

/** Whether a workload of this name is made, not read. */
export const isNamed = (name: string): boolean => namedWorkloads.some((one) => one.name === name)

/**
 * The workload of each repeat. A named one is made anew with a seed of its own; a file is what it is. A file is a workload or a trace, told apart
 * by the missing header.
 */
export const workloadsOf = (
  name: string,
  settings: ReadonlyArray<string>,
  seed: string,
  repeats: number
): Effect.Effect<ReadonlyArray<Workload>, BadInput> => {
  const names = namedWorkloads.map((one) => one.name)
  if (isNamed(name)) {
    return Effect.forEach(Array.from({ length: repeats }), (_, repeat) =>
      Effect.fromResult(
        Result.mapError(makeWorkload(name, repeat === 0 ? seed : `${seed}/${repeat}`, settings), (error) =>
          badInput(`--set ${error.text}: ${error.detail}`)
        )
      )
    )
  }
  const kind = kindOf(name)
  if (kind === "nothing") {
    return Effect.fail(
      badInput(`${name}: neither a file nor a named workload${perhaps(names, name)}; the named ones are ${names.join(", ")}`)
    )
  }
  if (kind === "folder") {
    return Effect.fail(
      badInput(`${name}: a folder, where a workload file belongs; of a clone's history lab import --as git ${name} makes one`)
    )
  }
  if (settings.length > 0) return Effect.fail(badInput(`--set ${settings[0]}: only named workloads (${names.join(", ")}) have parameters`))
  return readText(name).pipe(
    Effect.tap((text) => notOurs(name, text)),
    Effect.flatMap((text) => orBadInput(parseWorkload(text, { name: basename(name).replace(/\.jsonl?$/, "") }), `${name}, `)),
    Effect.map((workload) => Array.from({ length: repeats }, () => workload))
  )
}

/** Refuses, by its name, what the lab wrote itself and is no workload. */
const notOurs = (name: string, text: string): Effect.Effect<void, BadInput> => {
  const [, version = "", kind = ""] = /^\s*\{\s*"lab"\s*:\s*"((\w+)\/\d+)"/.exec(text.slice(0, 200)) ?? []
  const use: Readonly<Record<string, string>> = {
    result: "lab report shows it, and lab attack runs one of its cells again",
    scale: "lab report shows it",
    calibration: "lab scale --calibration takes it",
    journal: "lab run --resume takes it"
  }
  return use[kind] === undefined ? Effect.void : Effect.fail(badInput(`${name}: a ${version} file, where a workload belongs; ${use[kind]}`))
}
