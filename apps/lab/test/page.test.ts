import { opened, unreadable } from "@copath/chromium"
import { describeInChromium } from "@copath/chromium/vitest"
import { type LabResult } from "@copath/lab-core"
import { html } from "@copath/lab-report"
import { pathToFileURL } from "node:url"
import { beforeAll, expect, test } from "vitest"
import { extreme } from "./extremes.ts"
import { file } from "./kit.ts"
import { reportPage } from "./reportPage.ts"

const timeout = 240_000
const twelve = ["--vary", "cgka=treekem,art,flat", "--vary", "protection=secret-tree,group-chain", "--vary", "signature=static,ephemeral"]

let url: string
let result: LabResult

describeInChromium("the page of lab run --html, in a browser without a network", { timeout }, (browser) => {
  beforeAll(async () => {
    ;({ result, url } = await reportPage([...twelve, "--policy", "default", "--seed", "page"]))
  }, timeout)

  test("asks for nothing but itself, and complains of nothing", async () => {
    const { complaints, page, requests } = await opened(browser(), url, 1200)
    await page.locator("button[data-copy]").first().click()
    expect(requests).toEqual([url])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test("says what was compared, under which policy and seed, and that all agree", async () => {
    const { page } = await opened(browser(), url, 1200)
    expect(await page.title()).toBe("12 compositions on small: bytes, operations, time and state")
    expect(await page.locator("h1").innerText()).toBe("12 compositions on small")
    expect(await page.locator("h2").allInnerTexts()).toEqual(["Overview", "small, policy default", "Environment and limits"])
    expect(await page.locator("main").innerText()).toContain("rekey.everyMessages=25")
    expect(await page.locator("header").innerText()).toContain("Seed page.")
    expect(await page.locator(".verdicts li").allInnerTexts()).toEqual([
      "All members agree on the epoch secret at the end, in each of 12 compositions."
    ])
    const names = result.cells.map(({ composition }) => composition.name.replaceAll(/\w+=/g, "").replaceAll(",", ", "))
    expect(new Set(names).size).toBe(12)
    expect(await page.locator("#setting-1-table-0 tbody th").allInnerTexts()).toEqual(names)
    await page.context().close()
  })

  test.each([
    [1200, "light"],
    [1200, "dark"],
    [390, "light"],
    [390, "dark"]
  ] as const)("shows every figure whole and legible at %i pixels, %s", async (width, scheme) => {
    const { page } = await opened(browser(), url, width, scheme)
    const figures = await page.locator("figure").all()
    expect(figures.length).toBeGreaterThanOrEqual(8)
    for (const figure of figures) {
      const drawing = figure.locator(".drawing svg:visible")
      expect(await drawing.count()).toBe(1)
      const box = await drawing.boundingBox()
      expect(box?.width).toBeGreaterThan(300)
      expect(box?.height).toBeGreaterThan(150)
      expect(await drawing.locator("rect, path, circle").count()).toBeGreaterThan(0)
    }
    expect(await unreadable(page.locator(".drawing svg:visible"))).toEqual([])
    const [background, ink] = await page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.body).color
    ])
    expect([background, ink]).toEqual(
      scheme === "light" ? ["rgb(255, 255, 255)", "rgb(27, 31, 36)"] : ["rgb(20, 23, 27)", "rgb(228, 231, 235)"]
    )
    await page.context().close()
  })

  test.each([
    ["a microsecond and a byte", { ms: (i: number) => 0.001 * (1 + i / 40), size: 0.001 }],
    ["times next to a change of unit", { ms: (i: number) => 999.4 + i / 10, size: 1 }],
    ["times that hardly differ", { ms: (i: number) => 104.2 + i / 1000, size: 999.6 }],
    ["times a decade apart from one another", { ms: (i: number) => 10 ** (i - 4), size: 1e6 }],
    ["ten million milliseconds and petabytes", { ms: (i: number) => 1e7 * (1 + i / 7), size: 1e12 }],
    ["times in no order", { ms: (i: number) => 3.7 ** ((i * 7) % 12), size: 31.4 }],
    [
      "120 characters in each name",
      {
        ms: (i: number) => 40 + i,
        size: 1,
        name: (i: number) =>
          "cgka=some-tree, "
            .repeat(8)
            .slice(0, 118)
            .concat(`-${i % 10}`)
      }
    ],
    ["120 wide letters in each name", { ms: (i: number) => 40 * 1.3 ** i, size: 1, name: (i: number) => `${i}-${"W".repeat(118)}` }],
    ["40 wide letters in each name", { ms: (i: number) => 40 * 2 ** i, size: 1, name: (i: number) => `${i}-${"M@".repeat(19)}` }],
    ["names in a script of wide letters", { ms: (i: number) => 90 - i, size: 1, name: (i: number) => `${"木".repeat(60)}${i}` }]
  ])("is legible whatever was measured: %s", async (_, other) => {
    const at = pathToFileURL(file("extreme.html", html(extreme(result, other)))).href
    for (const width of [390, 800, 1200]) {
      const { page } = await opened(browser(), at, width)
      expect(await unreadable(page.locator(".drawing svg:visible")), `at ${width} pixels`).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      const ticks = page.locator('.drawing svg:visible [aria-label$="axis tick label"]')
      const twice = await ticks.evaluateAll((axes) =>
        axes
          .map((axis) => [...axis.querySelectorAll("text")].map((text) => text.textContent ?? ""))
          // Names of rows may be alike where they are shortened; numbers may not.
          .filter((texts) => texts.every((text) => /^[\d.]/.test(text)) && new Set(texts).size < texts.length)
      )
      expect(twice, `at ${width} pixels`).toEqual([])
      await page.context().close()
    }
  })

  // A phone is too narrow for five columns: there tables scroll, inside themselves.
  test.each([
    [1200, ".drawing, section .scroll:not(details .scroll)"],
    [390, ".drawing"],
    [320, ".drawing"]
  ])("does not scroll sideways at %i pixels, its numbers opened", async (width, still) => {
    const { page } = await opened(browser(), url, width)
    await page.locator("details").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")))
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    const boxes = page.locator(still)
    expect(await boxes.count()).toBeGreaterThanOrEqual(8)
    expect(
      await boxes.evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.getAttribute("aria-label")))
    ).toEqual([])
    await page.context().close()
  })

  test("opens each figure's numbers by keyboard", async () => {
    const { page } = await opened(browser(), url, 1200)
    for (const figure of await page.locator("figure").all()) {
      const table = figure.locator("table")
      expect(await table.isVisible()).toBe(false)
      await figure.locator("button").last().focus()
      await page.keyboard.press("Tab")
      expect(await figure.locator("summary").evaluate((summary) => summary === document.activeElement)).toBe(true)
      await page.keyboard.press("Enter")
      expect(await table.isVisible()).toBe(true)
      expect(await table.locator("tbody tr").count()).toBeGreaterThan(0)
    }
    await page.context().close()
  })

  test("puts a figure's numbers on the clipboard, unrounded", async () => {
    const { page } = await opened(browser(), url, 1200)
    const button = page.locator('button[data-copy="setting-1-uploaded-data"]')
    await button.focus()
    await page.keyboard.press("Enter")
    await page.waitForFunction((b) => b?.textContent === "Copied", await button.elementHandle())
    await page.evaluate(() => document.body.append(Object.assign(document.createElement("textarea"), { id: "pasted" })))
    await page.locator("#pasted").focus()
    await page.keyboard.press("Control+V")
    const [head, ...lines] = (await page.locator("#pasted").inputValue()).trimEnd().split("\n")
    expect(head).toBe("composition,message,commit,welcome,key package")
    expect(lines).toHaveLength(12)
    const sent = (["sent.application", "sent.commit", "sent.welcome", "sent.keyPackage"] as const).map((metric) =>
      result.cells.map(({ cost }) => Object.values(cost[metric] ?? {}).reduce((sum, role) => sum + (role?.total ?? 0), 0))
    )
    expect(lines.map((line) => line.split(",").slice(-4).map(Number))).toEqual(result.cells.map((_, i) => sent.map((column) => column[i])))
    expect(lines[0]).toMatch(/^rfc9420,/)
    expect(lines[11]).toMatch(/^"mkem, group-chain, eph-certified",/)
    await page.context().close()
  })

  test("puts a figure on the clipboard as a document for pgfplots, and then says so", async () => {
    const { page } = await opened(browser(), url, 1200)
    const button = page.locator('button[data-copy="setting-1-uploaded-tex"]')
    await button.focus()
    await page.keyboard.press("Enter")
    await page.waitForFunction((b) => b?.textContent === "Copied", await button.elementHandle())
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/^\\documentclass\[border=4pt\]\{standalone\}\n/)
    expect(copied).toContain(String.raw`\addlegendentry{message}`)
    await page.waitForFunction((b) => b?.textContent === "Copy pgfplots", await button.elementHandle())
    await page.context().close()
  })

  test("marks the front of each plane, whose numbers say which points are on it", async () => {
    const { page } = await opened(browser(), url, 1200)
    for (const figure of await page.locator("#overview figure").all()) {
      const front = await figure.locator('tbody td:last-child[data-raw="1"]').count()
      expect(front).toBeGreaterThan(0)
      const filled = figure.locator('.drawing svg:visible [aria-label="dot"] path:not([fill="var(--bg)"])')
      expect(await filled.count()).toBe(front)
    }
    await page.context().close()
  })
})
