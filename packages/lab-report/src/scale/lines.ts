import { scaleFigures } from "@copath/lab-core"
import { costUnit, type Unit } from "../value.ts"
import type { Scale } from "./growths.ts"

/** Every number of counted cells in long form, a line each: the figures of reports first. */
export const scaleLines = (scales: ReadonlyArray<Scale>): ReadonlyArray<ReadonlyArray<string | number>> =>
  scales.flatMap(({ name, result }) =>
    result.cells.flatMap((cell) => {
      const { composition, costs, counts, founded, foretold = {}, members } = cell
      const own = [name, composition.name, result.workload ?? "", founded, members[0]]
      const line = (group: string, metric: string, role: string, statistic: string, unit: Unit, value: number) => [
        ...own,
        group,
        metric,
        role,
        statistic,
        unit,
        value
      ]
      return [
        ...scaleFigures(cell).flatMap(({ id, role = "", sampled, unit, value }) =>
          value === undefined
            ? []
            : [line("figures", id, role, sampled ? "sampled" : "value", unit === "operations" ? "count" : unit, value)]
        ),
        ...Object.entries(counts).map(([what, value]) => line("counts", what, "", "value", "count", value)),
        ...Object.entries(costs).flatMap(([metric, byRole]) =>
          Object.entries(byRole).flatMap(([role, found]) => {
            if (found === undefined) return []
            const { interval, ...plain } = found
            const ends = interval === undefined ? {} : { "total 2.5 %": interval[0], "total 97.5 %": interval[1] }
            return Object.entries({ ...plain, ...ends }).map(([statistic, value]) =>
              line(
                "cost",
                metric,
                role,
                statistic,
                typeof value === "boolean" ? "flag" : statistic === "n" ? "count" : costUnit(metric),
                Number(value)
              )
            )
          })
        ),
        ...Object.entries(foretold).flatMap(([role, time]) =>
          time === undefined
            ? []
            : [
                line("foretold", "time", role, "value", "ms", time.ms),
                ...(time.error === undefined ? [] : [line("foretold", "time", role, "error", "share", time.error)])
              ]
        )
      ]
    })
  )

/** What the columns of `scaleLines` are. */
export const scaleColumns = [
  "file",
  "composition",
  "workload",
  "founded",
  "members",
  "group",
  "metric",
  "role",
  "statistic",
  "unit",
  "value"
]
