import type { LabResult } from "@copath/lab-core"
import { parseHTML } from "linkedom"
import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { figures } from "../../src/figures/figures.ts"
import { settings } from "../../src/comparison.ts"
import { html } from "../../src/html/html.ts"
import { script, scriptHash } from "../../src/html/script.ts"
import { fixture, renamed, twelve } from "../fixture.ts"

const parsed = (result: LabResult) => parseHTML(html(result)).document
const result = fixture()
const page = html(result)
const document = parsed(result)
const all = (selector: string) => [...document.querySelectorAll(selector)]
const attack = `"><script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>&amp;`

describe("the page", () => {
  it("says what was compared, under which policy and with which seed", () => {
    expect(document.querySelector("title")?.textContent).toContain("12 compositions on team-50")
    expect(document.querySelector("h1")?.textContent).toBe("12 compositions on team-50")
    expect(page).toContain("rekey.everyMs=86400000")
    expect(document.querySelector("header")?.textContent).toContain("Seed 7f3a")
    expect(document.querySelector(".verdicts")?.textContent).toContain("All members agree on the epoch secret")
  })

  it("has the figures a reader looks for, each with a drawing for wide and narrow pages, a table and a button to copy it", () => {
    const titles = all("figure h3").map((heading) => heading.textContent)
    expect(titles).toEqual([
      "Stored per member against traffic per member and day",
      "CPU, all devices against traffic per member and day",
      "Bytes received, per member and day",
      "Bytes uploaded",
      "CPU by role",
      "Operations by primitive",
      "Commit size against group size",
      "Cumulative uploads",
      "Cumulative handshake uploads",
      "State size",
      "Group size"
    ])
    for (const figure of all("figure")) {
      expect(figure.querySelectorAll("svg.wide")).toHaveLength(1)
      expect(figure.querySelectorAll("svg.narrow")).toHaveLength(1)
      const [numbers, plot] = [...figure.querySelectorAll("button[data-copy]")].map((button) => button.getAttribute("data-copy"))
      const table = figure.querySelector("table")
      expect(table?.getAttribute("id")).toBe(numbers)
      expect(figure.querySelector("pre[hidden]")?.getAttribute("id")).toBe(plot)
      expect(figure.querySelector("pre[hidden]")?.textContent).toMatch(/^\\documentclass/)
      expect(table?.querySelectorAll("tbody tr").length).toBeGreaterThan(0)
      expect(figure.querySelector("figcaption")?.textContent).not.toBe("")
    }
  })

  it("has unique ids, and links and buttons that lead somewhere", () => {
    const ids = all("[id]").map((element) => element.getAttribute("id"))
    expect(new Set(ids).size).toBe(ids.length)
    const targets = [
      ...all("nav a").map((a) => a.getAttribute("href")?.slice(1)),
      ...all("[data-copy]").map((button) => button.getAttribute("data-copy"))
    ]
    for (const target of targets) expect(ids).toContain(target)
  })

  it("loads nothing", () => {
    expect(all("[src], link, iframe, img, object, use, image, base, form")).toEqual([])
    for (const a of all("[href]")) expect(a.getAttribute("href")).toMatch(/^#/)
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|\/\/[a-z]|@import|url\(/)
  })

  it("allows its own script and no other", () => {
    expect(scriptHash).toBe(`sha256-${createHash("sha256").update(script).digest("base64")}`)
    expect(document.querySelector("meta[http-equiv]")?.getAttribute("content")).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src '${scriptHash}'`
    )
    expect(all("script").map((element) => element.textContent)).toEqual([script])
  })

  it("can be reached by keyboard: whatever scrolls takes the focus and has a name", () => {
    for (const scrolling of all(".scroll, .drawing")) {
      expect(scrolling.getAttribute("tabindex")).toBe("0")
      expect(scrolling.getAttribute("aria-label")).not.toBe(null)
    }
  })

  it("marks the cheapest of a column for eye and ear", () => {
    const best = all("#setting-1-table-0 td.best").map((cell) => cell.textContent)
    expect(best).toContain("322 kB 1.0× (lowest)")
  })

  it("lists refused combinations, the environment and the limits", () => {
    expect(document.querySelector("#refused")?.textContent).toContain("One chain for the whole group needs every member")
    expect(document.querySelector("footer")?.textContent).toContain("a processor of 2 GHz")
    expect(document.querySelector("footer")?.textContent).toContain("A cheaper composition may protect less.")
  })

  it("keeps raw numbers for copying", () => {
    const raw = document.querySelector("#setting-1-uploaded-data tbody td")?.getAttribute("data-raw")
    expect(Number(raw)).toBeGreaterThan(1000)
  })

  it("lets no name in the result become markup", () => {
    const named = renamed(attack, 3).map((model) => Object.assign({}, model, { parts: { ...model.parts, [attack]: model.name } }))
    const base = fixture(named, [
      { workload: { ...result.cells[0]!.workload, name: attack }, policy: { name: attack, values: { [attack]: attack } } }
    ])
    const hostile = {
      ...base,
      made: { ...base.made, seed: attack, argv: [attack] },
      refused: [{ name: attack, parts: {}, rule: attack, reason: attack }]
    }
    const text = html(hostile)
    const tree = parsed(hostile)
    expect(text.match(/<script/g)).toHaveLength(1)
    expect([...tree.querySelectorAll("script")].map((element) => element.textContent)).toEqual([script])
    expect(tree.querySelectorAll("img")).toHaveLength(0)
    expect(
      [...tree.querySelectorAll("*")].flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith("on")))
    ).toEqual([])
    expect(tree.querySelector("h1")?.textContent).toContain(attack)
  })

  it("is the same text for the same result", () => {
    expect(html(fixture())).toBe(page)
  })

  it("gives every setting its own figures", () => {
    const two = fixture(twelve.slice(0, 2), [{ policy: { name: "hourly", values: {} } }, { policy: { name: "never", values: {} } }])
    const tree = parsed(two)
    expect([...tree.querySelectorAll("h2")].map((heading) => heading.textContent).slice(0, 3)).toEqual([
      "Overview",
      "team-50, policy hourly",
      "team-50, policy never"
    ])
    expect(tree.querySelector("h1")?.textContent).toBe("2 compositions on team-50 under 2 policies")
    expect(tree.querySelectorAll("figure")).toHaveLength(20)
  })

  it("has no figure for what never happened", () => {
    const still = { ...result, cells: result.cells.map((cell) => Object.assign(structuredClone(cell), { commits: [] })) }
    expect([...parsed(still).querySelectorAll("figure h3")].map((heading) => heading.textContent)).not.toContain(
      "Commit size against group size"
    )
    expect(parsed({ ...result, cells: [] }).querySelector("h1")?.textContent).toBe("No composition could run")
  })
})

describe("the figures of a quiet run", () => {
  const cells = result.cells.map((cell) => {
    const [first] = cell.commits
    const { timeline } = cell
    const still = { ...timeline, members: timeline.members.map(() => 50) }
    return Object.assign(structuredClone(cell), { commits: first === undefined ? [] : [first], timeline: still })
  })
  const quiet = parsed({ ...result, cells })
  const titles = [...quiet.querySelectorAll("figure h3")].map((heading) => heading.textContent)

  it("do not plot what never changed", () => {
    expect(titles).toContain("State size")
    expect(titles).not.toContain("Group size")
  })

  it("are bars, one for each composition, where all commits are of one group size", () => {
    expect(titles).toContain("Commit size")
    expect(titles).not.toContain("Commit size against group size")
    expect(quiet.querySelectorAll("#setting-1-commit-size-data tbody tr")).toHaveLength(12)
    expect(quiet.querySelector("#setting-1-commit-size .legend")).toBe(null)
  })
})

describe("the commit sizes", () => {
  const captionOf = (commits: LabResult["cells"][number]["commits"]) => {
    const cells = result.cells.map((cell) => Object.assign(structuredClone(cell), { commits }))
    return parsed({ ...result, cells }).querySelector("#setting-1-commit-size figcaption")?.textContent
  }
  const creating = { step: 0, members: 20, bytes: 9000, welcomeBytes: 0, adds: 19, removes: 0 }
  const rekey = { step: 1, members: 20, bytes: 900, welcomeBytes: 0, adds: 0, removes: 0 }

  it("leave out the commit that creates the group, unless it is the only one", () => {
    expect(captionOf([creating, rekey])).toContain("with 20 members: without the commit that creates the group")
    expect(captionOf([creating])).toContain("with 20 members: the one that creates the group")
    const cells = result.cells.map((cell) => Object.assign(structuredClone(cell), { commits: [creating, rekey] }))
    const values = [...parsed({ ...result, cells }).querySelectorAll("#setting-1-commit-size-data td")]
    expect(new Set(values.map((value) => value.getAttribute("data-raw")))).toEqual(new Set(["900"]))
  })

  it("have whole numbers of members on their axis", () => {
    const commits = [rekey, { ...rekey, step: 2, members: 21 }]
    const cells = result.cells.map((cell) => Object.assign(structuredClone(cell), { commits }))
    const labels = parsed({ ...result, cells }).querySelectorAll("#setting-1-commit-size .wide [aria-label='x-axis tick label'] text")
    expect([...labels].map((tick) => tick.textContent)).toEqual(["20", "21"])
  })
})

describe("the lines of a figure", () => {
  it("become one where they are too close to tell apart, and say so", () => {
    const near = twelve.slice(0, 2).map((model, i) => Object.assign({}, model, { stateBytes: (n: number) => 900 + 290 * n + i }))
    const [setting] = settings(fixture(near))
    const state = setting === undefined ? undefined : figures(setting).find(({ id }) => id === "state")
    expect(state?.legend.map(({ name }) => name)).toEqual([`${near[0]?.name} ≈ ${near[1]?.name}`])
    expect(state?.columns).toHaveLength(2)
  })

  it("become one where they coincide, and say whose it is", () => {
    const [setting] = settings(result)
    const sizes = setting === undefined ? undefined : figures(setting).find(({ id }) => id === "members")
    expect(sizes?.legend.map(({ name }) => name)).toEqual(["all 12 alike"])
    expect(sizes?.columns).toHaveLength(12)
  })
})
