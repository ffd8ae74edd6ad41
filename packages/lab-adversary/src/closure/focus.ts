import { type Consumers, close, consumersOf, type Knowledge, knows, learn, nothingKnown } from "./closure.ts"
import type { Graph, ValueId } from "../graph/graph.ts"

/**
 * A graph without what everybody knows and without what leads to none of the values asked about. Closures over it say the same of those, in a fraction of the
 * time.
 *
 * `place` gives a value's id in the smaller graph, `everybody` if all attackers know it, or `nowhere` if it can have no part in any answer.
 */
export interface Focus {
  /** How values come of one another. */
  readonly graph: Graph
  /** Which edges use a value. */
  readonly consumers: Consumers
  /** By value, its place in the smaller graph. */
  readonly place: Int32Array
}

/** Known to all attackers. */
export const everybody = -1
/** Leads to nothing that was asked. */
export const nowhere = -2

/** What is left to be asked of a graph, if everybody knows `common` and whatever follows, and only `targets` matter. */
export const focusOn = (graph: Graph, common: Iterable<ValueId>, targets: Iterable<ValueId>): Focus => {
  const known = nothingKnown(graph, 1)
  for (const value of common) learn(known, value, 0)
  close(graph, known)
  const open = (value: ValueId) => knows(known, value, 0)

  const wanted = ancestors(graph, targets, open)
  const place = new Int32Array(graph.values).fill(nowhere)
  let values = 0
  for (let v = 0; v < graph.values; v++) {
    if (open(v)) place[v] = everybody
    else if (wanted[v] === 1) place[v] = values++
  }
  return smaller(graph, place, values)
}

/** Which attackers of word `w` know a value of the whole graph. */
export const wordOf = (focus: Focus, knowledge: Knowledge, value: ValueId, w: number): number => {
  const place = focus.place[value]!
  return place >= 0 ? knowledge.words[place * knowledge.width + w]! : place === everybody ? ~0 : 0
}

/** Whether one attacker knows a value of the whole graph. */
export const knowsValue = (focus: Focus, knowledge: Knowledge, value: ValueId, attacker: number): boolean =>
  ((wordOf(focus, knowledge, value, attacker >>> 5) >>> (attacker & 31)) & 1) === 1

/** By value, 1 if a target can be reached from it through values that are not open. */
const ancestors = (graph: Graph, targets: Iterable<ValueId>, open: (value: ValueId) => boolean): Uint8Array => {
  const producers = producersOf(graph)
  const wanted = new Uint8Array(graph.values)
  const queue: Array<ValueId> = []
  const want = (value: ValueId) => {
    if (wanted[value] === 1 || open(value)) return
    wanted[value] = 1
    queue.push(value)
  }
  for (const value of targets) want(value)
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    for (let i = producers.start[value]!; i < producers.start[value + 1]!; i++) {
      const edge = producers.edges[i]!
      for (let input = graph.start[edge]!; input < graph.start[edge + 1]!; input++) want(graph.from[input]!)
    }
  }
  return wanted
}

/** By value, the edges that give it. */
const producersOf = (graph: Graph): Consumers => {
  const start = Uint32Array.from({ length: graph.edges + 1 }, (_, e) => e)
  return consumersOf({ ...graph, start, from: graph.out })
}

const smaller = (graph: Graph, place: Int32Array, values: number): Focus => {
  const start: Array<number> = [0]
  const from: Array<number> = []
  const kept: Array<number> = []
  const threshold: Array<number> = []
  for (let e = 0; e < graph.edges; e++) {
    if (place[graph.out[e]!]! < 0) continue
    const inputs = graph.from.subarray(graph.start[e], graph.start[e + 1])
    const closed = inputs.filter((value) => place[value] !== everybody)
    from.push(...closed.map((value) => place[value]!))
    start.push(from.length)
    kept.push(e)
    threshold.push(graph.threshold[e] === 0 ? 0 : graph.threshold[e]! - (inputs.length - closed.length))
  }
  const pick = (by: ArrayLike<number>) => kept.map((e) => by[e]!)
  const focused: Graph = {
    values,
    edges: kept.length,
    start: Uint32Array.from(start),
    from: Uint32Array.from(from),
    out: Uint32Array.from(kept, (e) => place[graph.out[e]!]!),
    operation: Uint8Array.from(pick(graph.operation)),
    threshold: Uint16Array.from(threshold)
  }
  return { graph: focused, consumers: consumersOf(focused), place }
}
