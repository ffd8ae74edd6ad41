import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe } from "vitest"
import { find } from "./find.ts"
import { launched } from "./launch.ts"

/** Time for each test and hook of a block, in milliseconds. */
export interface Times {
  readonly timeout: number
}

/**
 * Registers the tests that `body` makes, in a block that starts Chromium before them and ends it after them. Where there is none they are skipped, and that
 * is written to the error output: a run without a browser must not look like a run with one.
 *
 * @param body is given how to get the browser: not before the first hook or test
 */
export const describeInChromium = (title: string, { timeout }: Times, body: (browser: () => Browser) => void): void => {
  const found = find()
  const missing = "why" in found
  if (missing) process.stderr.write(`SKIPPED: ${title}: ${found.why}.\n`)
  // oxlint-disable-next-line vitest/valid-title -- this makes tests for others: titles are arguments here
  describe.skipIf(missing)(title, { timeout }, () => {
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await launched()
    }, timeout)
    afterAll(() => browser?.close(), timeout)
    body(() => {
      if (browser === undefined) throw new Error("the browser is not there before the first hook")
      return browser
    })
  })
}
