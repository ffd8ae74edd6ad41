import { MOST_ERROR, type ScaleFigure } from "@copath/lab-core"
import type { Chapter } from "../chapters.ts"
import { plotted } from "../figures/curves.ts"
import type { Line } from "../figures/draw.ts"
import type { Figure } from "../figures/figure.ts"
import { type Entry, plain, type Section } from "../section.ts"
import { scalingText } from "../sweep.ts"
import { bytes, milliseconds, percent } from "../units.ts"
import { type Growth, growthOf, growths, pointsOf, type Scale, type Series } from "./growths.ts"

/** Groups that were counted and not run: a chapter for each workload. */
export const scaleChapters = (scales: ReadonlyArray<Scale>): ReadonlyArray<Chapter> =>
  growths(scales).map((growth) => ({
    id: growth.id,
    title: `Counted: ${growth.name}`,
    sections: sections(growth),
    figures: growth.sizes.length < 2 ? [] : figures(growth)
  }))

/** A figure of all series, by its place among the figures of a cell. */
interface Named extends Pick<ScaleFigure, "id" | "what" | "unit" | "role"> {
  readonly index: number
}

/** The figures that any series has, in the order of reports. */
const happened = ({ series }: Growth): ReadonlyArray<Named> => {
  const [first] = series.flatMap(({ sizes }) => sizes)
  return (first?.figures ?? []).flatMap(({ id, role, unit, what }, index) =>
    series.some((one) => pointsOf(one, index).length > 0) ? [{ id, what, unit, role, index }] : []
  )
}

const sections = (growth: Growth): ReadonlyArray<Section> => {
  const named = happened(growth)
  const [first, ...others] = [
    ...(growth.sizes.length < 2 ? [] : [slopes(growth, named)]),
    ...growth.series.map((series) => bySize(growth, series, named)),
    ...foretold(growth)
  ]
  if (first === undefined) return growth.notices.length === 0 ? [] : [nothingCounted(growth)]
  return [{ ...first, note: [first.note, ...growth.notices].join(" ") }, ...others]
}

const nothingCounted = ({ notices }: Growth): Section => ({
  title: "Nothing was counted",
  note: "No composition could be counted.",
  corner: "",
  columns: ["why"],
  rows: notices.map((notice, i) => ({ label: String(i + 1), entries: [plain(notice)] }))
})

const slopes = ({ series }: Growth, named: ReadonlyArray<Named>): Section => ({
  title: "Growth with the size of the group",
  note: "Slope on log-log scale, with its 95 % bootstrap interval from three sizes on and, from five on, the law that AICc prefers among constant, a + b·log n, a·n^b and a·n·log n.",
  corner: "cost",
  columns: series.map(({ name }) => name),
  rows: named.map(({ index, what }) => ({
    label: what,
    entries: series.map((one) => {
      const found = growthOf(one, index)
      return found === undefined ? plain("–", "") : plain(scalingText(found).replace("slope ", ""), found.slope)
    })
  }))
})

const bySize = ({ series: all, sizes }: Growth, series: Series, named: ReadonlyArray<Named>): Section => ({
  title: all.length === 1 ? "By size" : `By size: ${series.name}`,
  note: "Means of an event or a message; ~ where values are told from samples, ± how far they may be off by these: a 95 % interval.",
  corner: "figure",
  columns: sizes.map((size) => `n = ${size.toLocaleString("en-US")}`),
  rows: named.flatMap(({ index, unit, what }) =>
    unit === "ms" || pointsOf(series, index).length === 0
      ? []
      : [{ label: what.replace(/, bytes$/, ""), entries: sizes.map((size) => valueAt(series, size, index, unit)) }]
  )
})

const valueAt = (series: Series, size: number, index: number, unit: ScaleFigure["unit"]): Entry => {
  const found = series.sizes.find((one) => one.size === size)?.figures[index]
  if (found?.value === undefined) return plain("–", "")
  const off = found.give === undefined || found.give < found.value / 1000 ? "" : ` ±${show(unit)(found.give)}`
  return plain(`${found.sampled ? "~" : ""}${show(unit)(found.value)}${off}`, found.value)
}

/** Times with the error that such predictions had: how far to believe them. */
const foretold = ({ series, sizes }: Growth): ReadonlyArray<Section> => {
  const rows = series.flatMap((one) => {
    const roles = [...new Set(one.sizes.flatMap(({ cell }) => Object.keys(cell.foretold ?? {})))]
    return roles.map((role) => {
      const times = sizes.map(
        (size) => Object.entries(one.sizes.find((each) => each.size === size)?.cell.foretold ?? {}).find(([r]) => r === role)?.[1]
      )
      const error = times.find((time) => time !== undefined)?.error
      const isFarOff = error !== undefined && error > MOST_ERROR
      const doubt = error === undefined ? "not checked" : percent(error)
      return {
        label: series.length === 1 ? role : `${one.name}: ${role}`,
        entries: [
          ...times.map((time) => (time === undefined || isFarOff ? plain("–", "") : plain(milliseconds(time.ms), time.ms))),
          plain(isFarOff ? `! ${doubt}` : doubt, error ?? "")
        ]
      }
    })
  })
  return rows.length === 0
    ? []
    : [
        {
          title: "Times, foretold",
          note: `Of one event on one device, told from a calibration and not measured. Error: of such predictions where they were checked, mean; ! above ${percent(MOST_ERROR)}, where the times are left out.`,
          corner: "role",
          columns: [...sizes.map((size) => `n = ${size.toLocaleString("en-US")}`), "error"],
          rows
        }
      ]
}

const figures = (growth: Growth): ReadonlyArray<Figure> =>
  happened(growth).map(({ id, index, role, unit, what }) => {
    const lines = growth.series.flatMap((series, colour): ReadonlyArray<Line> => {
      const points = pointsOf(series, index)
      const note = scalingText(growthOf(series, index))
      return points.length === 0 ? [] : [{ label: series.name, colour, points, ...(note === "" ? {} : { note }) }]
    })
    return plotted(
      id,
      what,
      caption(growth, unit, role),
      lines,
      { label: "members at the beginning", show: String, whole: true },
      { label: axis(unit, what), show: show(unit) },
      { logLog: true }
    )
  })

const caption = ({ series }: Growth, unit: ScaleFigure["unit"], role: Named["role"]): string => {
  if (unit === "bytes") return "Bytes of one message: the mean."
  if (unit === "count") return "The mean."
  if (unit === "operations") return `Operations in one event by a ${role}: the mean.`
  const errors = series.flatMap(({ sizes }) =>
    sizes.flatMap(({ cell }) => (role === undefined ? [] : (cell.foretold?.[role]?.error ?? [])))
  )
  const most = Math.max(0, ...errors)
  if (errors.length === 0) return `Time of one event by a ${role}, foretold. Warning: such predictions were never checked.`
  return `Time of one event by a ${role}, foretold; such predictions were off by ${percent(most)} in the mean.`
}

const axis = (unit: ScaleFigure["unit"], what: string): string =>
  unit === "bytes" ? what.replace(/, bytes$/, ", in bytes") : what.replace(/, foretold$/, "")

const precise = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 })
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })

const show =
  (unit: ScaleFigure["unit"]) =>
  (n: number): string =>
    unit === "bytes" ? bytes(n) : unit === "ms" ? milliseconds(n) : n >= 1000 ? whole.format(n) : precise.format(n)
