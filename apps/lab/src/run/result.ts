import { assembled, type Assembling, type Cell, type CellOutcome, type LabResult, lineOf, type Task, type Workload } from "@copath/lab-core"
import { createHash } from "node:crypto"

/** What a result is made of, beside the outcomes. */
export type Made = Omit<Assembling, "sha256">

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

/** The result of a run; a combination that is refused is listed once, however often it was asked for. */
export const resultOf = (tasks: ReadonlyArray<Task>, outcomes: ReadonlyArray<CellOutcome>, made: Made): LabResult =>
  assembled(tasks, outcomes, { ...made, sha256 })

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
