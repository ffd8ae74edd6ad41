import { type Foretold, type ScaleObservations, type ScaleResult, type ScaleResultCell } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { chapters } from "../../src/chapters.ts"
import { csvFiles } from "../../src/csv.ts"
import { html } from "../../src/html/html.ts"
import { markdown } from "../../src/markdown.ts"
import { study } from "../../src/study.ts"
import { table } from "../../src/table.ts"
import { tex } from "../../src/tex/tex.ts"
import { fixture, twelve } from "../fixture.ts"

const observed = (mean: number, exact = true): ScaleObservations => ({
  n: 10,
  total: 10 * mean,
  mean,
  lo: mean,
  hi: mean,
  samples: exact ? 10 : 2,
  exact,
  ...(exact ? {} : { interval: [8 * mean, 12 * mean] })
})

const cell = (size: number, id: string, bytes: number, times?: { readonly committer: Foretold }): ScaleResultCell => ({
  composition: { id, name: id },
  founded: "created",
  members: [size, size],
  counts: {
    messages: 0,
    proposals: 0,
    creations: 1,
    commits: 10,
    adds: 0,
    removes: 0,
    rekeys: 9,
    ciphertexts: 10 * Math.log2(size),
    classes: 10
  },
  costs: { "sent.commit": { committer: observed(bytes) }, "operations.sign": { member: observed(1, false) } },
  work: {
    committer: {
      events: 10,
      bytes: 0,
      operations: [
        { primitive: "hpke.seal", count: 10 * size, bytes: 0 },
        { primitive: "hash", count: 5, bytes: 0 }
      ]
    },
    member: { events: 10, bytes: 0, operations: [{ primitive: "sign", count: 10, bytes: 0 }] }
  },
  notices: ["something is not counted"],
  ...(times === undefined ? {} : { foretold: times }),
  run: { seconds: 0.5, memory: 1 }
})

const sizes = [4, 16, 64, 256, 1024, 4096]
const file = (id = "tree", changes: Partial<ScaleResult> = {}): ScaleResult => ({
  lab: "scale/1",
  seed: "s",
  workload: "mixed",
  argv: ["lab", "scale", "mixed"],
  cells: sizes.map((size) => cell(size, id, 100 * Math.log2(size))),
  refused: [],
  ...changes
})
const timed = (error?: number): ScaleResult =>
  file("tree", {
    calibration: { device: "a phone", suite: "S1", provider: "none" },
    cells: sizes.map((size) => cell(size, "tree", 100, { committer: { ms: size, ...(error === undefined ? {} : { error }) } }))
  })

describe("a report of counted groups", () => {
  it("plots each figure against the size of the group with slope and law, by role", () => {
    const [chapter] = chapters(study([], [["a", file()]]))
    expect(chapter).toMatchObject({ id: "scale-1", title: "Counted: mixed" })
    const titles = chapter?.figures.map(({ title }) => title)
    expect(titles).toEqual([
      "commit, bytes",
      "ciphertexts in a commit",
      "kinds of receivers of a commit",
      "committer: public-key operations",
      "committer: hashes, KDF, MAC and AEAD",
      "member: public-key operations"
    ])
    const [bytes, , , seals] = chapter?.figures ?? []
    expect(bytes?.plot).toMatchObject({ kind: "lines", x: { label: "members at the beginning", log: true }, y: { log: true } })
    expect(bytes?.legend[0]?.name).toMatch(/^tree: slope 0\.\d\d \[.*\], a \+ b·log n$/)
    expect(seals?.legend[0]?.name).toMatch(/^tree: slope 1\.00 \[1\.00, 1\.00\]/)
    expect(bytes?.rows.map(({ raw, values }) => [raw, values[0]])[2]).toEqual([64, 600])
  })

  it("puts compositions of several files beside each other, and names what two have counted after each", () => {
    const [chapter, ...others] = chapters(
      study(
        [],
        [
          ["a", file()],
          ["b", file("flat")],
          ["c", file()]
        ]
      )
    )
    expect(others).toEqual([])
    expect(chapter?.sections[0]?.columns).toEqual(["tree (a)", "flat", "tree (c)"])
    expect(
      chapters(
        study(
          [],
          [
            ["a", file()],
            ["b", file("flat", { workload: "churn" })]
          ]
        )
      ).map(({ title }) => title)
    ).toEqual(["Counted: mixed", "Counted: churn"])
  })

  it("marks what is told from samples, and says what was not counted and refused", () => {
    const text = table(study([], [["a", file("tree", { refused: ["art: no."] })]]), { width: 200 })
    expect(text).toMatch(/^member: public-key operations +~1 ±0\.2 +~1 ±0\.2/m)
    expect(text).toMatch(/^committer: public-key operations +4 +16 +64 +256 +1,024 +4,096$/m)
    expect(text).toContain("Something is not counted. Refused: art: no.")
    expect(text).toContain("1 composition counted with up to 4,096 members")
    expect(text).toContain("Counted with seed s in 3.0 s. Command: lab scale mixed")
    const none = table(study([], [["a", file("tree", { cells: [], refused: ["art: no."] })]]))
    expect(none).toContain("Refused: art: no.")
  })

  it("tells times with the error of such predictions, and leaves them out above a quarter", () => {
    const good = table(study([], [["a", timed(0.2)]]), { width: 200 })
    expect(good).toMatch(/^committer +4\.00 ms .* 20 %$/m)
    expect(good).not.toContain("Warning")
    const bad = table(study([], [["a", timed(0.26)]]), { width: 200 })
    expect(bad).toMatch(/^committer +– .* ! 26 %$/m)
    expect(bad.replaceAll("\n", " ")).toContain("Warning: what a committer does was foretold with a mean error of 26 %, above 25 %")
    expect(table(study([], [["a", timed()]]), { width: 200 })).toContain("never checked")
    expect(html(study([], [["a", timed(0.2)]]))).toContain("off by 20 % in the mean.")
    expect(html(study([], [["a", timed(0.26)]]))).not.toContain("in the mean.")
  })

  it("is in Markdown, LaTeX and CSV, number by number", () => {
    const all = study([], [["a", timed(0.2)]])
    expect(markdown(all)).toContain("## Counted: mixed")
    const files = tex(all)
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(["scale-1-ms-committer.dat", "scale-1-ms-committer.tex", "scale-1-times-foretold.tex"])
    )
    expect(files.get("scale-1-times-foretold.tex")).toMatch(/\\parbox\{12cm\}\{[^{}]*Counted groups: .* not measured\.\}/)
    expect(files.get("scale-1-times-foretold.tex")).not.toContain("adversary")
    const csv = csvFiles(all)
    expect([...csv.keys()]).toEqual(["scale.csv"])
    expect(csv.get("scale.csv")).toMatch(/^file,composition,workload,founded,members,group,metric,role,statistic,unit,value\r\n/)
    expect(csv.get("scale.csv")).toContain(",tree,mixed,created,64,foretold,time,committer,error,share,0.2\r\n")
    expect(csv.get("scale.csv")).toContain(",tree,mixed,created,64,cost,operations.sign,member,exact,flag,0\r\n")
    expect(csv.get("scale.csv")).toContain(",tree,mixed,created,64,cost,operations.sign,member,total 97.5 %,count,12\r\n")
    expect(csv.get("scale.csv")).toContain(",tree,mixed,created,64,figures,public-key-committer,committer,value,count,64\r\n")
  })

  it("stands beside what was run", () => {
    const both = study([["r", fixture(twelve.slice(0, 2))]], [["s", file()]])
    expect(chapters(both).map(({ id }) => id)).toEqual(["overview", "setting-1", "scale-1"])
    const text = table(both)
    expect(text).toContain("2 compositions on team-50; 1 composition counted with up to 4,096 members")
    expect(text).toContain("Counted: mixed")
    expect([...csvFiles(both).keys()]).toContain("scale.csv")
    expect([...csvFiles(both).keys()]).toContain("values.csv")
  })

  it("of one size has tables and no curves", () => {
    const [chapter] = chapters(study([], [["a", file("tree", { cells: [cell(8, "tree", 300)] })]]))
    expect(chapter?.figures).toEqual([])
    expect(chapter?.sections.map(({ title }) => title)).toEqual(["By size"])
  })
})
