import { policyValues } from "./policy/text.ts"
import { canonicalJson, type Cell, type Environment, type LabResult, type Refused, resultVersion } from "./result/result.ts"
import type { CellOutcome } from "./runner.ts"
import type { Task } from "./task.ts"
import type { Workload } from "./workload/workload.ts"
import { formatWorkload } from "./workload/file.ts"

/** What a result is made of, beside the outcomes. */
export interface Assembling {
  /** When it was begun. */
  readonly at: Date
  /** How long it took, on the clock. */
  readonly seconds: number
  /** Of the whole comparison. */
  readonly seed: string
  /** The command that makes it again. */
  readonly argv: ReadonlyArray<string>
  /** On what it was run. */
  readonly environment: Environment
  /** SHA-256 of a text's UTF-8, in hex, as this runtime has it. */
  readonly sha256: (text: string) => string
}

/** The result of a run; a combination that is refused is listed once, however often it was asked for. */
export const assembled = (tasks: ReadonlyArray<Task>, outcomes: ReadonlyArray<CellOutcome>, made: Assembling): LabResult => {
  const refused = new Map<string, Refused>()
  const cells: Array<Cell> = []
  for (const outcome of outcomes) {
    if (outcome._tag === "cell") cells.push(outcome.cell)
    else refused.set(canonicalJson(outcome.refused.parts), outcome.refused)
  }
  const { argv, at, environment, seconds, seed } = made
  return {
    lab: resultVersion,
    id: idOf(tasks, made),
    made: { at: at.toISOString(), seconds, seed, argv },
    environment,
    cells,
    refused: [...refused.values()]
  }
}

/** Equal inputs, equal id: compositions, workloads, policies, suite, seed, whether an adversary looked on and how it seized, whether the service lied, whether trees were filmed, and the versions of the packages. */
const idOf = (tasks: ReadonlyArray<Task>, { environment, seed, sha256 }: Assembling): string => {
  const hash = (text: string): string => sha256(text).slice(0, 32)
  const workloads = new Map<Workload, string>()
  const workloadHash = (workload: Workload): string => {
    const known = workloads.get(workload) ?? hash(formatWorkload(workload))
    workloads.set(workload, known)
    return known
  }
  const cells = tasks.map(({ adversary, policy, probes, repeat, seizing, spec, suite, trees, workload }) => ({
    spec,
    suite,
    repeat,
    adversary,
    ...(seizing === undefined ? {} : { seizing }),
    ...(probes === true ? { probes } : {}),
    ...(trees === true ? { trees } : {}),
    policy: policyValues(policy),
    workload: workloadHash(workload)
  }))
  return hash(canonicalJson({ seed, cells, parts: environment.parts }))
}
