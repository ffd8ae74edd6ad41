import { quantileOfSorted } from "../quantile.ts"
import type { ByRole, CostMetric, Role, Summary } from "../result/result.ts"

/** The summary of some observations; all zero for none. */
export const summarize = (observations: ReadonlyArray<number>): Summary => {
  const sorted = observations.toSorted((a, b) => a - b)
  const total = sorted.reduce((sum, x) => sum + x, 0)
  const median = middle(sorted)
  const mad = middle(sorted.map((x) => Math.abs(x - median)).toSorted((a, b) => a - b))
  return {
    n: sorted.length,
    total,
    mean: sorted.length === 0 ? 0 : total / sorted.length,
    median,
    mad,
    lo: sorted[0] ?? 0,
    hi: sorted.at(-1) ?? 0
  }
}

/** Collects observations under a key and a role: costs under a `CostMetric`, processor time under a name of its own. */
export class CostSheet<Metric extends string = CostMetric> {
  private readonly observations = new Map<Metric, Map<Role, Array<number>>>()

  /** One observation. */
  add(metric: Metric, role: Role, value: number): void {
    const byRole = this.observations.get(metric) ?? new Map<Role, Array<number>>()
    const list = byRole.get(role) ?? []
    list.push(value)
    this.observations.set(metric, byRole.set(role, list))
  }

  /** Summaries of everything observed so far, metrics and roles in alphabetical order. */
  summaries(): { readonly [M in Metric]?: ByRole } {
    const sorted = <K extends string, V>(map: Map<K, V>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const rows = sorted(this.observations).map(([metric, byRole]) => [
      metric,
      Object.fromEntries(sorted(byRole).map(([role, list]) => [role, summarize(list)]))
    ])
    return Object.fromEntries(rows) as { readonly [M in Metric]?: ByRole }
  }
}

const middle = (sorted: ReadonlyArray<number>): number => (sorted.length === 0 ? 0 : quantileOfSorted(sorted, 0.5))
