import type { LabResult } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { names } from "../src/comparison.ts"
import { csv } from "../src/csv.ts"
import { markdown } from "../src/markdown.ts"
import { table } from "../src/table.ts"
import { fixture, renamed } from "./fixture.ts"

const result = fixture()
const sections = [
  "Cost",
  "Parts",
  "Bytes sent, by actor",
  "Bytes per envelope",
  "Operations",
  "CPU",
  "State",
  "What happened",
  "Health and agreement"
]

/** The fixture with one composition in which a member fell behind. */
const broken = (): LabResult => ({
  ...result,
  cells: result.cells.map((cell, i) => {
    const health = { lostMembers: 1, failures: [{ step: 41, member: "m17", reason: "Undecryptable" }], rejectedCommits: 2 }
    const agreement = { ...cell.agreement, agreed: false, disagreement: { member: "m17", step: 41 } }
    return i === 6 ? Object.assign(structuredClone(cell), { health, agreement }) : cell
  })
})

/** The fixture with one composition in which nobody was lost, but a text could not be read. */
const unread = (): LabResult => ({
  ...result,
  cells: result.cells.map((cell, i) => {
    const health = { ...cell.health, failures: [{ step: 41, member: "m17", reason: "BadSignature" }] }
    return i === 6 ? Object.assign(structuredClone(cell), { health }) : cell
  })
})

describe("the terminal table", () => {
  it.each([80, 100, 120, 200])("keeps within %i columns with twelve compositions", (width) => {
    const lines = table(result, { width }).split("\n")
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
  })

  it("has every section and every composition, and says what was compared under which policy and seed", () => {
    const text = table(result)
    for (const title of sections) expect(text).toContain(`\n${title}. `)
    expect(text).toContain("12 compositions on team-50")
    expect(text).toContain("rekey.everyMs=86400000")
    expect(text).toContain("Seed 7f3a")
    expect(text).toContain("All members agree on the epoch secret at the end, in each of 12 compositions.")
  })

  it("names refused combinations with rule and reason", () => {
    expect(table(result)).toMatch(/treekem, group-chain, unordered delivery \[order\]\n {6}One chain for the whole group/)
  })

  it("gives the ratio to the cheapest", () => {
    expect(table(result, { width: 120 })).toMatch(/^art, group-chain, static signatures +322 kB +1\.0×/m)
    expect(table(result, { width: 120 })).toMatch(/^flat, secret-tree, static signatures +492 kB +1\.5×/m)
  })

  it("continues a section that is too wide under the same names", () => {
    const narrow = table(result, { width: 80 })
    const [, cost = ""] = narrow.split("\nCost. ")
    expect((cost.split("\nParts. ")[0] ?? "").match(/^rfc9420/gm)).toHaveLength(2)
  })

  it("writes one row where all compositions are alike", () => {
    expect(table(result)).toMatch(/^all 12 alike +240 /m)
  })

  it("tells in the note what is alike in all compositions, but never leaves out whether members agree", () => {
    const [, health = ""] = table(result, { width: 400 }).split("\nHealth and agreement. ")
    expect(health).toMatch(/Alike in all: epoch 60; members 20; .*lost members 0; failures 0; rejected commits 0\.\n/)
    expect(health.match(/^.+ yes$/gm)).toHaveLength(12)
  })

  it("has columns for the peak of the state only where it was not at the end", () => {
    expect(table(result)).toMatch(/^ .*median +largest +secrets.*\n.*peak +peak$/m)
    const cells = result.cells.map((cell) => Object.assign({}, cell, { perMember: { ...cell.perMember, statePeak: cell.perMember.state } }))
    expect(table({ ...result, cells })).toContain("The peaks are the same.")
    expect(table({ ...result, cells })).not.toMatch(/ peak$/m)
  })

  it("marks no time as the lowest from fewer than three runs", () => {
    const costRows = (of: LabResult) => (markdown(of).split("### Parts")[0] ?? "").split("\n").filter((line) => line.startsWith("| "))
    expect(costRows(result).filter((line) => line.endsWith("** |"))).toEqual([])
    const thrice = [0, 1, 2].flatMap((repeat) => result.cells.map((cell) => Object.assign({}, cell, { repeat })))
    expect(costRows({ ...result, cells: thrice }).filter((line) => line.endsWith("** |"))).not.toEqual([])
  })

  it("says that nobody rekeyed", () => {
    const cells = result.cells.map((cell) => Object.assign(structuredClone(cell), { counts: { ...cell.counts, rekeys: 0 } }))
    expect(table({ ...result, cells })).toMatch(/ rekeys[^]+all 12 alike .* – /)
  })

  it("has colour only when asked", () => {
    const escape = "\u001B"
    expect(table(result)).not.toContain(escape)
    expect(table(result, { colour: true })).toContain(`${escape}[1;32m`)
    expect(
      table(result, { colour: true })
        .replaceAll(escape, "")
        .replaceAll(/\[(1|1;32|22|22;39)m/g, "")
    ).toBe(table(result))
  })

  it("names the member and the step where members disagree, and lets that composition win nothing", () => {
    const text = table(broken(), { width: 120 })
    expect(text).toContain("art, group-chain, static signatures: member m17 does not agree on the epoch secret since step 41.")
    expect(text).toContain("1 failure, 1 lost for good; first member m17 at step 41: Undecryptable.")
    expect(text).toMatch(/^! art, group-chain, static signatures +322 kB +1\.0×/m)
    expect(text).toMatch(/^art, secret-tree, static signatures +329 kB +1\.0×/m)
    expect(text).not.toContain("All members agree")
  })

  it("lets a composition win nothing in which somebody could not read a message", () => {
    const text = table(unread(), { width: 120 })
    expect(text).toContain("art, group-chain, static signatures: 1 failure; first member m17 at step 41: BadSignature.")
    expect(text).toMatch(/^! art, group-chain, static signatures +322 kB +1\.0×/m)
    expect(text).toMatch(/^art, secret-tree, static signatures +329 kB +1\.0×/m)
  })

  it("lets no name control the terminal", () => {
    expect(table(fixture(renamed("evil\u001B[2J\nname", 2)))).toContain("evil\u{FFFD}[2J\u{FFFD}name")
  })

  it("is of use when nothing could run", () => {
    const text = table({ ...result, cells: [] })
    expect(text).toContain("No composition could run")
    expect(text).toContain("[joiner]")
  })

  it("takes the median over repeats and shows each repeat's health", () => {
    const [cell] = result.cells
    if (cell === undefined) throw new Error("the fixture has cells")
    const repeats = [10, 30, 20].map((median, repeat) => {
      const received = { ...cell.perMember.received, median }
      return Object.assign({}, cell, { repeat, perMember: { ...cell.perMember, received } })
    })
    const text = table({ ...result, cells: repeats })
    expect(text).toMatch(/^rfc9420 .* 20 B +1\.0×/m)
    expect(text).toMatch(/^rfc9420 #3 +yes/m)
    expect(text).toContain("3 repeats")
  })
})

describe("the markdown tables", () => {
  it("have one row for each composition, the cheapest in bold", () => {
    const text = markdown(result)
    for (const title of sections) expect(text).toContain(`### ${title}\n`)
    expect(text).toMatch(/^\| art, group-chain, static signatures \| \*\*322 kB 1\.0×\*\* /m)
    const widths = text
      .trimEnd()
      .split("\n\n")
      .flatMap((block) => (block.startsWith("|") ? [new Set(block.split("\n").map((line) => line.split(/(?<!\\)\|/).length))] : []))
    expect(widths.every((set) => set.size === 1)).toBe(true)
  })

  it("set words at the left and numbers at the right", () => {
    const text = markdown(result)
    const rules = new Map(text.split("\n### ").map((block) => [block.split("\n")[0], /^\| ---.*$/m.exec(block)?.[0]]))
    expect(rules.get("Cost")).toMatch(/^\| --- (\| ---: )+\|$/)
    expect(rules.get("Parts")).toMatch(/^\| --- (\| --- )+\|$/)
  })

  it("let no name become markup or a column", () => {
    const text = markdown(fixture(renamed("<script>|x| *b* $c$", 2)))
    expect(text).toContain("&lt;script&gt;\\|x\\| \\*b\\* \\$c\\$")
    expect(text).not.toContain("<script>")
  })
})

describe("the CSV", () => {
  it("has one value in each line", () => {
    const lines = csv(result).trimEnd().split("\r\n")
    expect(lines[0]).toBe("composition,workload,policy,base,repeat,group,metric,role,bound,statistic,unit,value")
    expect(lines).toContain("rfc9420,team-50,daily,real,0,counts,messages,,,value,count,240")
    expect(
      lines.some((line) =>
        line.startsWith('"art, secret-tree, static signatures",team-50,daily,real,0,cost,sent.commit,committer,,median,bytes,')
      )
    ).toBe(true)
    expect(lines).toContain("rfc9420,team-50,daily,real,0,agreement,agreed,,,value,flag,1")
    expect(lines).toContain("rfc9420,team-50,daily,real,0,cost,sent.commit,committer,,n,count,60")
  })

  it("has numbers only, and tells each from every other by the columns before it", () => {
    const counted = { ...result, cells: [...result.cells, ...result.cells.map((cell) => ({ ...cell, base: "counting" as const }))] }
    const lines = csv(counted).trimEnd().split("\r\n").slice(1)
    const values = lines.map((line) => line.slice(line.lastIndexOf(",") + 1))
    expect(values.filter((value) => value === "" || Number.isNaN(Number(value)))).toEqual([])
    expect(new Set(lines.map((line) => line.slice(0, line.lastIndexOf(",")))).size).toBe(lines.length)
  })

  it("quotes what would break a line", () => {
    expect(csv(fixture(renamed('a "b",\nc', 2)))).toContain('"a ""b"",\nc",team-50')
  })
})

describe("the names", () => {
  it("leave out the axes that everybody compares", () => {
    expect(names(["rfc9420", "cgka=art", "cgka=art,protection=group-chain"])).toEqual(["rfc9420", "art", "art, group-chain"])
  })

  it("keep every other axis, whatever its value is called", () => {
    expect(names(["integrity=none", "cgka=art,handshake=x"])).toEqual(["integrity=none", "art, handshake=x"])
    expect(names(["cgka=none", "signature=plain"])).toEqual(["none", "plain"])
  })

  it("leave out who computes where one computes for all", () => {
    expect(names(["rfc9420,provider=noble", "cgka=art,provider=noble"])).toEqual(["rfc9420", "art"])
    expect(names(["rfc9420", "rfc9420,provider=noble"])).toEqual(["rfc9420", "rfc9420,provider=noble"])
  })

  it("stay whole where they would coincide, and where they are not lists of parts", () => {
    expect(names(["signature=x", "cgka=x"])).toEqual(["signature=x", "cgka=x"])
    expect(names(["art, a=b, c", "e = mc²"])).toEqual(["art, a=b, c", "e = mc²"])
  })
})
