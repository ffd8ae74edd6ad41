import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { certificateLines, derivationLines, indicesOf, runLengths } from "../../src/index.ts"

describe("run lengths", () => {
  it("begin with what is not, and leave out what is not at the end", () => {
    expect(runLengths([])).toEqual([])
    expect(runLengths([0, 1, 5])).toEqual([0, 2, 3, 1])
    expect(runLengths([2])).toEqual([2, 1])
  })

  it("are read as they were written", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200)), (all) => {
        const indices = all.toSorted((a, b) => a - b)
        expect(indicesOf(runLengths(indices))).toEqual(indices)
      })
    )
  })
})

describe("the lines of a derivation", () => {
  it("refer to earlier ones by number, unless to the one before, and count repetitions", () => {
    const begins = [
      { value: 10, text: "key" },
      { value: 11, text: "old secret" }
    ]
    const steps = [
      { out: 20, from: [10, 99], text: "path: opened" },
      { out: 21, from: [20], text: "chain: expanded" },
      { out: 22, from: [21], text: "chain: expanded" },
      { out: 23, from: [22, 11], text: "epoch: extracted" }
    ]
    expect(derivationLines(begins, steps)).toEqual([
      "1  key",
      "2  old secret",
      "3  → path: opened, from 1",
      "4  → chain: expanded, 2 times",
      "5  → epoch: extracted, from 2 and 4"
    ])
  })
})

describe("certificates", () => {
  const heatmap = {
    messages: { state: [1, 2], by: [0, 1], epoch: [0, 0], size: [1, 1] },
    rows: [
      { member: 0, from: 0, to: 3, runs: [0, 2] },
      { member: 1, from: 0, to: 3, runs: [1, 1] }
    ]
  }
  const certificates = {
    labels: ["key", "text"],
    verbs: ["opened"],
    values: [0, 1],
    texts: [1, -1],
    edges: { out: [1], verb: [0], from: [[0]] },
    rows: [[0, 1], []]
  }
  const lines = (row: number, message: number) => certificateLines(certificates, heatmap, ["ann", "bob"], row, 2, message)

  it("lead from what is held to the text, or say that the wire shows it", () => {
    expect(lines(0, 0)).toEqual(["1  key, held by ann at state 2", "2  → text: opened", "→ message 0, said by ann at state 1 in epoch 0"])
    expect(lines(1, 1)).toEqual(["1  the wire: everybody can read it", "→ message 1, said by bob at state 2 in epoch 0"])
  })

  it("are not there for what does not fall, nor for what there is not", () => {
    expect(lines(1, 0)).toBeUndefined()
    expect(lines(2, 0)).toBeUndefined()
    expect(lines(0, 7)).toBeUndefined()
  })
})
