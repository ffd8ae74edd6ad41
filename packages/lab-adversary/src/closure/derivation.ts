import { type Consumers, consumersOf } from "./closure.ts"
import type { Graph, ValueId } from "../graph/graph.ts"
import { Heap } from "./heap.ts"

/**
 * The smallest derivation of a value from what is known, as edges in an order in which they can be carried out, or `undefined` if the value does not follow.
 * Empty if it is known from the start.
 *
 * Smallest as a tree: what is used twice counts twice while choosing, by Knuth's generalisation of Dijkstra's algorithm (the smallest graph, in which it
 * counts once, is NP-hard to find). In the list every edge stands once.
 *
 * An edge with a threshold is carried out with those of its inputs that are known by then.
 */
export const derivation = (
  graph: Graph,
  known: Iterable<ValueId>,
  target: ValueId,
  consumers: Consumers = consumersOf(graph)
): ReadonlyArray<number> | undefined => {
  const best = new Search(graph, consumers).cheapest(known, [target])
  return best.settled[target] === 0 ? undefined : inOrder(graph, best, target)
}

/** An edge that is carried out, with those of its inputs that it needs. */
export interface Carried {
  readonly edge: number
  readonly from: ReadonlyArray<ValueId>
}

/** The smallest derivations of several values, all in one: each value is made in one way. What does not follow is left out. Edges ascend. */
export const derivations = (search: Search, known: Iterable<ValueId>, targets: ReadonlyArray<ValueId>): ReadonlyArray<Carried> => {
  const best = search.cheapest(known, targets)
  const carried: Array<Carried> = []
  const left = targets.filter((value) => best.settled[value] !== 0)
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    const edge = best.by[value]!
    if (edge === fromStart || !search.isFirst(edge)) continue
    const one = search.carried(best, edge)
    carried.push(one)
    for (const input of one.from) left.push(input)
  }
  return carried.toSorted((a, b) => a.edge - b.edge)
}

/** The edge by which each value is had most cheaply, or -1 for what is known already, and the order in which values were settled. */
interface Cheapest {
  readonly by: Int32Array
  /** From 1; 0 for what was never settled. */
  readonly settled: Uint32Array
}

const fromStart = -1

/** Searches one graph, any number of times: what it writes on is made once. */
export class Search {
  private readonly graph: Graph
  private readonly consumers: Consumers
  /** By edge, how many inputs it takes. */
  private readonly needs: Uint32Array
  private readonly missing: Uint32Array
  private readonly spent: Float64Array
  private readonly asked: Uint8Array
  private readonly cost: Float64Array
  private readonly best: Cheapest
  /** Edges that need all of their inputs are always carried out in one way. */
  private readonly whole: Array<Carried | undefined>

  constructor(graph: Graph, consumers: Consumers) {
    this.graph = graph
    this.consumers = consumers
    this.needs = new Uint32Array(graph.edges)
    for (let e = 0; e < graph.edges; e++) this.needs[e] = graph.threshold[e]! || graph.start[e + 1]! - graph.start[e]!
    this.missing = new Uint32Array(graph.edges)
    this.spent = new Float64Array(graph.edges)
    this.asked = new Uint8Array(graph.edges)
    this.cost = new Float64Array(graph.values)
    this.best = { by: new Int32Array(graph.values), settled: new Uint32Array(graph.values) }
    this.whole = Array.from({ length: graph.edges }, () => undefined)
  }

  /** Ends as soon as all targets are settled. The answer holds until the next question. */
  cheapest(initial: Iterable<ValueId>, targets: ReadonlyArray<ValueId>): Cheapest {
    const { asked, best, consumers, cost, graph, missing, needs, spent } = this
    const { by, settled } = best
    by.fill(fromStart)
    settled.fill(0)
    cost.fill(Infinity)
    spent.fill(0)
    asked.fill(0)
    // Values settle in the order of their cost, so the first inputs to settle are also the cheapest that a threshold can be met with.
    missing.set(needs)
    const wanted = new Set(targets)
    const heap = new Heap()
    const offer = (value: ValueId, price: number, edge: number) => {
      // A tree can have more edges than a number can say: any offer is as good then.
      if (settled[value] !== 0 || !(price < cost[value]! || (price === Infinity && cost[value] === Infinity))) return
      cost[value] = price
      by[value] = edge
      heap.push(value, price)
    }
    for (const value of initial) offer(value, 0, fromStart)
    for (let e = 0; e < graph.edges; e++) if (needs[e] === 0) offer(graph.out[e]!, 1, e)

    let order = 0
    for (let value = heap.pop(); value !== undefined; value = heap.pop()) {
      if (settled[value] !== 0) continue
      settled[value] = ++order
      if (wanted.delete(value) && wanted.size === 0) break
      for (let i = consumers.start[value]!; i < consumers.start[value + 1]!; i++) {
        const edge = consumers.edges[i]!
        if (missing[edge] === 0) continue
        const price = spent[edge]! + cost[value]!
        spent[edge] = price
        missing[edge] = missing[edge]! - 1
        if (missing[edge] === 0) offer(graph.out[edge]!, price + 1, edge)
      }
    }
    return best
  }

  /** Whether this is asked of the edge for the first time since the last search. */
  isFirst(edge: number): boolean {
    if (this.asked[edge] === 1) return false
    this.asked[edge] = 1
    return true
  }

  /** An edge with the inputs that it is carried out with. */
  carried(best: Cheapest, edge: number): Carried {
    if (this.graph.threshold[edge] !== 0) return { edge, from: inputsOf(this.graph, best, edge) }
    return (this.whole[edge] ??= { edge, from: inputsOf(this.graph, best, edge) })
  }
}

/** The inputs that an edge is carried out with: all, or the first to settle that meet its threshold. */
const inputsOf = (graph: Graph, { settled }: Cheapest, edge: number): ReadonlyArray<ValueId> => {
  const inputs = [...graph.from.subarray(graph.start[edge], graph.start[edge + 1])]
  const threshold = graph.threshold[edge]!
  if (threshold === 0) return inputs
  return inputs
    .filter((value) => settled[value] !== 0)
    .toSorted((a, b) => settled[a]! - settled[b]!)
    .slice(0, threshold)
}

/** Depth first, so that a chain's edges stand together; every edge after those that give its inputs. */
const inOrder = (graph: Graph, best: Cheapest, target: ValueId): ReadonlyArray<number> => {
  const edges: Array<number> = []
  const entered = new Set<ValueId>()
  const stack: Array<{ readonly value: ValueId; readonly left: boolean }> = [{ value: target, left: false }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const edge = best.by[top.value]!
    if (top.left) edges.push(edge)
    if (top.left || edge === fromStart || entered.has(top.value)) continue
    entered.add(top.value)
    stack.push({ value: top.value, left: true })
    for (const value of inputsOf(graph, best, edge).toReversed()) stack.push({ value, left: false })
  }
  return edges
}
