/** A binary heap of values by price. A value may stand in it several times; of equal prices, the smaller value comes first. */
export class Heap {
  private readonly values: Array<number> = []
  private readonly prices: Array<number> = []

  /** Puts a value in. */
  push(value: number, price: number): void {
    let at = this.values.length
    this.values.push(value)
    this.prices.push(price)
    for (let parent = (at - 1) >> 1; at > 0 && this.before(at, parent); parent = (at - 1) >> 1) {
      this.swap(at, parent)
      at = parent
    }
  }

  /** Takes the cheapest value out; `undefined` if there is none. */
  pop(): number | undefined {
    const first = this.values[0]
    const value = this.values.pop()
    const price = this.prices.pop()
    if (value === undefined || price === undefined || this.values.length === 0) return first
    this.values[0] = value
    this.prices[0] = price
    for (let at = 0; ;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < this.values.length && this.before(child, least)) least = child
      if (least === at) return first
      this.swap(at, least)
      at = least
    }
  }

  private before(a: number, b: number): boolean {
    const difference = this.prices[a]! - this.prices[b]!
    return difference < 0 || (!(difference > 0) && this.values[a]! < this.values[b]!)
  }

  private swap(a: number, b: number): void {
    ;[this.values[a], this.values[b]] = [this.values[b]!, this.values[a]!]
    ;[this.prices[a], this.prices[b]] = [this.prices[b]!, this.prices[a]!]
  }
}
