import {
  canonicalJson,
  type Cell,
  type CellOutcome,
  type Environment,
  formatWorkload,
  type LabResult,
  lineOf,
  policyValues,
  type Refused,
  resultVersion,
  type Workload
} from "@copath/lab-core"
import { createHash } from "node:crypto"
import type { Task } from "./tasks.ts"

/** What a result is made of, beside the outcomes. */
export interface Made {
  readonly at: Date
  readonly seconds: number
  readonly seed: string
  readonly argv: ReadonlyArray<string>
  readonly environment: Environment
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)

/** Equal inputs, equal id: compositions, workloads, policies, suite, seed, whether an adversary looked on, and the versions of the packages. */
const idOf = (tasks: ReadonlyArray<Task>, { environment, seed }: Made): string => {
  const workloads = new Map<Workload, string>()
  const workloadHash = (workload: Workload): string => {
    const known = workloads.get(workload) ?? hash(formatWorkload(workload))
    workloads.set(workload, known)
    return known
  }
  const cells = tasks.map(({ adversary, policy, repeat, spec, suite, workload }) => ({
    spec,
    suite,
    repeat,
    adversary,
    policy: policyValues(policy),
    workload: workloadHash(workload)
  }))
  return hash(canonicalJson({ seed, cells, parts: environment.parts }))
}

/** The result of a run; a combination that is refused is listed once, however often it was asked for. */
export const resultOf = (tasks: ReadonlyArray<Task>, outcomes: ReadonlyArray<CellOutcome>, made: Made): LabResult => {
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

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`

/** What is wrong with a cell: one line for disagreement, one for failures and members that were lost; each names composition, member and step. */
const complaintsOf = ({ agreement, composition, health }: Cell, step: (index: number) => string): ReadonlyArray<string> => {
  const lines: Array<string> = []
  if (!agreement.agreed) {
    const { disagreement } = agreement
    const who =
      disagreement === undefined
        ? "the members hold different epoch secrets"
        : `member ${disagreement.member} holds another epoch secret than the rest, whom it last followed at ${step(disagreement.step)}`
    lines.push(`${composition.name}: ${who}`)
  }
  const { failures, lostMembers } = health
  if (failures.length > 0 || lostMembers > 0) {
    const [first] = failures
    const lost = lostMembers > 0 ? `, ${plural(lostMembers, "member")} lost for good` : ""
    const where = first === undefined ? "" : `; first member ${first.member} at ${step(first.step)}: ${first.reason}`
    lines.push(`${composition.name}: ${plural(failures.length, "failure")}${lost}${where}`)
  }
  return lines
}

/**
 * Why the run must not count as a success; empty when everybody agrees, nobody was lost and nothing failed. `lines`: the workloads have lines that
 * a person can look at.
 */
export const complaints = (result: LabResult, workloads: ReadonlyArray<Workload>, lines: boolean): ReadonlyArray<string> => {
  if (result.cells.length === 0) return ["every combination was refused; nothing was compared"]
  return result.cells.flatMap((cell) => {
    const workload = lines ? workloads[cell.repeat] : undefined
    return complaintsOf(cell, (index) => (workload === undefined ? `step ${index}` : `step ${index} (line ${lineOf(workload, index)})`))
  })
}
