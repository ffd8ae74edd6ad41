import type { LabResult } from "@copath/lab-core"
import { type Setting, settings } from "./comparison.ts"
import type { Figure } from "./figures/figure.ts"
import { figures } from "./figures/figures.ts"
import { policySuffix, settingName } from "./headline.ts"
import { cpu, stored, traffic } from "./metrics.ts"
import { fields, plane } from "./figures/plane.ts"
import type { Section } from "./section.ts"
import { sections } from "./tables/sections.ts"
import { scaleChapters } from "./scale/chapters.ts"
import { exposureMetrics } from "./security/exposureMetric.ts"
import { survivalFigures } from "./security/survival.ts"
import { type Study, studyOf } from "./study.ts"
import { slopes, sweeps } from "./sweep.ts"
import { sweepFigures } from "./figures/sweepFigures.ts"
import { winners } from "./tables/winners.ts"

/** A part of a report: tables and figures about one thing. Ids of figures are unique within it. */
export interface Chapter {
  readonly id: string
  readonly title: string
  /** The setting that it is about, if it is about one. */
  readonly setting?: Setting
  readonly sections: ReadonlyArray<Section>
  readonly figures: ReadonlyArray<Figure>
}

/** A report from the whole to the parts: what is cheapest where, how costs grow with the group, then each setting. */
export const chapters = (result: LabResult | Study): ReadonlyArray<Chapter> => {
  const whole = studyOf(result)
  const all = settings(whole)
  const counted = scaleChapters(whole.scales ?? [])
  if (all.length === 0) return counted
  const shown = fields(all)
  const planes = shown.flatMap((field, i) =>
    [...exposureMetrics(field.settings), stored, cpu].flatMap((metric) => {
      const found = plane(field, `plane-${i + 1}-${metric.id}`, traffic, metric, shown.length > 1 ? "half" : "wide")
      // With several workloads a plane's title says whose it is.
      return shown.length > 1 ? found.map((figure) => ({ ...figure, title: `${field.name}: ${figure.title}` })) : found
    })
  )
  return [
    { id: "overview", title: "Overview", sections: [winners(all)], figures: planes },
    ...sweeps(all).map((sweep, _, { length }) => ({
      id: sweep.id,
      title: `Growth of ${sweep.name}${length > 1 ? policySuffix(sweep.policy) : ""}`,
      sections: [slopes(sweep)],
      figures: sweepFigures(sweep)
    })),
    ...all.map((setting) => ({
      id: setting.id,
      title: settingName(setting),
      setting,
      sections: sections(setting),
      figures: [...survivalFigures(setting), ...figures(setting)]
    })),
    ...counted
  ]
}

/** What is told where there are tables only: of one setting alone no overview is needed. */
export const spoken = (all: ReadonlyArray<Chapter>): ReadonlyArray<Chapter> =>
  all.filter(({ id }) => id !== "overview" || all.filter((chapter) => chapter.setting !== undefined).length > 1)
