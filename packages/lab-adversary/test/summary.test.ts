import { Security } from "@copath/lab-core"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { defaultSummary, securityOf } from "../src/index.ts"
import { ToyRun } from "./toys/toyRun.ts"
import { ToySenderKeys } from "./toys/toySenderKeys.ts"
import { kat8, ToyTree } from "./toys/toyTree.ts"

const decode = Schema.decodeUnknownSync(Security)

describe("summary", () => {
  it.each([
    ["a tree", kat8(new ToyTree({ members: 8, chained: true }))],
    ["a tree whose epochs follow from the root alone", kat8(new ToyTree({ members: 8, chained: false }))],
    ["sender keys", kat8(new ToySenderKeys(8, "rotated"))]
  ])("of %s is what its schema says, survives JSON, and is the same each time", (_, trace) => {
    const summary = securityOf(trace)
    expect(decode(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
    expect(securityOf(trace)).toEqual(summary)
    expect(summary.exact).toBe(true)
    expect(summary.upper).toBeUndefined()
    expect(summary.heatmap?.rows.length).toBe(648)
  })

  it("of nothing at all is all zero", () => {
    const summary = securityOf(new ToyRun(0).trace())
    expect(decode(summary)).toEqual(summary)
    expect(summary.seizures.pairs).toBe(0)
    expect(summary.lower.exposure).toEqual({ share: 0 })
  })

  it("thins rows out above one cap, and has no heatmap above the other", () => {
    const trace = kat8(new ToyTree({ members: 8, chained: true }))
    const thin = securityOf(trace, { ...defaultSummary, rowCap: 100 }).heatmap
    expect([thin?.rows.length, thin?.leftOut]).toEqual([100, 548])
    expect(new Set(thin?.rows.map(({ member }) => member)).size).toBe(8)
    expect(securityOf(trace, { ...defaultSummary, messageCap: 71 }).heatmap).toBeUndefined()
  })

  it("shows both bounds where something unexplained decides, row by row", () => {
    const run = new ToyRun(2)
    const odd = run.value("unexplained", "from nowhere")
    run.hold(0, odd)
    run.step("create", 0)
    const text = run.random("text", 0)
    run.seal(odd, text)
    run.say(0, text)
    const summary = securityOf(run.trace())
    expect(decode(summary)).toEqual(summary)
    expect([summary.unexplained, summary.exact, summary.lower.wire, summary.upper?.wire]).toEqual([1, false, 0, 1])
    expect([summary.lower.exposure.share, summary.upper?.exposure.share]).toEqual([0.5, 1])
    expect(summary.heatmap?.rows.map(({ runs, upper }) => [runs, upper])).toEqual([
      [[0, 1], undefined],
      [[], [0, 1]]
    ])
  })

  it("passes findings on, without what they are about", () => {
    const run = new ToyRun(1)
    run.step("create", 0)
    run.findings.push({ kind: "nonceReuse", state: 0, member: 0, detail: "one key, one nonce, two texts", value: undefined })
    expect(securityOf(run.trace()).findings).toEqual([{ kind: "nonceReuse", state: 0, member: 0, detail: "one key, one nonce, two texts" }])
  })
})
