import { KeyTree } from "@copath/conformance"
import { type DoubleJoinPolicy, type TreeLayout } from "@copath/contracts"
import { covers, type LeafIndex, leafIndex } from "@copath/tree-math"

/** Nothing left out but what RFC 9420 leaves out. */
export const everyLayout: TreeLayout = { populated: () => true, initial: undefined, filtered: true }

/** Numbers from 0 up to 1, fixed by a seed (mulberry32). */
export const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `1:1:8` as shares of adds, removes and updates. */
export const fractions = (ratio: string): readonly [number, number, number] => {
  const parts = ratio.split(":").map(Number)
  const sum = parts.reduce((a, b) => a + b, 0)
  return [(parts[0] as number) / sum, (parts[1] as number) / sum, (parts[2] as number) / sum]
}

export interface Churn {
  readonly ratio: readonly [number, number, number]
  /** How many members add and remove; left out, all do. */
  readonly managers: number | undefined
  readonly operations: number
  readonly seed: number
}

/** Mean encryptions by kind of operation, and how the book has grown. */
export interface Churned {
  readonly add: number
  readonly update: number
  readonly remove: number
  readonly most: { readonly add: number; readonly update: number; readonly remove: number }
  readonly book: number
}

const slots = 1024
const members = 490

/** Plans random operations on a group of some 490, who begin at random leaves; newcomers take the leftmost blank one (RFC 9420, 12.1.1). */
export const churn = (policy: DoubleJoinPolicy["Service"], { managers, operations, ratio, seed }: Churn): Churned => {
  const draw = random(seed)
  const below = (n: number): number => Math.floor(draw() * n)
  const shuffled = Array.from({ length: slots }, (_, leaf) => ({ leaf: leafIndex(leaf), at: draw() })).toSorted((a, b) => a.at - b.at)
  // Nobody ever leaves the last slot: the tree keeps its size.
  const tree = new KeyTree(slots, [...shuffled.slice(0, members).map(({ leaf }) => leaf), leafIndex(slots - 1)])
  let book = policy.emptyBook
  const commit = (committer: LeafIndex, proposals: Parameters<KeyTree["propose"]>[2]): number => {
    const change = tree.propose(policy.rules, committer, proposals)
    const kinds = [...(change.added.length > 0 ? ["add" as const] : []), ...(change.removed.length > 0 ? ["remove" as const] : [])]
    if (kinds.length > 0 && !kinds.some((kind) => policy.rules.pathFor.has(kind))) return change.added.length
    const plan = policy.plan(book, tree, change, everyLayout)
    tree.merge(plan, committer)
    book = plan.book
    // One more for each newcomer: its Welcome.
    return plan.steps.reduce((sum, { targets }) => sum + targets.length, change.added.length)
  }
  // Warm: everybody has updated once, in random order.
  const warm = tree
    .members()
    .map((leaf) => ({ leaf, at: draw() }))
    .toSorted((a, b) => a.at - b.at)
  for (const { leaf } of warm) commit(leaf, {})
  const staff = managers === undefined ? undefined : new Set(warm.slice(0, managers).map(({ leaf }) => leaf))
  const counts = { add: [] as Array<number>, update: [] as Array<number>, remove: [] as Array<number> }
  for (let i = 0; i < operations; i++) {
    const all = tree.members()
    const pick = (from: ReadonlyArray<LeafIndex>): LeafIndex => from[below(from.length)] as LeafIndex
    const manager = staff === undefined ? pick(all) : pick([...staff])
    const at = draw()
    const full = all.length > members + 40
    const empty = all.length < members - 40
    if ((at < ratio[0] && !full) || (at < ratio[0] + ratio[1] && empty)) {
      counts.add.push(commit(manager, { adds: 1 }))
    } else if (at < ratio[0] + ratio[1]) {
      const fixed = (leaf: LeafIndex): boolean => leaf === manager || leaf === slots - 1 || (staff?.has(leaf) ?? false)
      counts.remove.push(commit(manager, { removes: [pick(all.filter((leaf) => !fixed(leaf)))] }))
    } else counts.update.push(commit(pick(all), {}))
  }
  const mean = (list: ReadonlyArray<number>): number => list.reduce((a, b) => a + b, 0) / Math.max(1, list.length)
  const entries = tree
    .filledParents()
    .reduce((sum, node) => sum + policy.outside(book, node).filter((leaf) => !covers(node, leaf)).length, 0)
  return {
    add: mean(counts.add),
    update: mean(counts.update),
    remove: mean(counts.remove),
    most: { add: Math.max(0, ...counts.add), update: Math.max(0, ...counts.update), remove: Math.max(0, ...counts.remove) },
    book: entries
  }
}
