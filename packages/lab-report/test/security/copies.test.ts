import type { CopyAttempt, LabResult, StolenCopy } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { csvFiles } from "../../src/csv.ts"
import { difference } from "../../src/diff/difference.ts"
import { html } from "../../src/html/html.ts"
import { markdown } from "../../src/markdown.ts"
import { table } from "../../src/table.ts"
import { fixture, twelve } from "../fixture.ts"

const attempt = (act: CopyAttempt["act"], accepted: number, changes: Partial<CopyAttempt> = {}): CopyAttempt => ({
  act,
  holding: "everything",
  tried: true,
  accepted,
  ...(accepted === 5 ? {} : { reason: "BadTag" }),
  ...changes
})
const copy = (attempts: ReadonlyArray<CopyAttempt>, changes: Partial<StolenCopy> = {}): StolenCopy => ({
  composition: "any",
  honest: 5,
  texts: 6,
  read: 0,
  attempts,
  ...changes
})
const healed = copy([attempt("speak", 0), attempt("commit", 0), attempt("remove", 0), attempt("re-join", 5)])
const closed = copy([
  attempt("speak", 3),
  attempt("re-join", 0, { tried: false, reason: "nobody joins" }),
  attempt("re-join", 5, { holding: "all but the identity key" })
])
const unmade = copy([], { unmade: "the storage is gone" })

const result = (...copies: ReadonlyArray<StolenCopy>): LabResult => {
  const all = fixture(twelve.slice(0, copies.length))
  return { ...all, cells: all.cells.map((cell, i) => ({ ...cell, stolenCopy: copies[i] ?? healed })) }
}

describe("what a stolen copy can still do", () => {
  it("is a table of what honest members take of it, compositions alike in one column", () => {
    const [, text = ""] = table(result(healed, healed, closed, unmade), { width: 200 }).split("What a stolen copy can still do. ")
    expect(text).toMatch(/^reads what is said since +no +no +no copy$/m)
    expect(text).toMatch(/^speaks +no +by 3 of 5 +–$/m)
    expect(text).toMatch(/^joins again +yes +has no way +–$/m)
    expect(text).toMatch(/^joins again, no identity key +– +yes +–$/m)
  })

  it("is told with reasons where there is room", () => {
    const md = markdown(result(healed, closed, unmade))
    expect(md).toMatch(/\| speaks: .* \| something to send \| 0 \| 5 \| BadTag \|/)
    expect(md).toMatch(/\| joins again: .* \| nothing to send \| 0 \| 5 \| nobody joins \|/)
    expect(md).toMatch(/\| is made: .* \| none \| 0 \| 5 \| the storage is gone \|/)
    expect(html(result(healed))).toContain("Why a stolen copy is not believed")
  })

  it("is in the CSV, one line for each thing that it tried", () => {
    const files = csvFiles(result(healed, closed, unmade))
    const lines = files.get("copies.csv") ?? ""
    expect(lines).toMatch(/^composition,workload,policy,base,repeat,holding,act,tried,accepted,honest,read,texts,reason\r\n/)
    expect(lines).toMatch(/,everything,speak,true,0,5,0,6,BadTag\r\n/)
    expect(lines).toMatch(/,everything,re-join,false,0,5,0,6,nobody joins\r\n/)
    expect(lines).toMatch(/,,,,,5,,6,the storage is gone\r\n/)
    expect(files.get("values.csv")).toMatch(/,stolenCopy,"re-join, all but the identity key",,,accepted,count,5\r\n/)
  })

  it("is not there where none was made", () => {
    const none = fixture(twelve.slice(0, 2))
    expect(table(none)).not.toContain("stolen copy")
    expect(csvFiles(none).has("copies.csv")).toBe(false)
  })
})

describe("the difference in what a stolen copy can do", () => {
  const able = copy([attempt("speak", 5), attempt("commit", 0), attempt("remove", 0), attempt("re-join", 5)], { read: 2 })

  it("is worse where it can do more, and better where it can do less", () => {
    expect(difference(result(healed), result(able))).toMatchObject({
      verdict: "worse",
      guarded: [
        { metric: "stolen copy, texts read", old: 0, new: 2, judgement: "worse" },
        { metric: "stolen copy, members who take its speak", old: 0, new: 5, judgement: "worse" }
      ]
    })
    expect(difference(result(able), result(healed))).toMatchObject({ verdict: "changed", guarded: [{ judgement: "better" }, {}] })
    expect(difference(result(healed), result(healed))).toMatchObject({ verdict: "same", guarded: [] })
  })

  it("is not taken for better where no copy could be made any more: that is not measured", () => {
    const found = difference(result(able), result(unmade))
    expect(found.guarded).toEqual([])
    expect(JSON.stringify(found)).toContain("what a stolen copy can still do")
  })
})
