import type { Spread, Survival } from "@copath/lab-core"

/** Observations with weights; `Infinity` is one, and means never. */
export class Weighed {
  private readonly weights = new Map<number, number>()
  /** The sum of all weights. */
  total = 0

  /** One observation. */
  add(value: number, weight: number): void {
    this.weights.set(value, (this.weights.get(value) ?? 0) + weight)
    this.total += weight
  }

  /** Each quantile is the least observation that at least so much of the weight does not exceed. */
  spread(): Spread {
    const sorted = this.sorted()
    const quantile = (share: number): number | null => {
      let left = share * this.total
      const found = sorted.find(([, weight]) => (left -= weight) <= 1e-9 * this.total)
      return finite(found?.[0] ?? 0)
    }
    return { median: quantile(0.5), p95: quantile(0.95), max: finite(sorted.at(-1)?.[0] ?? 0) }
  }

  /** What share of the weight is above 0, and above each further point: those that end another hundredth of it. */
  survival(): Survival {
    const at = [0]
    const bleeding: Array<number> = []
    let below = 0
    let marked = 0
    for (const [value, weight] of this.sorted()) {
      if (bleeding.length === 0 && value > 0) {
        bleeding.push(this.share(below))
        marked = below
      }
      if (value === Infinity) break
      below += weight
      if (value === 0 || below - marked < this.total / 100) continue
      at.push(value)
      bleeding.push(this.share(below))
      marked = below
    }
    if (bleeding.length === 0) bleeding.push(this.share(below))
    return { at, bleeding }
  }

  private share(below: number): number {
    return this.total === 0 ? 0 : Math.max(0, 1 - below / this.total)
  }

  private sorted(): ReadonlyArray<readonly [value: number, weight: number]> {
    return [...this.weights].toSorted(([a], [b]) => (a < b ? -1 : 1))
  }
}

const finite = (value: number): number | null => (value === Infinity ? null : value)
