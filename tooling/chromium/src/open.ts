import type { Browser, Page } from "playwright-core"

/** What the reader's system says of colours. */
export type Scheme = "light" | "dark"

/** A page, and what it did since it was opened. */
export interface Opened {
  readonly page: Page
  /** Addresses that were asked for, but for those of the page's own memory. */
  readonly requests: ReadonlyArray<string>
  /** What the page wrote to the console, and errors that nobody caught. */
  readonly complaints: ReadonlyArray<string>
}

/**
 * Opens a file in a browser that has no network, and keeps a record. Whoever opens a page closes its context.
 *
 * @param url of the file; every other address is refused
 * @param width of the window, in CSS pixels; its height is 900
 */
export const opened = async (browser: Browser, url: string, width = 1200, colorScheme: Scheme = "light"): Promise<Opened> => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true })
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
  return { page, requests, complaints }
}
