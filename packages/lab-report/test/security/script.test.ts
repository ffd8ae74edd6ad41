import type { Cell, LabResult, Script } from "@copath/lab-core"
import { parseHTML } from "linkedom"
import { describe, expect, it } from "vitest"
import { difference } from "../../src/diff/difference.ts"
import { differenceText } from "../../src/diff/text.ts"
import { csv, expectationText, html, markdown, pinnedText, table, tex } from "../../src/index.ts"
import { fixture, twelve } from "../fixture.ts"
import { looked } from "./fixture.ts"

const pinned: Script["pinned"][number] = { event: 3, member: "d", from: 5, to: 6, messages: 2, runs: [0, 2] }
const expected: Script["expected"][number] = { event: 7, from: 0, to: 9, share: [0, 0.25], messages: 4, found: 0.25, met: true }

/** The looked-upon fixture, whose workload asks something itself; the third composition fails it. */
const scripted = (changes: Partial<Script> = {}): LabResult => {
  const result = looked()
  const failing: Script = { pinned: [{ ...pinned, to: 9, messages: 3, runs: [0, 3] }], expected: [{ ...expected, found: 0.5, met: false }] }
  return {
    ...result,
    cells: result.cells.map((cell, i): Cell => ({
      ...cell,
      script: i === 2 ? failing : { pinned: [pinned], expected: [expected], ...changes }
    }))
  }
}

describe("what a workload's own attackers and expectations come to", () => {
  it("is told in one sentence each, wherever it is told", () => {
    expect(pinnedText(pinned, 4, "line 5")).toBe("whoever copied d's state at line 5 reads 2 of 4 messages")
    expect(pinnedText({ ...pinned, to: 9 }, 1, "event 3")).toBe("whoever sat on d's devices from event 3 to state 8 reads 2 of 1 message")
    expect(expectationText(expected, "event 7")).toBe(
      "as expected at event 7: 25 % of 4 messages said from 0 to 9 ms fall; expected: 0 to 25 %"
    )
    expect(expectationText({ ...expected, most: 0.5, met: false, share: [0.25, 0.25] }, "line 9")).toBe(
      "not as expected at line 9: between 25 % and 50 % of 4 messages said from 0 to 9 ms fall; expected: 25 %"
    )
    expect(expectationText({ ...expected, messages: 0, met: false }, "line 9")).toBe(
      "not as expected at line 9: nothing is said from 0 to 9 ms"
    )
  })

  it("does not call nearly nothing nothing, nor nearly all all", () => {
    expect(expectationText({ ...expected, share: [0, 0], found: 0.0001, met: false }, "x")).toContain(": <0.1 % of 4 messages")
    expect(expectationText({ ...expected, share: [1, 1], found: 0.9999, met: false }, "x")).toContain(": >99.9 % of 4 messages")
  })

  it("is two tables in Markdown, and what is not met a line of the verdict", () => {
    const text = markdown(scripted())
    expect(text).toMatch(/### Pinned attackers\n[^]+\| rfc9420 \| 3 \| d \| copied once \| 5 \| 5 \| 2 \| 240 \|\n/)
    expect(text).toMatch(/\| treekem, group-chain, static .* \| 3 \| d \| sat on devices \| 5 \| 8 \| 3 \| 240 \|\n/)
    expect(text).toMatch(/### Expectations\n[^]+\| rfc9420 \| 7 \| 0 \| 9 \| 4 \| 0 to 25 % \| 25 % \| met \|\n/)
    expect(text).toMatch(/\| treekem, group-chain, static .* \| 50 % \| NOT MET \|\n/)
    expect(text).toContain(
      "- treekem, group-chain, static signatures: not as expected at event 7: 50 % of 4 messages said from 0 to 9 ms fall; expected: 0 to 25 %."
    )
    expect(text).not.toContain("rfc9420: not as expected")
    expect(text.indexOf("### Pinned attackers")).toBeLessThan(text.indexOf("### Exposure"))
  })

  it("is on the page, where a word says what a colour says", () => {
    const { document } = parseHTML(html(scripted()))
    const rows = [...document.querySelectorAll("table")].find((one) => one.textContent?.includes("NOT MET"))?.querySelectorAll("tbody tr")
    const outcomes = [...(rows ?? [])].map((row) => row.querySelector("td:last-child"))
    expect(outcomes.map((cell) => cell?.textContent)).toEqual(["met", "met", "NOT MET"])
    expect(outcomes.map((cell) => cell?.classList.contains("open"))).toEqual([false, false, true])
    const verdicts = [...document.querySelectorAll(".verdicts li")]
    expect(verdicts.at(-1)?.textContent).toContain("not as expected at event 7")
    expect(verdicts.at(-1)?.classList.contains("bad")).toBe(true)
  })

  it("says that nothing was said where an expectation asks of nothing", () => {
    expect(markdown(scripted({ expected: [{ ...expected, messages: 0, found: 0, met: false }] }))).toContain(
      "| – | NOT MET: nothing said |"
    )
  })

  it("has its repeats told apart", () => {
    const result = scripted()
    const again = { ...result, cells: [...result.cells, ...result.cells.map((cell) => ({ ...cell, repeat: 1 }))] }
    expect(markdown(again)).toMatch(/\| rfc9420 \\#1 \| 3 \| d .*\n\| rfc9420 \\#2 \| 3 \| d /)
    expect(markdown(again)).toContain("- treekem, group-chain, static signatures \\#2: not as expected at event 7: ")
  })

  it("is in the CSV, in lines of which no two are alike before the value, and in a LaTeX table each", () => {
    const lines = csv(scripted({ expected: [{ ...expected, most: 0.5 }] })).split("\r\n")
    const own = lines.filter((line) => line.startsWith("rfc9420,") && line.includes(",script,")).map((line) => line.split(",script,")[1])
    expect(own).toEqual([
      "compromise.3,d,,fromState,count,5",
      "compromise.3,d,,toState,count,6",
      "compromise.3,d,,messages,count,2",
      "expect.7,,,from,ms,0",
      "expect.7,,,to,ms,9",
      "expect.7,,,messages,count,4",
      "expect.7,,,least,share,0",
      "expect.7,,,greatest,share,0.25",
      "expect.7,,lower,fall,share,0.25",
      "expect.7,,upper,fall,share,0.5",
      "expect.7,,,met,flag,1"
    ])
    expect(new Set(lines.map((line) => line.slice(0, line.lastIndexOf(",")))).size).toBe(lines.length)
    expect([...tex(scripted()).keys()]).toEqual(expect.arrayContaining(["setting-1-pinned-attackers.tex", "setting-1-expectations.tex"]))
  })

  it("is nowhere if the workload asks nothing", () => {
    const silent = fixture(twelve.slice(0, 2))
    expect(markdown(silent) + html(silent)).not.toMatch(/Pinned attackers|Expectations/)
    expect(csv(silent)).not.toContain(",script,")
  })

  it("leaves a terminal the lines of what is not met: who runs it has the others with the lines of the file", () => {
    expect(table(scripted())).not.toContain("Pinned attackers")
    expect(table(scripted(), { width: 300 })).toContain("not as expected at event 7")
  })
})

describe("the difference in what a workload's own attackers and expectations come to", () => {
  const base = scripted()

  it("is nothing where they come to the same", () => {
    expect(difference(base, scripted())).toMatchObject({ verdict: "same", guarded: [] })
  })

  it("is worse where a pinned attacker reads more, and better where it reads less", () => {
    const more = scripted({ pinned: [{ ...pinned, messages: 3, runs: [0, 3] }] })
    const metric = "messages read by whoever event 3 pins to d"
    expect(difference(base, more, { failOn: 9 })).toMatchObject({
      verdict: "worse",
      guarded: Array.from({ length: 2 }, () => ({ metric, old: 2, new: 3, judgement: "worse" }))
    })
    expect(difference(more, base)).toMatchObject({
      verdict: "changed",
      guarded: [{ metric, judgement: "better" }, { judgement: "better" }]
    })
  })

  it("is worse where an expectation was met and is no more", () => {
    const missed = scripted({ expected: [{ ...expected, share: [0.25, 0.25], most: 0.5, met: false }] })
    const found = difference(base, missed)
    expect(found.verdict).toBe("worse")
    expect(found.guarded.slice(0, 2)).toMatchObject([
      { metric: "expectations not met, event 7", old: 0, new: 1, judgement: "worse" },
      { metric: "messages exposed of which event 7 expects something, at most", old: 0.25, new: 0.5, judgement: "worse" }
    ])
    expect(differenceText(found, { names: ["a", "b"] })).toContain("expectations not met, event 7 0 → 1 (+1)")
    expect(difference(missed, base).verdict).toBe("changed")
  })

  it("cannot be told where the new result does not say it", () => {
    const silent = looked()
    expect(difference(base, silent)).toMatchObject({
      verdict: "incomparable",
      missing: Array.from({ length: 3 }, () => ({
        because: [{ field: "what the workload's own attackers and expectations come to", old: "measured", new: "" }]
      }))
    })
    expect(difference(silent, base).missing).toEqual([])
  })

  it("is not told of other seizures", () => {
    const seizures = { takes: "signingKeysOnly", deletion: "ideal", pairs: 12, rows: 4, sampled: false } as const
    const other = scripted({ pinned: [{ ...pinned, messages: 4, runs: [0, 4] }] })
    const cells = other.cells.map((cell): Cell =>
      cell.security === undefined ? cell : { ...cell, security: { ...cell.security, seizures } }
    )
    expect(difference(base, { ...other, cells }).guarded).toEqual([])
  })
})
