import { central95 } from "@copath/lab-core"
import type { Setting } from "../comparison.ts"
import { headlineMetrics } from "../metrics.ts"
import { label, plain, type Section } from "../section.ts"

/** How far the costs lie apart over the seeds; nothing where there was one only. */
export const spread = ({ contenders }: Setting): ReadonlyArray<Section> => {
  const runs = Math.max(...contenders.map(({ cells }) => cells.length))
  if (runs < 2) return []
  return [
    {
      title: "Spread over the seeds",
      note: `Median of ${runs} workloads made from as many seeds, and the range that holds the middle 95 % of them. Each value is exact; only times would differ in another run.`,
      columns: headlineMetrics.map(({ title }) => title),
      rows: contenders.map((contender) => ({
        label: label(contender),
        entries: headlineMetrics.map(({ of, show }) => {
          const { hi, lo } = central95(contender.cells.map(of))
          const median = contender.value(of)
          return plain(lo === hi ? show(median) : `${show(median)} [${show(lo)}, ${show(hi)}]`, median)
        })
      }))
    }
  ]
}
