import { scaleFigures } from "@copath/lab-core"
import type { Scale } from "./growths.ts"

/** Every number of counted cells in long form, a line each: the figures of reports first. */
export const scaleLines = (scales: ReadonlyArray<Scale>): ReadonlyArray<ReadonlyArray<string | number>> =>
  scales.flatMap(({ name, result }) =>
    result.cells.flatMap((cell) => {
      const { composition, costs, counts, founded, foretold = {}, members } = cell
      const own = [name, composition.name, result.workload ?? "", founded, members[0]]
      const line = (group: string, metric: string, role: string, statistic: string, value: number | string) => [
        ...own,
        group,
        metric,
        role,
        statistic,
        value
      ]
      return [
        ...scaleFigures(cell).flatMap(({ id, role = "", sampled, unit, value }) =>
          value === undefined ? [] : [line("figures", id, role, sampled ? `${unit}, sampled` : unit, value)]
        ),
        ...Object.entries(counts).map(([what, value]) => line("counts", what, "", "value", value)),
        ...Object.entries(costs).flatMap(([metric, byRole]) =>
          Object.entries(byRole).flatMap(([role, found]) =>
            found === undefined
              ? []
              : Object.entries(found).map(([statistic, value]) => line("cost", metric, role, statistic, Number(value)))
          )
        ),
        ...Object.entries(foretold).flatMap(([role, time]) =>
          time === undefined
            ? []
            : [
                line("foretold", "time", role, "ms", time.ms),
                ...(time.error === undefined ? [] : [line("foretold", "time", role, "error", time.error)])
              ]
        )
      ]
    })
  )

/** What the columns of `scaleLines` are. */
export const scaleColumns = ["file", "composition", "workload", "founded", "members", "group", "metric", "role", "statistic", "value"]
