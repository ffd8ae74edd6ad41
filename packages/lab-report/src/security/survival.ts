import type { Security, Survival } from "@copath/lab-core"
import type { Setting } from "../comparison.ts"
import { plotted } from "../figures/curves.ts"
import type { Axis, Line } from "../figures/draw.ts"
import type { Figure } from "../figures/figure.ts"
import { label } from "../section.ts"
import { bytes, count } from "../units.ts"
import { lookedUpon, share } from "./shown.ts"

/** How long a compromise lives: the share of seizures that still lose later messages, against what is spent since. Nothing where no adversary looked on. */
export const survivalFigures = (setting: Setting): ReadonlyArray<Figure> => [
  ...survival(setting, "bytes", "Compromise against bytes spent", {
    label: "bytes that all members uploaded since the seizure",
    show: bytes
  }),
  ...survival(setting, "messages", "Compromise against messages said", {
    label: "messages said since the seizure",
    show: count,
    whole: true
  })
]

const survival = (
  setting: Setting,
  unit: keyof Security["lower"]["healing"]["survival"],
  title: string,
  x: Axis
): ReadonlyArray<Figure> => {
  const all = lookedUpon(setting)
  const curves = all.map(({ security }) => (security.upper ?? security.lower).healing.survival[unit])
  const at = thinned([...new Set(curves.flatMap((curve) => curve.at))].toSorted((a, b) => a - b))
  if (at.length < 2) return []
  const lines = all.map(({ contender }, i): Line => {
    const curve = curves[i] ?? { at: [], bleeding: [] }
    return {
      label: label(contender),
      colour: setting.contenders.indexOf(contender),
      points: at.map((n) => [n, bleedingAt(curve, n)] as const)
    }
  })
  const caption =
    "Of all seizures after which something is said, the share that still loses messages. A line that falls at once is a cliff, one that falls in steps heals " +
    "sender by sender, and where it stays above nothing at the right, seizures never heal within the run."
  const repeats = setting.contenders.some(({ cells }) => cells.length > 1) ? " First repeat." : ""
  return [
    plotted(
      `survival-${unit}`,
      title,
      caption + repeats,
      lines,
      x,
      { label: "share still losing messages", show: share },
      { step: true, fromZero: true }
    )
  ]
}

/** The value of a step function. */
const bleedingAt = ({ at, bleeding }: Survival, n: number): number => {
  const next = at.findIndex((one) => one > n)
  return bleeding[next < 0 ? at.length - 1 : next - 1] ?? 0
}

const most = 120

const thinned = (all: ReadonlyArray<number>): ReadonlyArray<number> =>
  all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] ?? 0)
