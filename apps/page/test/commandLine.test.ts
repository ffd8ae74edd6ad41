import { formatWorkload, type LabResult, withoutTimes } from "@copath/lab-core"
import { Effect, Result } from "effect"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { built } from "../src/build/source.ts"
import { type Plan, plan } from "../src/core/plan.ts"
import { run } from "../src/core/run.ts"
import type { Wish } from "../src/core/wish.ts"
import { parts, small } from "./core/wishes.ts"

const folder = mkdtempSync(join(tmpdir(), "copath-page-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const main = join(import.meta.dirname, "../../lab/src/main.ts")

/** What the command line makes of a plan's own command. */
const byCommand = ({ argv, fileName, workload }: Plan): Promise<LabResult> => {
  writeFileSync(join(folder, fileName), formatWorkload(workload))
  return new Promise((resolve, reject) => {
    const args = ["--conditions=copath:source", main, ...argv.slice(1), "--no-config", "--progress", "none", "--json", "-"]
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 27 }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as LabResult)
      else reject(new Error(stderr))
    })
  })
}

const environment = { ...built(), runtime: "", os: "", cpu: "", cores: 0, memory: 0 }

/** What two runs must share. */
const shared = (result: LabResult) => {
  const { cells, id, made, refused } = JSON.parse(JSON.stringify(withoutTimes(result))) as LabResult
  return { cells, id, refused, seed: made.seed }
}

test.each<readonly [string, Partial<Wish>]>([
  ["with an adversary, over stand-ins, by name", {}],
  [
    "over real algorithms, a file, its first events, two policies, parts exchanged and one refused",
    {
      base: "noble",
      adversary: false,
      events: "3",
      policy: "rekey.every=1d,never",
      profiles: ["rfc9420"],
      vary: [{ axis: "cgka", ids: ["treekem9420", "pairwise"] }]
    }
  ]
])("the command that the page shows makes the same result: %s", { timeout: 240_000 }, async (_, wish) => {
  const planned = Result.getOrThrow(plan(parts, { ...small, ...wish }))
  const [here, there] = await Promise.all([Effect.runPromise(run(parts, planned, environment, () => {})), byCommand(planned)])
  expect(here.environment.parts).toEqual(there.environment.parts)
  expect(shared(here)).toEqual(shared(there))
  expect(there.made.argv.slice(0, here.made.argv.length)).toEqual(here.made.argv)
})
