import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { builtIn, incompatibilities, profiles } from "../src/index.ts"

const root = resolve(import.meta.dirname, "../../..")
const read = (file: string): string => readFileSync(join(root, file), "utf8")
const filesOf = (pattern: string): ReadonlyArray<string> => globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] }).toSorted()

const pages = filesOf("docs/**/*.md")
const options = pages.filter((file) => dirname(file) === join("docs", "options"))
const index = read("docs/options/README.md")

/** The cells of each row of a page's tables, of as many columns as asked for. */
const rowsOf = (page: string, columns: number): ReadonlyArray<ReadonlyArray<string>> =>
  page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => cells.length === columns + 2)
    .map((cells) => cells.slice(1, -1))
const code = (cell: string | undefined): string | undefined => /^`(.+)`$/.exec(cell ?? "")?.[1]

/** Code, quoted or fenced, is nobody's wording. */
const prose = (page: string): string => page.replaceAll(/```[^]*?```/g, "").replaceAll(/`[^`\n]*`/g, "")

describe("what cannot be combined", () => {
  const page = read("docs/options/composition.md")

  it.each(incompatibilities.map(({ reason, rule }) => [rule, reason] as const))("is explained: %s", (rule, reason) => {
    expect(page).toContain(`| \`${rule}\` | ${reason} |`)
  })

  it("is explained where a part leaves nothing to choose, for each such part", () => {
    for (const { fixes, id } of builtIn) {
      for (const [axis, reason] of Object.entries(fixes ?? {})) {
        const row = rowsOf(page, 3).find((cells) => cells[1] === `\`${axis}\`` && cells[2] === reason)
        expect(row?.[0]?.split(", "), `${id} fixes ${axis}: ${reason}`).toContain(`\`${id}\``)
      }
    }
  })

  it("R104: has a row for each profile, and none for another", () => {
    const told = page.slice(page.indexOf("## Profiles"))
    const rows = rowsOf(told, 2).flatMap(([name, title]) => (code(name) === undefined ? [] : [`${code(name)}: ${title}`]))
    expect(rows).toEqual(profiles.map(({ name, title }) => `${name}: ${title}`))
  })
})

describe("the log of decisions", () => {
  it("R001: has one row for each option of the catalog, and none for another", () => {
    const logged = rowsOf(read("docs/decisions.md"), 4).flatMap(([axis, id]) => (code(id) === undefined ? [] : [`${axis}=${code(id)}`]))
    const catalogued = builtIn.map(({ axis, id }) => `${axis}=${id}`)
    expect(logged.toSorted()).toEqual(catalogued.toSorted())
  })
})

describe("the pages of the options", () => {
  it("are all named in the index, and all that it names are there", () => {
    const named = [...index.matchAll(/\]\(([^)#]+\.md)[^)]*\)/g)].map(([, target]) => join("docs", "options", target ?? ""))
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([])
    const own = options.filter((file) => !file.endsWith("README.md"))
    expect(own.filter((file) => !named.includes(file))).toEqual([])
  })

  it("are indexed by axis, with the parts that the catalog has and the default first", () => {
    const rows = new Map(rowsOf(index, 5).map((cells) => [code(cells[1]), cells[3]]))
    for (const axis of new Set(builtIn.map((part) => part.axis))) {
      const ids = builtIn.filter((part) => part.axis === axis).map(({ id }) => `\`${id}\``)
      const told = rows.get(axis)?.split(" ") ?? []
      expect(told[0], axis).toBe(ids[0])
      expect(told.toSorted(), axis).toEqual(ids.toSorted())
    }
  })

  it("tell of every part", () => {
    const named = [...index.matchAll(/\]\(([^)#]+\.md)[^)]*\)/g)].map(([, target]) => join("docs", "options", target ?? ""))
    const told = [...new Set(named)].filter((file) => existsSync(join(root, file)) && !file.endsWith("README.md")).map(read)
    const untold = builtIn.filter(({ id }) => !told.some((page) => page.includes(`\`${id}\``)))
    expect(untold.map(({ axis, id }) => `${axis}=${id}`)).toEqual([])
  })
})

describe("the wording", () => {
  it.each(pages)("R002: %s explains, and demands nothing in the capitals of RFC 2119", (file) => {
    const found = prose(read(file)).match(/\b(?:MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED|MAY|OPTIONAL)\b/g)
    expect(found ?? []).toEqual([])
  })

  it("R003: what the glossary does not use is used in no page, no README and no doc comment", () => {
    // Words with an exception in brackets are for readers to judge.
    const listed = /^Not used, .*: (.+)\.$/m.exec(read("docs/glossary.md"))?.[1] ?? ""
    const words = listed.split(", ").filter((word) => !word.includes("("))
    expect(words.length).toBeGreaterThan(2)
    const forbidden = new RegExp(`\\b(?:${words.join("|")})s?\\b`, "i")
    const texts = [...pages.filter((file) => !file.endsWith("glossary.md")), "README.md", ...filesOf("packages/*/README.md")].map(
      (file) => [file, prose(read(file))] as const
    )
    const comments = filesOf("packages/*/src/**/*.ts").map(
      (file) => [file, prose((read(file).match(/\/\*\*[^]*?\*\//g) ?? []).join("\n"))] as const
    )
    const found = [...texts, ...comments].flatMap(([file, text]) => {
      const hit = forbidden.exec(text)?.[0]
      return hit === undefined ? [] : [`${file}: ${hit}`]
    })
    expect(found).toEqual([])
  })

  it("R004: each link of a page leads somewhere, to a heading where it names one", () => {
    const anchorOf = (heading: string): string =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-")
    const astray = pages.flatMap((file) =>
      [...prose(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
        if (/^[a-z]+:/.test(link)) return []
        const [path = "", anchor] = link.split("#")
        const target = path === "" ? file : join(dirname(file), path)
        if (!existsSync(join(root, target))) return [`${file}: ${link}`]
        if (anchor === undefined) return []
        const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading))
        return headings.includes(anchor) ? [] : [`${file}: ${link}`]
      })
    )
    expect(astray).toEqual([])
  })
})
