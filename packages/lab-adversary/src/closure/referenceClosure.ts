import type { Graph, ValueId } from "../graph/graph.ts"

/**
 * What follows from what one attacker knows, said as plainly as possible: try every edge until none gives anything new. It is what `close` must agree with,
 * and is slow.
 */
export const referenceClosure = (graph: Graph, initial: Iterable<ValueId>): ReadonlySet<ValueId> => {
  const known = new Set(initial)
  for (let before = -1; before !== known.size;) {
    before = known.size
    for (let edge = 0; edge < graph.edges; edge++) {
      const inputs = [...graph.from.subarray(graph.start[edge], graph.start[edge + 1])]
      const needed = graph.threshold[edge] || inputs.length
      const have = inputs.filter((value) => known.has(value)).length
      if (have >= needed) known.add(graph.out[edge]!)
    }
  }
  return known
}
