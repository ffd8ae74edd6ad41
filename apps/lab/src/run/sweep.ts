import type { Workload } from "@copath/lab-core"
import { Effect } from "effect"
import { type BadInput, badInput } from "../badInput.ts"
import { isNamed, workloadsOf } from "./workloads.ts"

/** A workload of a run, and which repeat it is for. */
export interface Run {
  readonly workload: Workload
  readonly repeat: number
}

/** Settings that are swept together: `members=8`, or `members=8 days=3` of two sweeps. */
type Settings = ReadonlyArray<string>

/** `members=8,16,32` as three settings. */
const parseSweep = (text: string): Effect.Effect<Settings, BadInput> => {
  const [key = "", list = "", ...more] = text.split("=").map((part) => part.trim())
  const values = [...new Set(list.split(",").map((value) => value.trim()))]
  return key === "" || more.length > 0 || values.includes("")
    ? Effect.fail(badInput(`--sweep ${text}: a parameter and its values are expected, such as members=8,16,32`))
    : Effect.succeed(values.map((value) => `${key}=${value}`))
}

const named = (workload: Workload, settings: Settings): Workload =>
  settings.length === 0 ? workload : { ...workload, header: { ...workload.header, name: [workload.header.name, ...settings].join(" ") } }

/**
 * The workloads of a run: one for each combination of swept values in each repeat, named after its values. Without a sweep, one for each repeat.
 */
export const swept = Effect.fnUntraced(function* (
  name: string,
  settings: Settings,
  sweeps: ReadonlyArray<string>,
  seed: string,
  repeats: number
): Effect.fn.Return<ReadonlyArray<Run>, BadInput> {
  if (sweeps.length > 0 && !isNamed(name))
    return yield* badInput(`--sweep ${sweeps[0]}: only named workloads have parameters; ${name} is a file`)
  let points: ReadonlyArray<Settings> = [[]]
  for (const text of sweeps) {
    const values = yield* parseSweep(text)
    points = points.flatMap((point) => values.map((value) => [...point, value]))
  }
  const runs = yield* Effect.forEach(points, (point) =>
    workloadsOf(name, [...settings, ...point], seed, repeats).pipe(
      // It speaks of --set, whichever flag the setting came from.
      Effect.mapError((error) =>
        point.some((one) => error.message.includes(`--set ${one}:`)) ? badInput(error.message.replace("--set", "--sweep")) : error
      ),
      Effect.map((workloads) => workloads.map((workload, repeat): Run => ({ workload: named(workload, point), repeat })))
    )
  )
  return runs.flat()
})
