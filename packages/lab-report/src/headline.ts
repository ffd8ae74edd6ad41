import type { LabResult } from "@copath/lab-core"
import { type Cells, policyText, type Setting, settings } from "./comparison.ts"
import { securityLimits } from "./security/limits.ts"
import { type Study, studyOf } from "./study.ts"
import { plural, span } from "./units.ts"

/** What was compared, in one line. */
export const headline = (result: Cells): string => {
  const all = settings(result)
  const compositions = new Set(result.cells.map((cell) => cell.composition.id)).size
  const workloads = [...new Set(all.map(({ workload }) => workload.name))]
  if (compositions === 0) return "No composition could run"
  const policies = new Set(all.map(({ policy }) => policy.name)).size
  const under = policies > 1 ? ` under ${plural(policies, "policy").replace("policys", "policies")}` : ""
  return `${plural(compositions, "composition")} on ${workloads.join(", ")}${under}`
}

/** A setting by name. */
export const settingName = ({ workload, policy }: Setting): string => `${workload.name}${policySuffix(policy)}`

/** How a policy is told beside a workload. */
export const policySuffix = ({ name }: Setting["policy"]): string => `, policy ${name}`

/** What a setting's names stand for. */
export const subtitle = ({ workload, policy }: Setting): string =>
  `${plural(workload.members, "member")}${workload.peak === workload.members ? "" : ` (at most ${workload.peak} at once)`}, ${plural(workload.messages, "message")}, ${plural(workload.events, "event")} in ${span(workload.spanMs)}. Policy: ${policyText(policy)}.`

/** The seeds of the results, without doubles. */
export const seeds = (result: LabResult | Study): string => [...new Set(studyOf(result).sources.map(({ made }) => made.seed))].join(", ")

/** What one needs to know to trust the numbers, or to get them again. */
export const provenance = (result: LabResult | Study): ReadonlyArray<string> => {
  const { cells, sources } = studyOf(result)
  const repeats = 1 + Math.max(0, ...cells.map((cell) => cell.repeat))
  const runs = repeats === 1 ? "one run" : `${repeats} repeats (values are medians over them)`
  return sources.flatMap(({ environment: env, id, made, name }) => {
    const source = env.commit === undefined ? "" : `, source ${env.commit}${env.dirty === true ? " with changes" : ""}`
    return [
      `${name === "" ? "" : `${name}: `}Seed ${made.seed}, ${runs}, result ${id}. Command: ${made.argv.join(" ")}`,
      `Made ${made.at} in ${made.seconds.toFixed(1)} s with lab ${env.lab}${source}, ${env.runtime}, ${env.os}, ${env.cpu}, ${plural(env.cores, "core")}, ${(env.memory / 1e9).toFixed(1)} GB.`
    ]
  })
}

/** The versions of the packages that took part, each once. */
export const partVersions = (result: LabResult | Study): string =>
  [
    ...new Set(studyOf(result).sources.flatMap(({ environment }) => Object.entries(environment.parts).map(([name, v]) => `${name} ${v}`)))
  ].join(", ")

/** What the numbers do not say. */
export const limits = (result: Cells): ReadonlyArray<string> => [
  ...costLimits,
  ...(result.cells.some(({ security }) => security !== undefined)
    ? securityLimits
    : ["A cheaper composition may protect less. Nothing here measures what a compromise would expose; lab run --adversary does."])
]

const costLimits: ReadonlyArray<string> = [
  "Bytes, operations and state are exact for this seed; times are this machine's and include the runtime's warm-up.",
  "Bytes are those of messages and key packages: no transport framing, acknowledgements or retransmissions.",
  "Compositions that depart from RFC 9420 are marked as such in key packages and group contexts: some bytes for each leaf and each group.",
  "An operation is counted where the composition calls it; what happens inside it (the DH in a seal) is not counted again."
]
