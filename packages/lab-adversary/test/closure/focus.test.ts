import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { close, everybody, focusOn, knowsValue, learn, nothingKnown, referenceClosure } from "../../src/index.ts"
import { edgeLists, graphOf, knownSets } from "../graphs.ts"

describe("focus", () => {
  it("answers for its targets as the whole graph does", () => {
    fc.assert(
      fc.property(edgeLists(24, 60), knownSets(24), knownSets(24), knownSets(24), (edges, common, own, targets) => {
        const graph = graphOf(24, edges)
        const focus = focusOn(graph, common, targets)
        const knowledge = nothingKnown(focus.graph, 1)
        for (const value of own) if (focus.place[value]! >= 0) learn(knowledge, focus.place[value]!, 0)
        close(focus.graph, knowledge, focus.consumers)
        const whole = referenceClosure(graph, [...common, ...own])
        const open = referenceClosure(graph, common)
        for (const target of targets) {
          expect(knowsValue(focus, knowledge, target, 0)).toBe(whole.has(target))
          expect(focus.place[target] === everybody).toBe(open.has(target))
        }
      })
    )
  })

  it("leaves out what leads to no target", () => {
    const graph = graphOf(6, [
      { from: [0, 1], out: 2, threshold: 0 },
      { from: [2], out: 3, threshold: 0 },
      { from: [2], out: 4, threshold: 0 }
    ])
    const focus = focusOn(graph, [1], [3])
    expect(focus.graph.values).toBe(3)
    expect(focus.graph.edges).toBe(2)
    expect([...focus.graph.from]).toEqual([0, 1])
  })
})
