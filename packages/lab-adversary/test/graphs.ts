import * as fc from "fast-check"
import type { Graph } from "../src/index.ts"

/** An edge, as tests write it. */
export interface Edge {
  readonly from: ReadonlyArray<number>
  readonly out: number
  readonly threshold: number
}

/** A graph from edges in their order. */
export const graphOf = (values: number, edges: ReadonlyArray<Edge>): Graph => {
  let end = 0
  return {
    values,
    edges: edges.length,
    start: Uint32Array.from([0, ...edges.map(({ from }) => (end += from.length))]),
    from: Uint32Array.from(edges.flatMap(({ from }) => from)),
    out: Uint32Array.from(edges, ({ out }) => out),
    operation: new Uint8Array(edges.length),
    threshold: Uint16Array.from(edges, ({ threshold }) => threshold)
  }
}

/** Values, and edges in any order: forward, backward, in circles, to themselves, without inputs, with thresholds that can or cannot be met. */
export const edgeLists = (values: number, edges: number): fc.Arbitrary<ReadonlyArray<Edge>> => {
  const value = fc.nat(values - 1)
  const edge = fc.record({
    from: fc.uniqueArray(value, { maxLength: 4 }),
    out: value,
    threshold: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) })
  })
  // An edge without inputs makes its output known to all, so most have some.
  return fc
    .array(edge, { maxLength: edges })
    .map((list) => list.map((e, i) => (e.from.length === 0 && i % 8 !== 0 ? { ...e, from: [e.out] } : e)))
}

/** What one attacker begins with. */
export const knownSets = (values: number): fc.Arbitrary<ReadonlyArray<number>> => fc.uniqueArray(fc.nat(values - 1), { maxLength: 5 })
