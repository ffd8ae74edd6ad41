import * as Result from "effect/Result"
import { churn } from "./namedChurn.ts"
import { withMishaps } from "./namedMishaps.ts"
import { type NamedWorkload, NamedWorkloadError, parseValues } from "./namedParameters.ts"
import { team50 } from "./namedTeam.ts"
import type { Workload } from "./workload.ts"

/** Workloads that are made, not read. */
export const namedWorkloads: ReadonlyArray<NamedWorkload> = [team50, churn].map(withMishaps)

/** Makes a workload by name; `settings` are of the form `days=7`. */
export const makeWorkload = (
  name: string,
  seed: string,
  settings: ReadonlyArray<string> = []
): Result.Result<Workload, NamedWorkloadError> => {
  const found = namedWorkloads.find((one) => one.name === name)
  if (found === undefined) {
    const detail = `no workload of this name; the names are ${namedWorkloads.map((one) => one.name).join(", ")}`
    return Result.fail(new NamedWorkloadError({ reason: "Name", text: name, detail }))
  }
  return Result.map(parseValues(found, settings), (values) => found.make(seed, values))
}
