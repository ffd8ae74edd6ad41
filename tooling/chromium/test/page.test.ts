import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, expect, test } from "vitest"
import { opened, unreadable } from "../src/index.ts"
import { describeInChromium } from "../src/vitest.ts"

const folder = mkdtempSync(join(tmpdir(), "chromium-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a file, and gives its address. */
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return pathToFileURL(join(folder, name)).href
}

const drawing = (texts: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">${texts}</svg>`

describeInChromium("a page in Chromium", { timeout: 120_000 }, (browser) => {
  test("is a record of what it asked for, wrote and threw, and reaches nobody", async () => {
    const url = written(
      "loud.html",
      `<script>console.log("hello"); fetch("http://copath.example/")</script><script>throw new Error("ow")</script>`
    )
    const { complaints, page, requests } = await opened(browser(), url)
    await page.waitForLoadState("networkidle")
    expect(requests).toEqual([url, "http://copath.example/"])
    expect(complaints).toEqual(expect.arrayContaining(["log: hello", "ow", expect.stringContaining("ERR_FAILED")]))
    await page.context().close()
  })

  test("has the width and the colours that were asked for", async () => {
    const { complaints, page } = await opened(browser(), written("quiet.html", "<p>hello"), 390, "dark")
    const seen = await page.evaluate(`[innerWidth, matchMedia("(prefers-color-scheme: dark)").matches]`)
    expect([seen, complaints]).toEqual([[390, true], []])
    await page.context().close()
  })

  test("is unreadable where texts are cut off or over one another, and only there", async () => {
    const apart = `<text x="10" y="20">left</text><text x="10" y="50">below</text><text x="200" y="20">right</text>`
    const over = `<text x="10" y="20">under</text><text x="20" y="22">above</text>`
    const cut = `<text x="290" y="50">too far right</text>`
    const turned = `<text transform="translate(50,90) rotate(-40)">one</text><text transform="translate(55,92) rotate(-40)">two</text>`
    const url = written(
      "figures.html",
      `<figure><h3>Bad</h3>${drawing(over + cut)}</figure><figure><h3>Good</h3>${drawing(apart + turned)}</figure>`
    )
    const { page } = await opened(browser(), url)
    expect(await unreadable(page.locator("svg"))).toEqual([`Bad: "too far right" is cut off`, `Bad: "under" over "above"`])
    await page.context().close()
  })

  test("may be a drawing alone", async () => {
    const { page } = await opened(browser(), written("alone.svg", drawing(`<text x="290" y="20">a label</text>`)))
    expect(await unreadable(page.locator("svg"))).toEqual([`"a label" is cut off`])
    await page.context().close()
  })
})
