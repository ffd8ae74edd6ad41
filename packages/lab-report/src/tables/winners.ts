import { enoughRuns, type Setting } from "../comparison.ts"
import { settingName } from "../headline.ts"
import { headlineMetrics, type Metric } from "../metrics.ts"
import { exposureMetrics } from "../security/exposureMetric.ts"
import { type Entry, plain, type Section, together } from "../section.ts"
import { ratio } from "../units.ts"

/** Which composition is cheapest in which respect: a row for each setting, the winner and its lead over the next in each column. */
export const winners = (settings: ReadonlyArray<Setting>): Section => ({
  title: "Cheapest in each respect",
  note: "With its value, and how much more the next one costs. Of a time there is a winner from 3 runs on; with failures, lost members or disagreement nothing can be won.",
  corner: "workload and policy",
  columns: ranking(settings).map(({ title }) => title),
  rows: settings.map((setting) => ({
    label: settingName(setting),
    entries: ranking(settings).map((metric) => winner(setting, metric))
  }))
})

const ranking = (settings: ReadonlyArray<Setting>): ReadonlyArray<Metric> => [...headlineMetrics, ...exposureMetrics(settings)]

const winner = ({ contenders }: Setting, { of, show, timed }: Metric): Entry => {
  const ranked = contenders
    .filter(({ sound }) => sound)
    .map((contender) => ({ name: contender.name, value: contender.value(of) }))
    .toSorted((a, b) => a.value - b.value)
  const [first] = ranked
  if (first === undefined || (timed && !enoughRuns(contenders))) return plain("–", "")
  const level = ranked.filter(({ value }) => value === first.value).map(({ name }) => name)
  const next = ranked[level.length]
  if (next === undefined && ranked.length > 1) return { ...plain(`all ${ranked.length} alike`), ratio: show(first.value) }
  const lead = next === undefined || first.value === 0 ? "" : `; next ${times(next.value / first.value)}`
  return { ...plain(together(level)), ratio: `${show(first.value)}${lead}` }
}

/** A narrow lead needs its digits. */
const times = (lead: number): string => (lead < 1.095 ? `${lead.toFixed(2)}×` : ratio(lead))
