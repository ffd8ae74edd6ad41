import { Certificates, certificateLines, indicesOf, type Security } from "@copath/lab-core"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { certificate, defaultSummary, securityOf, type Trace } from "../../src/index.ts"
import { ToyRun } from "../toys/toyRun.ts"
import { ToySenderKeys } from "../toys/toySenderKeys.ts"
import { kat8, ToyTree } from "../toys/toyTree.ts"

const linesOf = ({ certificates, heatmap, members }: Security, row: number, state: number, message: number) =>
  certificates === undefined || heatmap === undefined ? undefined : certificateLines(certificates, heatmap, members, row, state, message)

const traces: ReadonlyArray<readonly [string, Trace]> = [
  ["a tree", kat8(new ToyTree({ members: 8, chained: true }))],
  ["a tree whose epochs follow from the root alone", kat8(new ToyTree({ members: 8, chained: false }))],
  ["sender keys", kat8(new ToySenderKeys(8, "rotated"))]
]

describe("certificates of a heatmap's cells", () => {
  it.each(traces)("of %s are there for what falls and for nothing else, and are the smallest", (_, trace) => {
    const security = securityOf(trace)
    const rows = security.heatmap!.rows
    for (const [row, { member, from, runs }] of rows.entries()) {
      if (row % 23 !== 0) continue
      const exposed = new Set(indicesOf(runs))
      for (let message = 0; message < trace.messages.length; message++) {
        const told = linesOf(security, row, from, message)
        const single = certificate(trace, { as: "seize", who: member, at: from, takes: "all" }, message)
        expect(told !== undefined).toBe(exposed.has(message))
        expect(told?.length).toBe(single?.lines.length)
        expect(told?.at(-1)).toBe(single?.lines.at(-1))
      }
    }
  })

  it("say how a seized leaf key and an old secret lead to a later text", () => {
    const [, trace] = traces[0]!
    const security = securityOf(trace)
    const row = security.heatmap!.rows.findIndex(({ member, from }) => member === 3 && from === 0)
    const single = certificate(trace, { as: "seize", who: 3, at: 0, takes: "all" }, 30)
    expect(linesOf(security, row, 0, 30)).toEqual(single?.lines)
  })

  it.each(traces)("of %s are small: less than 2 MB, and plain data", (_, trace) => {
    const { certificates } = securityOf(trace)
    expect(Schema.decodeUnknownSync(Certificates)(JSON.parse(JSON.stringify(certificates)))).toEqual(certificates)
    expect(JSON.stringify(certificates).length).toBeLessThan(2_000_000)
  })

  it("are left out with a reason where they would take too much room, or too long", () => {
    const [, trace] = traces[0]!
    const small = securityOf(trace, { ...defaultSummary, certificateCap: 1000 })
    expect(small.certificates).toBeUndefined()
    expect(small.certificatesLeftOut).toMatch(/^They would take [\d,]+ bytes; the limit is 1,000\.$/)
    const quick = securityOf(trace, { ...defaultSummary, certificateWork: 10 })
    expect(quick.certificates).toBeUndefined()
    expect(quick.certificatesLeftOut).toMatch(/^They would take a search over 648 rows times/)
  })

  it("name what was drawn from several shares, whichever of them a row has", () => {
    const run = new ToyRun(2)
    const shares = [run.random("share a", 0), run.random("share b", 0), run.random("share c", 0)] as const
    for (const share of shares.slice(0, 2)) run.hold(0, share)
    for (const share of shares.slice(1)) run.hold(1, share)
    run.step("create", 0)
    const key = run.random("key", 0)
    run.gives("declared", shares, key, 2)
    const text = run.random("text", 0)
    run.seal(key, text)
    run.say(0, text)
    const security = securityOf(run.trace())
    const begins = security.heatmap!.rows.map((row, i) => linesOf(security, i, row.from, 0)?.filter((line) => line.includes("held by")))
    expect(begins.slice(0, 1)).toEqual([["1  m0's share a, held by m0 at state 0", "2  m0's share b, held by m0 at state 0"]])
    expect(begins.at(-1)).toEqual([
      `1  m0's share b, held by m1 at state ${security.heatmap!.rows.at(-1)!.from}`,
      `2  m0's share c, held by m1 at state ${security.heatmap!.rows.at(-1)!.from}`
    ])
  })
})
