import { describe, expect, it } from "vitest"
import { settings } from "../../src/comparison.ts"
import { limits } from "../../src/headline.ts"
import { csv, csvFiles, markdown, table, tex } from "../../src/index.ts"
import type { Section } from "../../src/section.ts"
import { securityCaution, trusted } from "../../src/security/limits.ts"
import { securitySections } from "../../src/security/sections.ts"
import { fixture, twelve } from "../fixture.ts"
import { figures, looked } from "./fixture.ts"

const sectionsOf = (result = looked()): ReadonlyArray<Section> => settings(result).flatMap(securitySections)
const column = (sections: ReadonlyArray<Section>, title: string, name: string) => {
  const section = sections.find((one) => one.title === title)
  const index = section?.columns.indexOf(name) ?? -1
  return section?.rows.map(({ entries }) => entries[index])
}

describe("tables of what an attacker learns", () => {
  it("are not there where no adversary looked on", () => {
    expect(sectionsOf(fixture(twelve.slice(0, 2)))).toEqual([])
    expect(table(fixture(twelve.slice(0, 2)))).not.toMatch(/Exposure|proofs/)
  })

  it("mark the lowest exposure of sound compositions, and no other", () => {
    const result = looked()
    expect(column(sectionsOf(result), "Exposure", "exposure")).toMatchObject([
      { text: "25.0 %", best: true, raw: 0.25 },
      { text: "50.0 %", best: false },
      { text: "75.0 %", best: false }
    ])
    const failing = {
      ...result,
      cells: result.cells.map((cell, i) => (i === 0 ? { ...cell, health: { ...cell.health, lostMembers: 1 } } : cell))
    }
    expect(column(sectionsOf(failing), "Exposure", "exposure")?.map((entry) => entry?.best)).toEqual([false, true, false])
  })

  it("say never where nothing heals, and rank it last", () => {
    expect(column(sectionsOf(), "Healing", "bytes, median")).toMatchObject([
      { text: "300 B", best: true },
      { text: "600 B", best: false },
      { text: "never", raw: Infinity, best: false }
    ])
  })

  it("give two ends where the analysis is blind, and rank by the worse", () => {
    const sections = sectionsOf(looked({ exact: false, unexplained: 3, lower: figures(0.1), upper: figures(0.9) }))
    expect(column(sections, "Exposure", "exposure")).toMatchObject([
      { best: true },
      { best: false },
      { text: "10.0 % – 90.0 %", best: false }
    ])
    expect(sections[0]?.note).toContain("Two ends")
    expect(column(sections, "What must be nothing", "verdict")?.map((entry) => entry?.text)).toEqual(["exact", "exact", "interval"])
  })

  it("list findings in full, with who and when", () => {
    const findings = [{ kind: "nonceReuse", state: 7, member: 1, detail: "one key, one nonce, two texts" }]
    const section = sectionsOf(looked({ findings })).find(({ title }) => title === "Findings")
    expect(section?.rows[0]?.entries.map(({ text }) => text)).toEqual([
      "key and nonce used twice",
      "bob",
      "7",
      "one key, one nonce, two texts"
    ])
  })

  it("name below what is taken on trust, and where exactness ended", () => {
    const result = looked({ declared: ["upke.agree", "upke.update"], openSums: 15 })
    const name = result.cells[2]?.composition.name ?? ""
    const lines = trusted(result)
    expect(lines).toEqual([
      `Taken on trust: what follows of what by operations that parts of ${name} brought along (upke.agree, upke.update).`,
      `${name} adds up secrets in too many ways to look at all that follows (15 sums): what falls is a lower bound.`
    ])
    expect(limits(result)).toEqual(expect.arrayContaining([...lines]))
    expect(securityCaution(result).slice(1)).toEqual(lines)
    expect(trusted(looked())).toEqual([])
  })

  it("stand in the terminal's table with the limits below, once", () => {
    const text = table(looked())
    for (const title of ["Exposure.", "Healing.", "Forgery.", "What must be nothing."]) expect(text).toContain(`\n${title} `)
    expect(text.replaceAll(/\s+/g, " ").match(/complements proofs and replaces none/g)).toHaveLength(1)
  })

  it("stand in Markdown with the limits, once", () => {
    const [caution = ""] = securityCaution(looked())
    for (const limit of ["this run", "perfect primitives", "under 16 bytes", "bypass the provider", "erasure", "only as tried"])
      expect(caution).toContain(limit)
    expect(markdown(looked()).split(caution)).toHaveLength(2)
    expect(markdown(fixture(twelve.slice(0, 2)))).not.toContain("replaces none")
  })

  it("stand in Markdown and LaTeX, the lowest bold", () => {
    expect(markdown(looked())).toMatch(/### Exposure[\s\S]+\*\*25\.0 %\*\*/)
    const files = tex(looked())
    expect(files.get("setting-1-exposure.tex")).toContain(String.raw`\textbf{25.0 \%}`)
    expect(files.get("setting-1-survival-bytes.tex")).toContain("pgfplots")
    expect(files.get("setting-1-survival-bytes.dat")).toContain("900 0.125 0.25 0.375")
  })

  it("are in the CSV number by number, with each bound, infinite amounts and the heatmap", () => {
    const lines = csv(looked({ upper: figures(0.9) })).split("\r\n")
    expect(lines.filter((line) => line.includes(",security,exposure,"))).toHaveLength(4)
    expect(lines.some((line) => line.endsWith("security,exposure,,upper,share,share,0.9"))).toBe(true)
    expect(lines.some((line) => line.endsWith("security,healing.bytes,,lower,median,bytes,Infinity"))).toBe(true)
    const heatmap = csvFiles(looked()).get("exposure.csv")?.split("\r\n") ?? []
    expect(heatmap[0]).toBe("composition,workload,policy,base,repeat,member,fromState,toState,bound,firstMessage,endMessage")
    expect(heatmap.slice(1, 4).map((line) => line.split(",").slice(-6).join())).toEqual([
      "ann,0,1,lower,0,2",
      "ann,1,4,lower,1,2",
      "bob,0,4,lower,0,1"
    ])
    for (const name of ["exposure.csv", "survival.csv", "forgery.csv"]) expect(csvFiles(fixture(twelve.slice(0, 1))).has(name)).toBe(false)
  })

  it("are in files of their own: how a compromise ends, and who could write in whose name", () => {
    const files = csvFiles(looked({ upper: figures(0.9) }))
    const survival = files.get("survival.csv")?.split("\r\n") ?? []
    expect(survival[0]).toBe("composition,workload,policy,base,repeat,bound,spent,at,bleeding")
    expect(survival[1]).toBe("rfc9420,team-50,daily,real,0,lower,bytes,0,1")
    expect(survival.filter((line) => line.includes(",upper,messages,"))).toHaveLength(2)
    const forgery = files.get("forgery.csv")?.split("\r\n") ?? []
    expect(forgery[0]).toBe("composition,workload,policy,base,repeat,bound,member,messages,attacker,share")
    expect(forgery).toContain("rfc9420,team-50,daily,real,0,lower,bob,2,thief,0.25")
    expect(forgery.some((line) => line.includes("thiefInside"))).toBe(false)
  })
})
