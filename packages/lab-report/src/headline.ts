import type { LabResult } from "@copath/lab-core"
import { type Cells, type Setting, settings } from "./comparison.ts"
import { policyText } from "./policyNames.ts"
import { securityCaution, securityLimits, trusted } from "./security/limits.ts"
import { type Study, studyOf } from "./study.ts"
import { capital, plural, span } from "./units.ts"

/** What was compared, in one line. */
export const headline = (result: Cells & Pick<Study, "scales">): string => {
  const all = settings(result)
  const compositions = new Set(result.cells.map((cell) => cell.composition.id)).size
  const workloads = [...new Set(all.map(({ workload }) => workload.name))]
  const counted = countedLine(result.scales ?? [])
  if (compositions === 0) return counted === "" ? "No composition could run" : capital(counted)
  const policies = new Set(all.map(({ policy }) => policy.name)).size
  const under = policies > 1 ? ` under ${plural(policies, "policy").replace("policys", "policies")}` : ""
  return `${plural(compositions, "composition")} on ${workloads.join(", ")}${under}${counted === "" ? "" : `; ${counted}`}`
}

/** What was counted, in one line; nothing if nothing was. */
const countedLine = (scales: NonNullable<Study["scales"]>): string => {
  const cells = scales.flatMap(({ result }) => result.cells)
  const most = Math.max(0, ...cells.map(({ members: [first] }) => first))
  const compositions = new Set(cells.map(({ composition }) => composition.id)).size
  return cells.length === 0 ? "" : `${plural(compositions, "composition")} counted with up to ${most.toLocaleString("en-US")} members`
}

/** A setting by name. */
export const settingName = ({ workload, policy }: Setting): string => `${workload.name}${policySuffix(policy)}`

/** How a policy is told beside a workload. */
export const policySuffix = ({ called }: Setting["policy"]): string => `, policy ${called}`

/** What a setting's names stand for. */
export const subtitle = ({ workload, policy }: Setting): string =>
  `${plural(workload.members, "member")}${workload.peak === workload.members ? "" : ` (at most ${workload.peak} at once)`}, ${plural(workload.messages, "message")}, ${plural(workload.events, "event")} in ${span(workload.spanMs)}. Policy: ${policyText(policy)}.`

/** The seeds of the results, without doubles. */
export const seeds = (result: LabResult | Study): string => {
  const { scales = [], sources } = studyOf(result)
  return [...new Set([...sources.map(({ made }) => made.seed), ...scales.map((scale) => scale.result.seed)])].join(", ")
}

/** What one needs to know to trust the numbers, or to get them again. */
export const provenance = (result: LabResult | Study): ReadonlyArray<string> => {
  const { cells, scales = [], sources } = studyOf(result)
  const repeats = 1 + Math.max(0, ...cells.map((cell) => cell.repeat))
  const runs = repeats === 1 ? "one run" : `${repeats} repeats (values are medians over them)`
  const counted = scales.map(({ name, result: { argv, cells: own, seed } }) => {
    const seconds = own.reduce((sum, { run }) => sum + run.seconds, 0)
    return `${name === "" ? "" : `${name}: `}Counted with seed ${seed} in ${seconds.toFixed(1)} s.${argv === undefined ? "" : ` Command: ${argv.join(" ")}`}`
  })
  const ran = sources.flatMap(({ environment: env, id, made, name, suites }) => {
    const source = env.commit === undefined ? "" : `, source ${env.commit}${env.dirty === true ? " with changes" : ""}`
    const suite = suites.length === 0 ? "" : `, cipher suite ${suites.join(" and ")}`
    return [
      `${name === "" ? "" : `${name}: `}Seed ${made.seed}${suite}, ${runs}, result ${id}. Command: ${made.argv.join(" ")}`,
      `Made ${made.at} in ${made.seconds.toFixed(1)} s with lab ${env.lab}${source}, ${env.runtime}, ${env.os}, ${env.cpu}, ${plural(env.cores, "core")}, ${(env.memory / 1e9).toFixed(1)} GB.`
    ]
  })
  return [...ran, ...counted]
}

/** The versions of the packages that took part, each once. */
export const partVersions = (result: LabResult | Study): string =>
  [
    ...new Set(studyOf(result).sources.flatMap(({ environment }) => Object.entries(environment.parts).map(([name, v]) => `${name} ${v}`)))
  ].join(", ")

/** What the numbers do not say. */
export const limits = (result: Cells & Pick<Study, "scales">): ReadonlyArray<string> => limitsBy(result, ranLimits)

/** The same where there is room for a note only. */
export const shortLimits = (result: Cells & Pick<Study, "scales">): ReadonlyArray<string> =>
  limitsBy(result, (ran) => (isLooked(ran) ? securityCaution(ran) : [unlooked]))

const limitsBy = (result: Cells & Pick<Study, "scales">, ofRuns: (result: Cells) => ReadonlyArray<string>): ReadonlyArray<string> => [
  ...(result.scales === undefined ? [] : countedLimits),
  ...(result.cells.length === 0 && result.scales !== undefined ? [] : ofRuns(result))
]

const ranLimits = (result: Cells): ReadonlyArray<string> => [
  ...costLimits,
  ...(isLooked(result) ? [...securityLimits, ...trusted(result)] : [unlooked])
]

const isLooked = ({ cells }: Cells): boolean => cells.some(({ security }) => security !== undefined)

const unlooked = "A cheaper composition may protect less. Nothing here measures what a compromise would expose; lab run --adversary does."

const countedLimits: ReadonlyArray<string> = [
  "Counted groups: the protocol's own code ran on a provider that hardly computes, for one member where many do the same. Operations and bytes are exact where no ~ stands; times are foretold, not measured."
]

const costLimits: ReadonlyArray<string> = [
  "Bytes, operations and state are exact for this seed; times are this machine's, and some of the runtime's warm-up may be in them.",
  "Bytes are those of messages and key packages: no transport framing, acknowledgements or retransmissions.",
  "Compositions that depart from RFC 9420 are marked as such in key packages and group contexts: some bytes for each leaf and each group.",
  "An operation is counted where the composition calls it; what happens inside it (the DH in a seal) is not counted again."
]
