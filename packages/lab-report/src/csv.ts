import { type ByRole, type Cell, central95, summarize, type Summary } from "@copath/lab-core"
import { type Cells, type Setting, settings } from "./comparison.ts"
import { headlineMetrics } from "./metrics.ts"
import { scaleColumns, scaleLines } from "./scale/lines.ts"
import { copyValues, isCopied } from "./security/copySections.ts"
import { exposureMetrics } from "./security/exposureMetric.ts"
import { forgeryLines, heatmapLines, metadataLines, securityValues, survivalLines } from "./security/lines.ts"
import { isLiedTo, probeValues } from "./security/probeSections.ts"
import { scriptValues } from "./security/scriptSections.ts"
import type { Study } from "./study.ts"
import { costUnit, type Unit, type Value, valueColumns, valueFields } from "./value.ts"

/**
 * Every number of a result in long form: one value in each line with what it is and its unit, without the samples of the plots. The columns before `value`
 * tell each line from every other. RFC 4180, with a header.
 */
export const csv = (result: Cells): string =>
  document([...key, ...valueColumns], result.cells.flatMap(keyed((cell) => values(cell).map(valueFields))))

/**
 * A result as files by name, each in long form: `values.csv` as `csv` gives it; `seeds.csv`, the headline costs over the seeds; and the samples of
 * the plots, `timeline.csv` and `commits.csv`. Where an adversary looked on, `exposure.csv`: which messages fall to whoever seizes whom and when,
 * `survival.csv`: how a compromise ends, `forgery.csv`: who could write in whose name, and `metadata.csv`: what the server reads. Where the service lied,
 * `probes.csv`, and `copies.csv`: what a stolen copy could still do. Of groups that were counted, `scale.csv`.
 */
export const csvFiles = (result: Cells & Pick<Study, "scales">): ReadonlyMap<string, string> =>
  new Map([...(result.cells.length === 0 && result.scales !== undefined ? [] : ranFiles(result)), ...countedFiles(result.scales ?? [])])

const countedFiles = (scales: NonNullable<Study["scales"]>): ReadonlyArray<readonly [string, string]> =>
  scales.length === 0 ? [] : [["scale.csv", document(scaleColumns, scaleLines(scales))]]

const ranFiles = (result: Cells): ReadonlyArray<readonly [string, string]> => [
  ["values.csv", csv(result)],
  [
    "seeds.csv",
    document(["composition", "workload", "policy", "base", "metric", "statistic", "unit", "value"], settings(result).flatMap(overSeeds))
  ],
  ["timeline.csv", document([...key, "step", "timeMs", "quantity", "unit", "value"], result.cells.flatMap(keyed(timelineLines)))],
  ["commits.csv", document([...key, "step", "quantity", "unit", "value"], result.cells.flatMap(keyed(commitLines)))],
  ...file(
    "exposure.csv",
    ["member", "fromState", "toState", "bound", "firstMessage", "endMessage"],
    result.cells.some(({ security }) => security?.heatmap !== undefined),
    result.cells.flatMap(keyed(heatmapLines))
  ),
  ...file(
    "survival.csv",
    ["bound", "spent", "at", "bleeding"],
    result.cells.some(({ security }) => security !== undefined),
    result.cells.flatMap(keyed(survivalLines))
  ),
  ...file(
    "forgery.csv",
    ["bound", "member", "messages", "attacker", "share"],
    result.cells.some(({ security }) => security !== undefined),
    result.cells.flatMap(keyed(forgeryLines))
  ),
  ...file(
    "metadata.csv",
    ["kind", "field", "sight", "shown", "messages", "why"],
    result.cells.some(({ security }) => security?.metadata !== undefined),
    result.cells.flatMap(keyed(metadataLines))
  ),
  ...file(
    "probes.csv",
    ["probe", "foreseen", "noticed", "afterTexts", "accepted", "read", "unread", "lost", "agreed", "surprises"],
    isLiedTo(result),
    result.cells.flatMap(keyed(lieLines))
  ),
  ...file(
    "copies.csv",
    ["holding", "act", "tried", "accepted", "honest", "read", "texts", "reason"],
    isCopied(result),
    result.cells.flatMap(keyed(copyLines))
  )
]

const file = (
  name: string,
  columns: ReadonlyArray<string>,
  is: boolean,
  lines: ReadonlyArray<Line>
): ReadonlyArray<readonly [string, string]> => (is ? [[name, document([...key, ...columns], lines)]] : [])

const lieLines = ({ probes = [] }: Cell): ReadonlyArray<Line> =>
  probes.map(({ damage, foreseen, noticed, notices, probe, surprises }) => [
    probe,
    foreseen.noticed.join(" or "),
    noticed,
    notices[0]?.after ?? "",
    damage.accepted,
    damage.read,
    damage.unread,
    damage.lost,
    String(damage.agreed),
    surprises.join("; ")
  ])

/** One line for each thing that a copy tried; one alone, without any of them, where no copy could be made. */
const copyLines = ({ stolenCopy }: Cell): ReadonlyArray<Line> => {
  if (stolenCopy === undefined) return []
  const { attempts, honest, read, texts, unmade } = stolenCopy
  if (unmade !== undefined) return [["", "", "", "", honest, "", texts, unmade]]
  return attempts.map(({ accepted, act, holding, reason = "", tried }) => [
    holding,
    act,
    String(tried),
    accepted,
    honest,
    read,
    texts,
    reason
  ])
}

type Line = ReadonlyArray<string | number>

const key = ["composition", "workload", "policy", "base", "repeat"]

const keyed =
  (of: (cell: Cell) => ReadonlyArray<Line>) =>
  (cell: Cell): ReadonlyArray<Line> => {
    const own: Line = [cell.composition.name, cell.workload.name, cell.policy.name, cell.base, cell.repeat]
    return of(cell).map((line) => own.concat(line))
  }

const overSeeds = (setting: Setting): ReadonlyArray<Line> => {
  const { contenders, policy, workload } = setting
  return contenders.flatMap(({ cells, composition }) =>
    [...headlineMetrics, ...exposureMetrics([setting])].flatMap(({ id, of, unit }) => {
      const all = cells.map(of)
      const { mad, mean, median, n } = summarize(all)
      const { hi, lo } = central95(all)
      return Object.entries({ n, median, mad, mean, "2.5 %": lo, "97.5 %": hi }).map(([statistic, value]): Line => [
        composition.name,
        workload.name,
        policy.name,
        cells[0]?.base ?? "",
        id,
        statistic,
        statistic === "n" ? "count" : unit,
        value
      ])
    })
  )
}

const timelineLines = ({ timeline: { step, timeMs, ...columns } }: Cell): ReadonlyArray<Line> =>
  Object.entries(columns).flatMap(([name, column]) =>
    column.map((value, i): Line => [step[i] ?? 0, timeMs[i] ?? 0, name, sampleUnit(name), value])
  )

const commitLines = ({ commits }: Cell): ReadonlyArray<Line> =>
  commits.flatMap(({ step, ...counted }) => Object.entries(counted).map(([name, value]): Line => [step, name, sampleUnit(name), value]))

/** The samples of plots are bytes, and are called so, or numbers. */
const sampleUnit = (name: string): Unit => (/bytes$/i.test(name) ? "bytes" : "count")

const document = (head: Line, body: ReadonlyArray<Line>): string => `${[head, ...body].map(csvLine).join("\r\n")}\r\n`

/** One record of RFC 4180. */
const csvLine = (fields: Line): string =>
  fields.map((field) => (/[",\r\n]/.test(String(field)) ? `"${String(field).replaceAll('"', '""')}"` : String(field))).join(",")

const values = (cell: Cell): ReadonlyArray<Value> => {
  const { agreement, cost, counts, health, perMember, times, workload } = cell
  const one = (group: string, metric: string, value: number, unit: Unit = "count"): Value => ({
    group,
    metric,
    statistic: "value",
    unit,
    value
  })
  return [
    ...(["members", "peak", "events", "messages"] as const).map((name) => one("workload", name, workload[name])),
    one("workload", "span", workload.spanMs, "ms"),
    ...Object.entries(counts).map(([name, value]) => one("counts", name, value)),
    ...Object.entries(cost).flatMap(([metric, byRole]) => (byRole === undefined ? [] : ofRoles("cost", metric, costUnit(metric), byRole))),
    ...Object.entries(perMember).flatMap(([metric, summary]) => statistics({ group: "perMember", metric, unit: "bytes" }, summary)),
    ...ofRoles("times", "cpu", "ms", times.cpu),
    one("times", "seconds", times.seconds, "s"),
    one("health", "lostMembers", health.lostMembers),
    one("health", "failures", health.failures.length),
    one("health", "rejectedCommits", health.rejectedCommits),
    one("agreement", "agreed", Number(agreement.agreed), "flag"),
    one("agreement", "epoch", agreement.epoch),
    one("agreement", "members", agreement.members),
    ...securityValues(cell),
    ...scriptValues(cell),
    ...probeValues(cell),
    ...copyValues(cell)
  ]
}

const ofRoles = (group: string, metric: string, unit: Unit, byRole: ByRole): ReadonlyArray<Value> =>
  Object.entries(byRole).flatMap(([role, summary]) => (summary === undefined ? [] : statistics({ group, metric, role, unit }, summary)))

/** `n` is how many were observed, whatever they are. */
const statistics = (of: Omit<Value, "statistic" | "value">, summary: Summary): ReadonlyArray<Value> =>
  Object.entries(summary).map(([statistic, value]) => ({ ...of, statistic, unit: statistic === "n" ? "count" : of.unit, value }))
