/** Leaves by whether something holds for them, with sums over ranges in logarithmic time. */
export class LeafSet {
  private tree: Int32Array
  private readonly held = new Set<number>()

  /** Of leaves below `size`; it grows when it must. */
  constructor(size = 1024) {
    this.tree = new Int32Array(size + 1)
  }

  /** Whether the leaf is in it. */
  has(leaf: number): boolean {
    return this.held.has(leaf)
  }

  /** How many are in it. */
  get size(): number {
    return this.held.size
  }

  add(leaf: number): void {
    if (this.held.has(leaf)) return
    this.held.add(leaf)
    if (leaf >= this.tree.length - 1) this.grow(leaf)
    else this.change(leaf, 1)
  }

  delete(leaf: number): void {
    if (this.held.delete(leaf)) this.change(leaf, -1)
  }

  /** How many from leaf `from` to below `to` are in it. */
  readonly within = (from: number, to: number): number => this.below(to) - this.below(from)

  private below(leaf: number): number {
    let sum = 0
    for (let i = Math.min(leaf, this.tree.length - 1); i > 0; i -= i & -i) sum += this.tree[i] as number
    return sum
  }

  private change(leaf: number, by: number): void {
    for (let i = leaf + 1; i < this.tree.length; i += i & -i) this.tree[i] = (this.tree[i] as number) + by
  }

  private grow(leaf: number): void {
    let size = this.tree.length - 1
    while (size <= leaf) size *= 2
    this.tree = new Int32Array(size + 1)
    for (const one of this.held) this.change(one, 1)
  }
}
