import { summarize } from "@copath/lab-core"
import { plotted } from "./curves.ts"
import type { Line } from "./draw.ts"
import type { Figure } from "./figure.ts"
import { scaling } from "../statistics/scaling.ts"
import { arose, type Measure, measures, pointsOf, scalingText, type Sweep } from "../sweep.ts"

/** Costs against the size of the group, log-log, one figure for each role: what never happened, and times, have none. */
export const sweepFigures = (sweep: Sweep): ReadonlyArray<Figure> =>
  measures
    .filter((measure) => !measure.timed && arose(sweep, measure))
    .map((measure) => {
      const { caption, id, show, title } = measure
      const all = sweep.series.map((series, colour) => line(series, colour, measure))
      const several = sweep.series.some(({ sizes }) => sizes.some(({ cells }) => cells.length > 1))
      return plotted(
        id,
        title,
        `${caption}${several ? " Medians over the seeds." : ""}`,
        all,
        { label: "members at most", show: String, whole: true },
        { label: title.toLowerCase(), show },
        { logLog: true }
      )
    })

const line = ({ name, sizes }: Sweep["series"][number], colour: number, { id, of }: Measure): Line => {
  const note = scalingText(scaling(pointsOf(sizes, of), `${name} ${id}`))
  const points = sizes.flatMap((sized) => {
    const costs = pointsOf([sized], of).map(([, cost]) => cost)
    const { median } = summarize(costs)
    // Nothing has no place on a logarithmic axis.
    return median > 0 ? [[sized.size, median] as const] : []
  })
  return { label: name, colour, points, ...(note === "" ? {} : { note }) }
}
