import { describe, expect, it } from "vitest"
import { csvFiles } from "../src/csv.ts"
import { markdown } from "../src/markdown.ts"
import { table } from "../src/table.ts"
import { fixture } from "./fixture.ts"
import { overSeeds } from "./seeds.ts"

/** The rows of a section of the Markdown tables. */
const rowsOf = (text: string, title: string): ReadonlyArray<string> =>
  (text.split(`### ${title}`)[1] ?? "")
    .split("\n###")[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2) ?? []

describe("several seeds", () => {
  it("are summarised by median and the range of the middle 95 %", () => {
    const rows = rowsOf(markdown(overSeeds(5)), "Spread over the seeds")
    // 0, 10, … 40 % more: the median seed has 20 %, the range reaches from 1 % to 39 %.
    expect(rows[0]).toMatch(/^\| rfc9420 \| 436 kB \\\[367 kB, 505 kB\\\] \|/)
    expect(rows[1]).toMatch(/ \| 872 kB \\\[73\d kB, 1\.01 MB\\\] \|/)
  })

  it("are compared in pairs, by the Hodges–Lehmann shift, with a star where it is not chance", () => {
    const text = markdown(overSeeds(8))
    expect(text).toContain("### Against rfc9420, paired by seed")
    expect(text).toContain("Hodges–Lehmann shift over 8 seeds, with its 95 % interval.")
    expect(rowsOf(text, "Against rfc9420, paired by seed")).toEqual([
      expect.stringMatching(/^\| treekem, secret-tree, ephemeral signatures \| \+491 kB \\\[\+\d+ kB, \+\d+ kB\\\] \\?\*/)
    ])
  })

  it("have no star where there are too few, which the note says", () => {
    const text = markdown(overSeeds(3))
    expect(text).toContain("over 3 seeds, with an interval that is")
    expect(text).toContain("worth 75 % at most, for there are so few seeds")
    expect(text).toContain("With 3 seeds no difference between 2 compositions can be told from chance; with 6 it could.")
    expect(rowsOf(text, "Against rfc9420, paired by seed").join("")).not.toContain("\\*")
  })

  it("say nothing of one seed", () => {
    expect(table(fixture())).not.toContain("Spread over")
    expect(table(fixture())).not.toContain("paired by seed")
  })

  it("stand in the CSV with quantiles, and beside it the samples of the plots", () => {
    const files = csvFiles(overSeeds(5))
    expect([...files.keys()]).toEqual(["values.csv", "seeds.csv", "timeline.csv", "commits.csv"])
    const seeds = (files.get("seeds.csv") ?? "").split("\r\n")
    expect(seeds[0]).toBe("composition,workload,policy,base,metric,statistic,unit,value")
    expect(seeds).toContain("rfc9420,team-50,daily,real,sent,n,count,5")
    expect(seeds.find((line) => line.startsWith("rfc9420,team-50,daily,real,sent,97.5 %"))).toMatch(/,50\d{4}/)
    expect(files.get("timeline.csv")).toMatch(
      /^composition,workload,policy,base,repeat,step,timeMs,quantity,unit,value\r\nrfc9420,team-50,daily,real,0,0,0,epoch,count,1\r\n/
    )
    expect(files.get("commits.csv")).toContain("\r\nrfc9420,team-50,daily,real,0,0,members,count,20\r\n")
    for (const text of files.values()) {
      const widths = new Set(
        text
          .trimEnd()
          .split("\r\n")
          .map((line) => line.replaceAll(/"[^"]*"/g, "").split(",").length)
      )
      expect(widths.size).toBe(1)
    }
  })
})
