import { decodeResult, type LabResult } from "@copath/lab-core"
import { Result } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect } from "vitest"
import { file, folder, lab, smallWorkload } from "./kit.ts"

/** The page that `lab run --html` writes of the small workload, by its address, and the result that stands in it. */
export const reportPage = async (args: ReadonlyArray<string>): Promise<{ readonly url: string; readonly result: LabResult }> => {
  const work = folder()
  const [html, json] = [join(work, "r.html"), join(work, "r.json")]
  const run = ["run", file("small.jsonl", smallWorkload), ...args, "--progress", "none", "--html", html, "--json", json]
  const { code, stderr, stdout } = await lab(run)
  expect(code, stdout + stderr).toBe(0)
  return { url: pathToFileURL(html).href, result: Result.getOrThrow(decodeResult(readFileSync(json, "utf8"))) }
}
