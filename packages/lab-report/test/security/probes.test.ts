import type { LabResult, ProbeOutcome } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { csvFiles } from "../../src/csv.ts"
import { html } from "../../src/html/html.ts"
import { markdown } from "../../src/markdown.ts"
import { table } from "../../src/table.ts"
import { fixture, twelve } from "../fixture.ts"

const harmless = { accepted: 0, read: 0, unread: 0, lost: 0, agreed: true }
const outcome = (probe: string, changes: Partial<ProbeOutcome> = {}): ProbeOutcome => ({
  probe,
  about: `the service does a ${probe}`,
  composition: "any",
  noticed: "at once",
  notices: [{ by: "f", after: 0, reason: "no" }],
  damage: harmless,
  foreseen: { noticed: ["at once"], damage: {} },
  surprises: [],
  ...changes
})
const late = outcome("fork", {
  noticed: "later",
  notices: [{ by: "a", after: 3, reason: "no" }],
  foreseen: { noticed: ["at once", "later"], damage: {} }
})
const never = outcome("fork", {
  noticed: "never",
  notices: [],
  damage: { ...harmless, accepted: 36, agreed: false },
  surprises: ["accepted is 36, not 0"]
})

/** Two compositions that lies do the same to, and one that is taken in by one of them. */
const result = (): LabResult => {
  const all = fixture(twelve.slice(0, 3))
  return { ...all, cells: all.cells.map((cell, i) => ({ ...cell, probes: [outcome("replay"), i === 2 ? never : late] })) }
}

describe("lies of the delivery service", () => {
  it("are a table of when somebody noticed, compositions alike in one column", () => {
    const [, text = ""] = table(result(), { width: 200 }).split("Lies of the delivery service. ")
    expect(text).toMatch(/^replay +at once +at once$/m)
    expect(text).toMatch(/^fork +later, after 3 texts +! never$/m)
    expect(text).toMatch(/rfc9420 +treekem,\n += treekem,/)
  })

  it("are told in full where there is room", () => {
    const md = markdown(result())
    expect(md).toMatch(
      /\| fork: .* \| the service does a fork \| never \| at once \| – \| 36 \| 0 \| 0 \| 0 \| no \| no: accepted is 36, not 0 \|/
    )
    expect(html(result())).toContain("What lies came to")
  })

  it("are in the CSV, with what was foreseen", () => {
    const files = csvFiles(result())
    expect(files.get("probes.csv")).toMatch(/^composition,workload,policy,base,repeat,probe,foreseen,noticed,afterTexts,/)
    expect(files.get("probes.csv")).toMatch(/,fork,at once or later,later,3,0,0,0,0,true,\r\n/)
    expect(files.get("probes.csv")).toMatch(/,fork,at once,never,,36,0,0,0,false,"accepted is 36, not 0"\r\n/)
    expect(files.get("values.csv")).toMatch(/,probes,fork,,,accepted,count,36\r\n/)
  })

  it("are not there where none were told", () => {
    expect(table(fixture(twelve.slice(0, 2)))).not.toContain("Lies of the delivery")
    expect(csvFiles(fixture(twelve.slice(0, 2))).has("probes.csv")).toBe(false)
  })
})
