import type { ByRole, Cell, LabResult, Summary } from "@copath/lab-core"

/** Every number of a result in long form: one value in each line, without the samples of the plots. RFC 4180, with a header. */
export const csv = (result: LabResult): string =>
  `${[["composition", "workload", "policy", "repeat", "group", "metric", "role", "statistic", "value"], ...result.cells.flatMap(lines)].map(csvLine).join("\r\n")}\r\n`

/** One record of RFC 4180. */
const csvLine = (fields: ReadonlyArray<string | number>): string =>
  fields.map((field) => (/[",\r\n]/.test(String(field)) ? `"${String(field).replaceAll('"', '""')}"` : String(field))).join(",")

type Value = readonly [group: string, metric: string, role: string, statistic: string, value: string | number]

const lines = (cell: Cell): ReadonlyArray<ReadonlyArray<string | number>> => {
  const { counts, cost, perMember, times, health, agreement } = cell
  const values: ReadonlyArray<Value> = [
    ...Object.entries(counts).map(([name, value]): Value => ["counts", name, "", "value", value]),
    ...Object.entries(cost).flatMap(([metric, byRole]) => (byRole === undefined ? [] : ofRoles("cost", metric, byRole))),
    ...Object.entries(perMember).flatMap(([name, summary]) => statistics("perMember", name, "", summary)),
    ...ofRoles("times", "cpu", times.cpu),
    ["times", "seconds", "", "value", times.seconds],
    ["health", "lostMembers", "", "value", health.lostMembers],
    ["health", "failures", "", "value", health.failures.length],
    ["health", "rejectedCommits", "", "value", health.rejectedCommits],
    ["agreement", "agreed", "", "value", String(agreement.agreed)],
    ["agreement", "epoch", "", "value", agreement.epoch]
  ]
  const key = [cell.composition.name, cell.workload.name, cell.policy.name, cell.repeat]
  return values.map((value) => key.concat(value))
}

const ofRoles = (group: string, metric: string, byRole: ByRole): ReadonlyArray<Value> =>
  Object.entries(byRole).flatMap(([role, summary]) => (summary === undefined ? [] : statistics(group, metric, role, summary)))

const statistics = (group: string, metric: string, role: string, summary: Summary): ReadonlyArray<Value> =>
  Object.entries(summary).map(([statistic, value]): Value => [group, metric, role, statistic, value])
