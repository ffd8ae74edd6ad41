import { describe, expect, it } from "vitest"
import { labelOf } from "../../src/graph/labels.ts"
import { keyFor, keyFrom, purposeIn } from "../../src/graph/purposes.ts"
import { ToyRun } from "../toys/toyRun.ts"

describe("what values are called", () => {
  it("names whoever had them first, for what begins with one member", () => {
    const run = new ToyRun(2)
    const drawn = run.random("random", 1)
    const everybodys = run.derived('expand "epoch"', drawn)
    const trace = run.trace()
    expect(labelOf(trace, drawn)).toBe("m1's random value")
    expect(labelOf(trace, everybodys)).toBe('expand "epoch"')
    expect(labelOf(trace, 99)).toBe("value 99")
  })

  it("is the word for a key where there is one, by what it comes from or opens, and else the label itself", () => {
    expect([keyFrom('expand "MLS 1.0 node"'), keyFrom("random"), keyFrom('expand "mine"')]).toEqual([
      "node key",
      "secret key",
      'secret key from "mine"'
    ])
    expect([keyFor("MLS 1.0 UpdatePathNode"), keyFor("MLS 1.0 Welcome"), keyFor("mine")]).toEqual([
      "leaf key",
      "init key",
      'secret key for "mine"'
    ])
  })

  it("is not read from a context that begins with no label", () => {
    const named = Uint8Array.from([4, ...new TextEncoder().encode("mine"), 1, 2, 3])
    expect(purposeIn(named)).toBe("mine")
    expect(purposeIn(named.subarray(0, 3))).toBeUndefined()
    expect(purposeIn(Uint8Array.from([4, 1, 2, 3, 4]))).toBeUndefined()
    expect(purposeIn(new Uint8Array(0))).toBeUndefined()
  })
})
