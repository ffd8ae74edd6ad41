import { describe, test } from "vitest"

/**
 * A block of tests of what not every platform has. Where it is missing, the block holds one skipped test that says so, and a warning is printed:
 * a run without must not look like a run with it.
 */
export const describeIf = (available: boolean, title: string, missing: string, body: () => void): void => {
  const message = `${missing}; "${title}" was NOT run`
  if (!available) console.warn(message)
  describe(title, available ? body : () => test.skip(message))
}
