import { opened, unreadable } from "@copath/chromium"
import { describeInChromium } from "@copath/chromium/vitest"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { expect, test } from "vitest"
import { gallery } from "../src/gallery.ts"
import { committed, filesOf } from "../src/make.ts"

const docs = join(import.meta.dirname, "../../../docs")

describeInChromium("every committed drawing, by itself in a browser", { timeout: 120_000 }, (browser) => {
  test.each(gallery.map((figure) => [figure.id, figure] as const))(
    "%s has no text cut off or over another, and follows the reader's scheme",
    async (_, figure) => {
      for (const { name } of figure.draw(await Effect.runPromise(committed(figure, docs)))) {
        const url = pathToFileURL(filesOf(figure, docs).drawing(name)).href
        for (const [colorScheme, paper] of [
          ["light", "rgb(255, 255, 255)"],
          ["dark", "rgb(20, 23, 27)"]
        ] as const) {
          const { page } = await opened(browser(), url, 900, colorScheme)
          expect(await page.evaluate(() => getComputedStyle(document.querySelector("rect")!).fill)).toBe(paper)
          expect(await unreadable(page.locator("svg")), name).toEqual([])
          await page.context().close()
        }
      }
    }
  )
})
