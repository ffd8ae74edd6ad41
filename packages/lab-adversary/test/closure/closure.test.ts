import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { close, type Graph, knows, learn, learnRange, nothingKnown, referenceClosure } from "../../src/index.ts"
import { edgeLists, graphOf, knownSets } from "../graphs.ts"

const values = 24
const closed = (graph: Graph, sets: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<ReadonlySet<number>> => {
  const knowledge = nothingKnown(graph, sets.length)
  for (const [attacker, set] of sets.entries()) for (const value of set) learn(knowledge, value, attacker)
  close(graph, knowledge)
  return sets.map((_, attacker) => new Set(Array.from({ length: graph.values }, (_, v) => v).filter((v) => knows(knowledge, v, attacker))))
}

describe("closure", () => {
  it("agrees with the reference for every attacker of a batch, on any graph", () => {
    fc.assert(
      fc.property(edgeLists(values, 60), fc.array(knownSets(values), { minLength: 1, maxLength: 70 }), (edges, sets) => {
        const graph = graphOf(values, edges)
        expect(closed(graph, sets)).toEqual(sets.map((set) => new Set([...referenceClosure(graph, set)].toSorted((a, b) => a - b))))
      })
    )
  })

  it("never lets more knowledge expose less", () => {
    fc.assert(
      fc.property(edgeLists(values, 60), knownSets(values), knownSets(values), (edges, some, more) => {
        const [less, all] = closed(graphOf(values, edges), [some, [...some, ...more]])
        expect([...less!].every((value) => all!.has(value))).toBe(true)
      })
    )
  })

  it("never lets a missing edge expose more", () => {
    fc.assert(
      fc.property(edgeLists(values, 60), fc.nat(59), knownSets(values), (edges, missing, set) => {
        const [whole] = closed(graphOf(values, edges), [set])
        const [part] = closed(
          graphOf(
            values,
            edges.filter((_, e) => e !== missing)
          ),
          [set]
        )
        expect([...part!].every((value) => whole!.has(value))).toBe(true)
      })
    )
  })

  it("changes nothing when it runs again", () => {
    fc.assert(
      fc.property(edgeLists(values, 60), knownSets(values), (edges, set) => {
        const graph = graphOf(values, edges)
        const [once] = closed(graph, [set])
        expect(closed(graph, [[...once!]])).toEqual([once])
      })
    )
  })

  it("demands all inputs, or as many as a threshold says", () => {
    const shares = graphOf(5, [
      { from: [0, 1, 2], out: 3, threshold: 2 },
      { from: [0, 1, 2], out: 4, threshold: 0 }
    ])
    const reached = closed(shares, [[0], [0, 2], [0, 1, 2]]).map((set) => [set.has(3), set.has(4)])
    expect(reached).toEqual([
      [false, false],
      [true, false],
      [true, true]
    ])
  })

  it("follows a chain that runs against the order of its edges", () => {
    const length = 200
    const graph = graphOf(
      length,
      Array.from({ length: length - 1 }, (_, i) => ({ from: [length - 2 - i], out: length - 1 - i, threshold: 0 }))
    )
    expect(closed(graph, [[0], [150]]).map((set) => set.size)).toEqual([200, 50])
  })

  it("tells a value to a range of attackers as to each of them", () => {
    const attacker = fc.nat(100)
    fc.assert(
      fc.property(attacker, attacker, (a, b) => {
        const graph = graphOf(2, [])
        const [range, each] = [nothingKnown(graph, 101), nothingKnown(graph, 101)]
        learnRange(range, 1, a, b)
        for (let i = a; i < b; i++) learn(each, 1, i)
        expect(range.words).toEqual(each.words)
      })
    )
  })
})
