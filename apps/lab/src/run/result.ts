import { assembled, type Assembling, type Cell, type CellOutcome, type LabResult, lineOf, type Task, type Workload } from "@copath/lab-core"
import { expectationText, pinnedText, plural } from "@copath/lab-report"
import { createHash } from "node:crypto"

/** What a result is made of, beside the outcomes. */
export type Made = Omit<Assembling, "sha256">

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

/** The result of a run; a combination that is refused is listed once, however often it was asked for. */
export const resultOf = (tasks: ReadonlyArray<Task>, outcomes: ReadonlyArray<CellOutcome>, made: Made): LabResult =>
  assembled(tasks, outcomes, { ...made, sha256 })

/** What is wrong with a cell: one line for disagreement, one for failures and members that were lost; each names composition, member and step. */
const complaintsOf = (
  { agreement, composition, health, script }: Cell,
  step: (index: number) => string,
  event: (index: number) => string
): ReadonlyArray<string> => {
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
  for (const one of script?.expected ?? []) {
    if (!one.met) lines.push(`${composition.name}: ${expectationText(one, event(one.event))}`)
  }
  return lines
}

/** What fell to the attackers that a workload pins, and which expectations were met, a line each. */
export const scriptLines = (result: LabResult, workloads: ReadonlyArray<Workload>, lines: boolean): ReadonlyArray<string> =>
  result.cells.flatMap(({ composition, repeat, script, workload }) => {
    const event = placeIn(lines ? workloads[repeat] : undefined)
    const pinned = (script?.pinned ?? []).map((one) => `${composition.name}: ${pinnedText(one, workload.messages, event(one.event))}`)
    const met = (script?.expected ?? []).flatMap((one) =>
      one.met ? [`${composition.name}: ${expectationText(one, event(one.event))}`] : []
    )
    return [...pinned, ...met]
  })

/** Where an event stands: in its file, if there is one. */
const placeIn =
  (workload: Workload | undefined) =>
  (index: number): string =>
    workload === undefined ? `event ${index}` : `line ${lineOf(workload, index)}`

/** How a complaint says where something is. */
export interface Whereabouts {
  /** Whether the workloads have lines that a person can look at. */
  readonly lines: boolean
  /** The command that runs the cell with this index again, and no other. */
  readonly command: (index: number) => string
}

/** Why the run must not count as a success; empty when everybody agrees, nobody was lost, nothing failed and all is as the workload expects. */
export const complaints = (
  result: LabResult,
  workloads: ReadonlyArray<Workload>,
  { command, lines }: Whereabouts
): ReadonlyArray<string> => {
  if (result.cells.length === 0) return ["every combination was refused; nothing was compared"]
  return result.cells.flatMap((cell, i) => {
    const workload = lines ? workloads[cell.repeat] : undefined
    const wrong = complaintsOf(
      cell,
      (index) => (workload === undefined ? `step ${index}` : `step ${index} (line ${lineOf(workload, index)})`),
      placeIn(workload)
    )
    return wrong.length === 0 ? wrong : [...wrong, `that cell alone: ${command(i)}`]
  })
}
