import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium"

/** Whether there is no browser to test with. */
export const missing = !existsSync(executablePath)
if (missing) process.stderr.write(`SKIPPED: the page's tests need Chromium, and there is none at ${executablePath}. Set CHROMIUM_PATH.\n`)

const flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

/** Starts the browser. */
export const launched = (): Promise<Browser> => chromium.launch({ executablePath, args: flags })

/** The page, and what it did since it was opened. */
export interface Opened {
  readonly page: Page
  /** Addresses that were asked for, but for those of the page's own memory. */
  readonly requests: ReadonlyArray<string>
  /** What the browser complained of. */
  readonly complaints: ReadonlyArray<string>
}

/** Opens the page in a browser that has no network, and waits until its form can be used. */
export const opened = async (browser: Browser, url: string, width = 1200, colorScheme: "light" | "dark" = "light"): Promise<Opened> => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true, acceptDownloads: true })
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  const requests: Array<string> = []
  const complaints: Array<string> = []
  await context.route("**/*", (route) => (route.request().url() === url ? route.continue() : route.abort()))
  context.on("request", (request) => {
    if (!request.url().startsWith("blob:")) requests.push(request.url())
  })
  const page = await context.newPage()
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on("pageerror", (error) => complaints.push(error.message))
  await page.goto(url)
  await page.locator("#go:enabled").waitFor()
  return { page, requests, complaints }
}
