import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { derivation, type Graph, referenceClosure } from "../../src/index.ts"
import { edgeLists, graphOf, knownSets } from "../graphs.ts"

/** Carries out edges in their order; `undefined` if one of them lacks its inputs. */
const execute = (graph: Graph, known: ReadonlyArray<number>, edges: ReadonlyArray<number>): ReadonlySet<number> | undefined => {
  const have = new Set(known)
  for (const edge of edges) {
    const inputs = [...graph.from.subarray(graph.start[edge], graph.start[edge + 1])]
    if (inputs.filter((value) => have.has(value)).length < (graph.threshold[edge] || inputs.length)) return undefined
    have.add(graph.out[edge]!)
  }
  return have
}

/** The edges of the smallest tree, by trying until nothing gets cheaper. */
const smallestTree = (graph: Graph, known: ReadonlyArray<number>, target: number): number => {
  const cost = Array.from({ length: graph.values }, (_, v) => (known.includes(v) ? 0 : Infinity))
  for (let changed = true; changed;) {
    changed = false
    for (let e = 0; e < graph.edges; e++) {
      const inputs = [...graph.from.subarray(graph.start[e], graph.start[e + 1])].map((v) => cost[v]!).toSorted((a, b) => a - b)
      const needed = graph.threshold[e] || inputs.length
      const price = needed > inputs.length ? Infinity : inputs.slice(0, needed).reduce((a, b) => a + b, 1)
      if (price < cost[graph.out[e]!]!) {
        cost[graph.out[e]!] = price
        changed = true
      }
    }
  }
  return cost[target]!
}

/** The fewest edges that reach the target, by trying all sets of so many. */
const fewestEdges = (graph: Graph, known: ReadonlyArray<number>, target: number): number => {
  for (let size = 0; size <= graph.edges; size++) {
    for (let set = 0; set < 1 << graph.edges; set++) {
      const chosen = Array.from({ length: graph.edges }, (_, e) => e).filter((e) => (set >> e) & 1)
      if (chosen.length !== size) continue
      const part = graphOf(
        graph.values,
        chosen.map((e) => ({
          from: [...graph.from.subarray(graph.start[e], graph.start[e + 1])],
          out: graph.out[e]!,
          threshold: graph.threshold[e]!
        }))
      )
      if (referenceClosure(part, known).has(target)) return size
    }
  }
  return Infinity
}

describe("derivation", () => {
  it("can be carried out in its order, reaches its target, and exists exactly when the target follows", () => {
    fc.assert(
      fc.property(edgeLists(20, 50), knownSets(20), fc.nat(19), (edges, known, target) => {
        const graph = graphOf(20, edges)
        const found = derivation(graph, known, target)
        expect(found !== undefined).toBe(referenceClosure(graph, known).has(target))
        if (found === undefined) return
        expect(execute(graph, known, found)?.has(target)).toBe(true)
        expect(new Set(found).size).toBe(found.length)
        // As a tree it is the smallest, and sharing can only make it smaller.
        expect(found.length).toBeLessThanOrEqual(smallestTree(graph, known, target))
        // Whose threshold is met otherwise can be spared.
        if (found.some((edge) => graph.threshold[edge] !== 0)) return
        for (const edge of found)
          expect(
            execute(
              graph,
              known,
              found.filter((e) => e !== edge)
            )?.has(target) ?? false
          ).toBe(false)
      })
    )
  })

  it("has no more edges than any other while nothing is used twice, by brute force", () => {
    fc.assert(
      fc.property(edgeLists(8, 9), knownSets(8), fc.nat(7), (edges, known, target) => {
        const graph = graphOf(8, edges)
        const found = derivation(graph, known, target)
        if (found === undefined) return
        const fewest = fewestEdges(graph, known, target)
        expect(found.length).toBeGreaterThanOrEqual(fewest)
        const tree = smallestTree(graph, known, target)
        expect(tree === fewest && found.length !== fewest).toBe(false)
      }),
      { numRuns: 60 }
    )
  })

  it("takes the cheapest inputs that meet a threshold", () => {
    const graph = graphOf(6, [
      { from: [0], out: 1, threshold: 0 },
      { from: [1], out: 2, threshold: 0 },
      { from: [0], out: 3, threshold: 0 },
      { from: [2, 1, 3], out: 4, threshold: 2 }
    ])
    expect(derivation(graph, [0], 4)).toEqual([0, 2, 3])
  })

  it("is empty for what is known, and undefined for what does not follow", () => {
    const graph = graphOf(3, [{ from: [0, 1], out: 2, threshold: 0 }])
    expect(derivation(graph, [2], 2)).toEqual([])
    expect(derivation(graph, [0], 2)).toBeUndefined()
  })

  it("ends where the tree would have more edges than a number can say", () => {
    // Each value from the one before and what that gave: the tree doubles with every step.
    const steps = 2000
    const graph = graphOf(
      2 * steps + 1,
      Array.from({ length: steps }, (_, i) => [
        { from: [2 * i], out: 2 * i + 1, threshold: 0 },
        { from: [2 * i, 2 * i + 1], out: 2 * i + 2, threshold: 0 }
      ]).flat()
    )
    const found = derivation(graph, [0], 2 * steps)
    expect(found?.length).toBe(2 * steps)
    expect(execute(graph, [0], found ?? [])?.has(2 * steps)).toBe(true)
  })
})
