import { existsSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { type Browser, chromium } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { gallery } from "../src/gallery.ts"
import { committed, filesOf } from "../src/make.ts"

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium"
const missing = !existsSync(executablePath)
if (missing)
  process.stderr.write(`SKIPPED: whether drawings are legible needs Chromium, and there is none at ${executablePath}. Set CHROMIUM_PATH.\n`)

const docs = join(import.meta.dirname, "../../../docs")
let browser: Browser

describe.skipIf(missing)("every committed drawing, by itself in a browser", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] })
  }, 120_000)
  afterAll(() => browser?.close())

  test.each(gallery.map((figure) => [figure.id, figure] as const))(
    "%s has no text cut off or over another, and follows the reader's scheme",
    async (_, figure) => {
      for (const { name } of figure.draw(await Effect.runPromise(committed(figure, docs)))) {
        const url = pathToFileURL(filesOf(figure, docs).drawing(name)).href
        for (const [colorScheme, paper] of [
          ["light", "rgb(255, 255, 255)"],
          ["dark", "rgb(20, 23, 27)"]
        ] as const) {
          const context = await browser.newContext({ viewport: { width: 900, height: 700 }, colorScheme, offline: true })
          const page = await context.newPage()
          await page.goto(url)
          expect(await page.evaluate(() => getComputedStyle(document.querySelector("rect")!).fill)).toBe(paper)
          expect(await page.evaluate(unreadable), name).toEqual([])
          await context.close()
        }
      }
    }
  )
})

/** Texts that are cut off by the drawing's edge, and texts over one another. Runs in the page. */
const unreadable = (): ReadonlyArray<string> => {
  const frame = document.documentElement.getBoundingClientRect()
  const texts = [...document.querySelectorAll("text")]
    .filter((text) => text.textContent !== "")
    .map((text) => ({
      text: text.textContent ?? "",
      turned: /rotate/.test(text.getAttribute("transform") ?? ""),
      box: text.getBoundingClientRect()
    }))
  const cut = texts.filter(
    ({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1
  )
  // The boxes of turned texts overlap where the texts do not. A line's height is more than its letters'.
  const level = texts.filter(({ turned }) => !turned)
  const over = level.flatMap((a, i) =>
    level.slice(i + 1).flatMap((b) => {
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      return across > 1 && down > 4 ? [`"${a.text}" over "${b.text}"`] : []
    })
  )
  return [...cut.map(({ text }) => `"${text}" is cut off`), ...over]
}
