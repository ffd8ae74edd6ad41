import { parseHTML } from "linkedom"
import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { html } from "../../src/html/html.ts"
import { heatScript, heatScriptHash } from "../../src/security/heatScript.ts"
import { fixture } from "../fixture.ts"
import { figures, looked } from "./fixture.ts"

const parsed = (result = looked()) => parseHTML(html(result)).document

describe("what an attacker learns, on the page", () => {
  it("is allowed one more script, by its hash, and only where there is something to draw", () => {
    expect(heatScriptHash).toBe(`sha256-${createHash("sha256").update(heatScript).digest("base64")}`)
    expect(html(looked())).toContain(`'${heatScriptHash}'`)
    expect(html(fixture())).not.toContain(heatScriptHash)
    expect(html(fixture())).not.toContain("heatbox")
  })

  it("has a heatmap for each composition, named, reachable, with its numbers beside it", () => {
    const heats = [...parsed().querySelectorAll("figure.heat")]
    expect(heats).toHaveLength(3)
    for (const heat of heats) {
      expect(heat.querySelector("canvas")?.getAttribute("tabindex")).toBe("0")
      expect(heat.querySelector("canvas")?.getAttribute("aria-label")).toContain("Arrow keys move")
      expect([...heat.querySelectorAll("tbody th")].map((head) => head.textContent)).toEqual(["ann", "bob", "cid"])
      const data = JSON.parse(heat.querySelector("script")?.textContent ?? "") as { rows: ReadonlyArray<object>; certificates?: object }
      expect(data.rows).toHaveLength(4)
      expect(data.certificates).toBeDefined()
    }
    // Ann's four states: of two messages each that fall, those said later and those said before.
    expect([...(heats[0]?.querySelectorAll("tbody tr:first-child td") ?? [])].map((cell) => cell.textContent)).toEqual([
      "4",
      "31.3 %",
      "0.8",
      "0.5",
      "1"
    ])
  })

  it("shows how much of the past falls, or says that nothing does", () => {
    const views = [...parsed().querySelectorAll("figure.sleepers")]
    expect(views).toHaveLength(3)
    expect(JSON.parse(views[0]?.querySelector("script")?.textContent ?? "")).toEqual({
      // prettier-ignore
      members: [["ann", [[0, 2, 0], [2, 4, 1]]], ["bob", [[0, 1, 0], [1, 4, 1]]], ["cid", [[0, 4, 0]]]],
      most: 1,
      states: 4
    })
  })

  it("says who could write in whose name; senders alike share a row", () => {
    const document = parsed()
    const rows = (id: string) =>
      [...document.querySelectorAll(`#${id} tbody tr`)].map((row) => [...row.children].map((cell) => cell.textContent))
    expect(rows("setting-1-forgery-all")[0]).toEqual([expect.any(String), "0", "0", "25.0 %", "–"])
    expect(rows("setting-1-forgery-0")).toEqual([
      ["ann, bob", "0", "0", "25.0 %", "–"],
      ["cid", "0", "0", "0", "–"]
    ])
  })

  it("has the plane of exposure against traffic first, and survival", () => {
    const titles = [...parsed().querySelectorAll("figure h3")].map((heading) => heading.textContent)
    expect(titles[0]).toBe("Exposure against traffic per member and day")
    expect(titles).toContain("Compromise against bytes spent")
  })

  it("has unique ids, and links and buttons that lead somewhere", () => {
    const document = parsed()
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.getAttribute("id"))
    expect(new Set(ids).size).toBe(ids.length)
    const links = [...document.querySelectorAll("nav a")].map((a) => a.getAttribute("href")?.slice(1))
    expect(links).toContain("setting-1-heatmaps")
    for (const target of [...links, ...[...document.querySelectorAll("[data-copy]")].map((one) => one.getAttribute("data-copy"))])
      expect(ids).toContain(target)
  })

  it("lists the limits, and no longer says that nothing measures exposure", () => {
    expect(parsed().querySelector("footer")?.textContent).toContain("replaces none")
    expect(parsed().querySelector("footer")?.textContent).not.toContain("Nothing here measures")
    expect(parseHTML(html(fixture())).document.querySelector("footer")?.textContent).toContain("Nothing here measures")
  })

  it("says why there is no certificate, and has room for both bounds", () => {
    const page = parsed(looked({ upper: figures(0.9), certificatesLeftOut: "They would take 9 bytes; the limit is 8." }))
    expect(page.querySelectorAll("figure.heat h4")[2]?.textContent).toContain("75.0 % – 90.0 %")
  })

  it("cannot be broken out of by a member's name", () => {
    const attack = '</script><img src=x onerror="alert(1)">'
    const page = html(looked({ members: [attack, "bob", "cid"] }))
    expect(page).not.toContain("<img")
    expect(page).toContain(String.raw`\u003c/script>\u003cimg`)
  })
})
