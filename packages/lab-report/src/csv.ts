import { type ByRole, type Cell, summarize, type Summary } from "@copath/lab-core"
import { type Cells, type Setting, settings } from "./comparison.ts"
import { headlineMetrics } from "./metrics.ts"
import { scaleColumns, scaleLines } from "./scale/lines.ts"
import { heatmapLines, metadataLines, securityLines } from "./security/lines.ts"
import { isLiedTo, probeLines } from "./security/probeSections.ts"
import { central95 } from "./statistics/quantile.ts"
import type { Study } from "./study.ts"

/** Every number of a result in long form: one value in each line, without the samples of the plots. RFC 4180, with a header. */
export const csv = (result: Cells): string =>
  document([...key, "group", "metric", "role", "statistic", "value"], result.cells.flatMap(keyed(lines)))

/**
 * A result as files by name, each in long form: `values.csv` as `csv` gives it; `seeds.csv`, the headline costs over the seeds; and the samples of
 * the plots, `timeline.csv` and `commits.csv`; where an adversary looked on, `exposure.csv`: which messages fall to whoever seizes whom and when, and
 * `metadata.csv`: what the server reads; where the service lied, `probes.csv`. Of groups that were counted, `scale.csv`.
 */
export const csvFiles = (result: Cells & Pick<Study, "scales">): ReadonlyMap<string, string> =>
  new Map([...(result.cells.length === 0 && result.scales !== undefined ? [] : ranFiles(result)), ...countedFiles(result.scales ?? [])])

const countedFiles = (scales: NonNullable<Study["scales"]>): ReadonlyArray<readonly [string, string]> =>
  scales.length === 0 ? [] : [["scale.csv", document(scaleColumns, scaleLines(scales))]]

const ranFiles = (result: Cells): ReadonlyArray<readonly [string, string]> => [
  ["values.csv", csv(result)],
  ["seeds.csv", document(["composition", "workload", "policy", "metric", "statistic", "value"], settings(result).flatMap(overSeeds))],
  ["timeline.csv", document([...key, "step", "timeMs", "quantity", "value"], result.cells.flatMap(keyed(timelineLines)))],
  ["commits.csv", document([...key, "step", "quantity", "value"], result.cells.flatMap(keyed(commitLines)))],
  ...(result.cells.some(({ security }) => security?.heatmap !== undefined)
    ? [
        [
          "exposure.csv",
          document(
            [...key, "member", "fromState", "toState", "bound", "firstMessage", "endMessage"],
            result.cells.flatMap(keyed(heatmapLines))
          )
        ] as const
      ]
    : []),
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

type Line = ReadonlyArray<string | number>

const key = ["composition", "workload", "policy", "repeat"]

const keyed =
  (of: (cell: Cell) => ReadonlyArray<Line>) =>
  (cell: Cell): ReadonlyArray<Line> => {
    const own: Line = [cell.composition.name, cell.workload.name, cell.policy.name, cell.repeat]
    return of(cell).map((line) => own.concat(line))
  }

const overSeeds = ({ contenders, policy, workload }: Setting): ReadonlyArray<Line> =>
  contenders.flatMap(({ cells, composition }) =>
    headlineMetrics.flatMap(({ id, of }) => {
      const values = cells.map(of)
      const { mad, mean, median, n } = summarize(values)
      const { hi, lo } = central95(values)
      return Object.entries({ n, median, mad, mean, "2.5 %": lo, "97.5 %": hi }).map(([statistic, value]): Line => [
        composition.name,
        workload.name,
        policy.name,
        id,
        statistic,
        value
      ])
    })
  )

const timelineLines = ({ timeline: { step, timeMs, ...columns } }: Cell): ReadonlyArray<Line> =>
  Object.entries(columns).flatMap(([name, values]) => values.map((value, i): Line => [step[i] ?? 0, timeMs[i] ?? 0, name, value]))

const commitLines = ({ commits }: Cell): ReadonlyArray<Line> =>
  commits.flatMap(({ step, ...values }) => Object.entries(values).map(([name, value]): Line => [step, name, value]))

const document = (head: Line, body: ReadonlyArray<Line>): string => `${[head, ...body].map(csvLine).join("\r\n")}\r\n`

/** One record of RFC 4180. */
const csvLine = (fields: Line): string =>
  fields.map((field) => (/[",\r\n]/.test(String(field)) ? `"${String(field).replaceAll('"', '""')}"` : String(field))).join(",")

type Value = readonly [group: string, metric: string, role: string, statistic: string, value: string | number]

const lines = (cell: Cell): ReadonlyArray<Value> => {
  const { counts, cost, perMember, times, health, agreement } = cell
  return [
    ...Object.entries(counts).map(([name, value]): Value => ["counts", name, "", "value", value]),
    ...Object.entries(cost).flatMap(([metric, byRole]) => (byRole === undefined ? [] : ofRoles("cost", metric, byRole))),
    ...Object.entries(perMember).flatMap(([name, summary]) => statistics("perMember", name, "", summary)),
    ...ofRoles("times", "cpu", times.cpu),
    ["times", "seconds", "", "value", times.seconds],
    ["health", "lostMembers", "", "value", health.lostMembers],
    ["health", "failures", "", "value", health.failures.length],
    ["health", "rejectedCommits", "", "value", health.rejectedCommits],
    ["agreement", "agreed", "", "value", String(agreement.agreed)],
    ["agreement", "epoch", "", "value", agreement.epoch],
    ...securityLines(cell),
    ...probeLines(cell)
  ]
}

const ofRoles = (group: string, metric: string, byRole: ByRole): ReadonlyArray<Value> =>
  Object.entries(byRole).flatMap(([role, summary]) => (summary === undefined ? [] : statistics(group, metric, role, summary)))

const statistics = (group: string, metric: string, role: string, summary: Summary): ReadonlyArray<Value> =>
  Object.entries(summary).map(([statistic, value]): Value => [group, metric, role, statistic, value])
