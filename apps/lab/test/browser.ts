import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium"

/** Whether there is no browser to test with. */
export const missing = !existsSync(executablePath)
if (missing)
  process.stderr.write(`SKIPPED: the page's browser tests need Chromium, and there is none at ${executablePath}. Set CHROMIUM_PATH.\n`)

const flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

/** Starts the browser. */
export const launched = (): Promise<Browser> => chromium.launch({ executablePath, args: flags })

/** A page and what it did since it was opened. */
export interface Opened {
  readonly page: Page
  readonly requests: ReadonlyArray<string>
  readonly complaints: ReadonlyArray<string>
}

/** Opens a page in a browser that has no network, and keeps a record. */
export const opened = async (browser: Browser, url: string, width: number, colorScheme: "light" | "dark" = "light"): Promise<Opened> => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true })
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  const requests: Array<string> = []
  const complaints: Array<string> = []
  await context.route("**/*", (route) => (route.request().url() === url ? route.continue() : route.abort()))
  const page = await context.newPage()
  page.on("request", (request) => requests.push(request.url()))
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on("pageerror", (error) => complaints.push(error.message))
  await page.goto(url)
  return { page, requests, complaints }
}

/** The elements of a drawing that a reader could not read: texts cut off by its edge, and texts over one another. */
export const unreadable = (page: Page): Promise<ReadonlyArray<string>> =>
  page.locator("figure svg:visible").evaluateAll((drawings) =>
    drawings
      .filter((drawing) => drawing.getAttribute("aria-hidden") === "true" && drawing.closest(".drawing") !== null)
      .flatMap((drawing) => {
        const title = drawing.closest("figure")?.querySelector("h3")?.textContent ?? ""
        const frame = drawing.getBoundingClientRect()
        const texts = [...drawing.querySelectorAll("text")]
          .filter((text) => (text.textContent ?? "") !== "")
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
            return across > 1 && down > 4 ? [`${title}: "${a.text}" over "${b.text}"`] : []
          })
        )
        return [...cut.map(({ text }) => `${title}: "${text}" is cut off`), ...over]
      })
  )
