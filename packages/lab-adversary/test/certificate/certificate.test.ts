import { describe, expect, it } from "vitest"
import { certificate, knows } from "../../src/index.ts"
import { close, learn, nothingKnown } from "../../src/closure/closure.ts"
import { ToyRun } from "../toys/toyRun.ts"
import { kat8, ToyTree } from "../toys/toyTree.ts"

describe("certificate", () => {
  const trace = kat8(new ToyTree({ members: 8, chained: true }))
  const three = { as: "seize", who: 3, at: 0, takes: "all" } as const

  it("says how a seized leaf key and an old secret lead to a later text", () => {
    expect(certificate(trace, three, 30)?.lines).toEqual([
      "1  key of node 11, held by m3 at state 0",
      "2  init, held by m3 at state 0",
      "3  → path secret: opened, from 1",
      "4  → path secret: expanded",
      "5  → commit secret: expanded",
      "6  → epoch: expanded, from 2 and 5",
      "7  → init: expanded",
      "8  → path secret: opened, from 1",
      "9  → path secret: expanded",
      "10  → commit secret: expanded",
      "11  → epoch: expanded, from 7 and 10",
      "12  → init: expanded",
      "13  → m2's path secret: opened, from 1",
      "14  → path secret: expanded, 2 times",
      "15  → commit secret: expanded",
      "16  → epoch: expanded, from 12 and 15",
      "17  → chain: expanded, 7 times",
      "18  → message key: expanded",
      "19  → m6's text: opened",
      "→ message 30, said by m6 at state 34 in epoch 3"
    ])
  })

  it("is there for a message exactly if it can be read", () => {
    for (let message = 28; message < 36; message++) expect(certificate(trace, three, message) !== undefined).toBe(message < 32)
    expect(certificate(trace, three, 1000)).toBeUndefined()
  })

  it("needs no more than what it begins with and the wire", () => {
    const { begins, edges } = certificate(trace, three, 30)!
    const start = Uint32Array.from([0, ...edges.map(() => 1)])
    const from: Array<number> = []
    for (const [i, edge] of edges.entries()) {
      from.push(...trace.graph.from.subarray(trace.graph.start[edge], trace.graph.start[edge + 1]))
      start[i + 1] = from.length
    }
    const graph = {
      values: trace.graph.values,
      edges: edges.length,
      start,
      from: Uint32Array.from(from),
      out: Uint32Array.from(edges, (edge) => trace.graph.out[edge]!),
      operation: new Uint8Array(edges.length),
      threshold: new Uint16Array(edges.length)
    }
    const knowledge = nothingKnown(graph, 1)
    for (const value of [...trace.open, ...begins]) learn(knowledge, value, 0)
    close(graph, knowledge)
    expect(knows(knowledge, trace.messages[30]!.text, 0)).toBe(true)
  })

  it("names each of a coalition, and what had to be taken for known", () => {
    const run = new ToyRun(2)
    const [mine, odd] = [run.random("share", 1), run.value("unexplained", "from nowhere")]
    run.hold(1, mine)
    run.step("create", 0)
    const key = run.derived("key", mine, odd)
    const text = run.random("text", 0)
    run.seal(key, text)
    run.say(0, text)
    const coalition = { as: "coalition", of: [{ as: "server" }, { as: "seize", who: 1, at: 0, takes: "all" }] } as const
    expect(certificate(run.trace(), coalition, 0)).toBeUndefined()
    expect(certificate(run.trace(), coalition, 0, "upper")?.lines).toEqual([
      "1  m1's share, held by m1 at state 0",
      "2  from nowhere, unexplained",
      "3  → key: expanded, from 1 and 2",
      "4  → m0's text: opened",
      "→ message 0, said by m0 at state 1 in epoch 0"
    ])
  })
})
