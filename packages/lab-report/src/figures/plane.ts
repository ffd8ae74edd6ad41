import { central95 } from "@copath/lab-core"
import { type Contender, grouped, type Setting } from "../comparison.ts"
import { drawPlane, type PlanePoint } from "./drawPlane.ts"
import { spansDecades } from "./draw.ts"
import { type Figure, plotAxis } from "./figure.ts"
import type { Metric } from "../metrics.ts"
import { policyText } from "../policyNames.ts"
import { label } from "../section.ts"
import { symbol } from "./symbol.ts"
import { capital } from "../units.ts"

/** A workload and every composition under every policy that ran it. */
export interface Field {
  readonly name: string
  readonly settings: ReadonlyArray<Setting>
}

/** The fields of some settings. */
export const fields = (settings: ReadonlyArray<Setting>): ReadonlyArray<Field> =>
  grouped(settings, ({ workload }) => workload.name).map((own) => ({ name: own[0]?.workload.name ?? "", settings: own }))

/**
 * The plane of two costs, one point for each composition under each policy: what one gives for the other. The Pareto front joins those that
 * nothing beats in both. Of `half` ones two stand side by side. Nothing where fewer than two points are there, or one of the costs never arose.
 */
export const plane = ({ settings }: Field, id: string, x: Metric, y: Metric, size: "wide" | "half" = "wide"): ReadonlyArray<Figure> => {
  const names = [...new Set(settings.flatMap(({ contenders }) => contenders.map(({ composition }) => composition.id)))]
  const several = settings.length > 1
  const all = settings.flatMap((setting, policy) =>
    setting.contenders.map((contender) => ({
      name: several ? `${label(contender)}, ${setting.policy.called}` : label(contender),
      colour: names.indexOf(contender.composition.id),
      symbol: symbol(policy),
      sound: contender.sound,
      x: measured(contender, x),
      y: measured(contender, y)
    }))
  )
  if (all.length < 2 || all.every((point) => point.x.value === 0) || all.every((point) => point.y.value === 0)) return []
  const front = new Set(pareto(all))
  const points = all.map((point) => ({ ...point, front: front.has(point) }))
  const [xLog, yLog] = [spansDecades(all.map((p) => p.x.value)), spansDecades(all.map((p) => p.y.value))]
  const axes = { x: { label: x.axis, show: x.show, log: xLog }, y: { label: y.axis, show: y.show, log: yLog } }
  return [
    {
      id,
      title: `${capital(y.title)} against ${x.title}`,
      caption: `The nearer to the lower left, the cheaper. Filled, and joined by the dashed line: the Pareto front, which nothing beats in both.${ranges(settings)}`,
      drawings: [drawPlane(points, axes.x, axes.y, size), drawPlane(points, axes.x, axes.y, "narrow")],
      legend: legend(settings),
      plot: { kind: "points", x: plotAxis(x.axis, x.show, xLog), y: plotAxis(y.axis, y.show, yLog) },
      corner: several ? "composition and policy" : "composition",
      columns: [x.title, y.title, "on the front"],
      rows: points.map((point) => ({ head: point.name, values: [point.x.value, point.y.value, point.front ? 1 : 0] })),
      show: (n, column) => (column === 0 ? x.show(n) : column === 1 ? y.show(n) : n === 1 ? "yes" : "no")
    }
  ]
}

const measured = (contender: Contender, { of }: Metric) => ({ value: contender.value(of), ...central95(contender.cells.map(of)) })

/** Those of the sound points that no other sound one beats in one cost without losing in the other, from left to right. */
export const pareto = <P extends Pick<PlanePoint, "sound" | "x" | "y">>(points: ReadonlyArray<P>): ReadonlyArray<P> => {
  const candidates = points.filter(({ sound }) => sound)
  const beats = (a: P, b: P): boolean =>
    a.x.value <= b.x.value && a.y.value <= b.y.value && (a.x.value < b.x.value || a.y.value < b.y.value)
  return candidates
    .filter((point) => !candidates.some((other) => beats(other, point)))
    .toSorted((a, b) => a.x.value - b.x.value || a.y.value - b.y.value)
}

const legend = (settings: ReadonlyArray<Setting>): Figure["legend"] => {
  const compositions = new Map(settings.flatMap(({ contenders }) => contenders.map((c) => [c.composition.id, label(c)] as const)))
  const colours = [...compositions.values()].map((name, colour) => ({ name, colour, mark: "bar" as const }))
  if (settings.length < 2) return colours
  return [
    ...colours,
    ...settings.map(({ policy }, i) => ({
      name: policy.called === policy.name ? policyText(policy) : policy.called,
      colour: -1,
      mark: symbol(i)
    }))
  ]
}

const ranges = (settings: ReadonlyArray<Setting>): string =>
  settings.some(({ contenders }) => contenders.some(({ cells }) => cells.length > 1))
    ? " Medians over the seeds; the thin lines hold the middle 95 %."
    : ""
