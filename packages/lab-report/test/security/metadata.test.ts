import type { LabResult, MetadataSight } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { csvFiles } from "../../src/csv.ts"
import { html } from "../../src/html/html.ts"
import { markdown } from "../../src/markdown.ts"
import { table } from "../../src/table.ts"
import { tex } from "../../src/tex/tex.ts"
import { looked, security } from "./fixture.ts"

const sight = (kind: string, field: MetadataSight["field"], sight: MetadataSight["sight"], why: string): MetadataSight => ({
  kind,
  field,
  sight,
  messages: 4,
  shown: sight === "readable" ? 4 : 0,
  why
})
const shut: ReadonlyArray<MetadataSight> = [
  sight("application", "group", "readable", 'group "a|b <i>", at offset 5'),
  sight("application", "sender", "unjudged", "two messages each are needed"),
  sight("commit", "sender", "hidden", "not in the 18 readable bytes before what is sealed"),
  sight("all", "membership", "hidden", "who goes is not readable")
]
const open = shut.map((line) =>
  line.kind === "commit" ? { ...line, sight: "readable" as const, shown: 4, why: "leaf 0, at offset 16" } : line
)

/** Of the three compositions the last one sends its commits in clear. */
const result = (): LabResult => {
  const all = looked()
  const cells = all.cells.map((cell, i) => ({ ...cell, security: security(0.2, { metadata: i === 2 ? open : shut }) }))
  return { ...all, cells }
}

describe("what the server reads", () => {
  it("is a matrix of messages and fields in words; compositions of which it reads the same stand together", () => {
    const text = table(result(), { width: 160 })
    const [, shut = "", clear = ""] = text.split(/^(?=What the server reads)/m).map((part) => part.split("\n\n")[0])
    expect(text).toMatch(/^What the server reads: rfc9420 = treekem, secret-tree, ephemeral signatures\. /m)
    expect(shut).toMatch(/group +sender +who\n +is there\n/)
    expect(shut).toMatch(/^message +readable +unjudged +–$/m)
    expect(shut).toMatch(/^commit +– +hidden +–$/m)
    expect(shut).toMatch(/^all together +– +– +hidden$/m)
    expect(clear).toMatch(/^What the server reads: treekem, group-chain, static signatures\. /)
    expect(clear).toMatch(/^commit +– +readable +–$/m)
    // A terminal has no room for proofs.
    expect(text).not.toContain("at offset 16")
  })

  it("tells proofs and reasons in Markdown, LaTeX and the page, where no value becomes markup", () => {
    const md = markdown(result())
    expect(md).toContain("### Where the server reads it: rfc9420 = treekem, secret-tree, ephemeral signatures")
    expect(md).toContain("| leaf 0, at offset 16 |")
    expect(md).toContain(String.raw`group "a\|b &lt;i&gt;", at offset 5`)
    const page = html(result())
    expect(page).toContain("leaf 0, at offset 16")
    expect(page).not.toContain("<i>")
    expect(page).toMatch(/<td class="shut words" data-raw="hidden">hidden<\/td>/)
    expect(page).toMatch(/<td class="open words" data-raw="readable">readable<\/td>/)
    expect([...tex(result()).keys()]).toEqual(
      expect.arrayContaining([
        "setting-1-what-the-server-reads-treekem-group-chain-static-signatures.tex",
        "setting-1-where-the-server-reads-it-treekem-group-chain-static-signatures.tex"
      ])
    )
  })

  it("is in the CSV, by line and in a file of its own with the reasons", () => {
    const files = csvFiles(result())
    expect(files.get("values.csv")).toMatch(/,security,metadata\.commit\.sender,,,shown,count,0\r\n/)
    expect(files.get("metadata.csv")).toMatch(/^composition,workload,policy,base,repeat,kind,field,sight,shown,messages,why\r\n/)
    expect(files.get("metadata.csv")).toMatch(/,commit,sender,readable,4,4,"leaf 0, at offset 16"\r\n/)
    expect(files.get("metadata.csv")?.trimEnd().split("\r\n")).toHaveLength(1 + 3 * 4)
  })

  it("is not there where nobody looked", () => {
    expect(table(looked())).not.toContain("What the server reads")
    expect(csvFiles(looked()).has("metadata.csv")).toBe(false)
  })
})

describe("what signatures are declared to be worth", () => {
  const declared = { attributable: "signer", transferable: false, verifiers: "members" } as const
  it("decides how many texts convince, and is told where it is not what was measured", () => {
    const deniable = { texts: 4, signed: 4, convincing: 0, declared, disagreements: [] }
    const text = (
      deniability:
        | typeof deniable
        | { texts: number; signed: number; convincing: number; declared: typeof declared; disagreements: ReadonlyArray<string> }
    ) => table(looked({ deniability }), { width: 200 })
    expect(text(deniable)).toMatch(/convincing\n.*\n(.*100 %\n){2}.* 0$/m)
    expect(text(deniable)).not.toContain("Declared otherwise")
    expect(text({ ...deniable, disagreements: ["declared is one thing"] })).toMatch(/Declared otherwise[^]*declared is one thing/)
  })
})
