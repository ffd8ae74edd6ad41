import { decodeResult, type LabResult } from "@copath/lab-core"
import { Result } from "effect"
import { describe, test } from "vitest"
import { file, lab, smallWorkload } from "./kit.ts"

const timeout = 240_000

const resultOf = (json: string): LabResult => Result.getOrThrow(decodeResult(json))

describe.concurrent("lab run --trees", () => {
  const run = (...flags: ReadonlyArray<string>) =>
    lab(["run", file("small.jsonl", smallWorkload), "--profile", "rfc9420", "--progress", "none", ...flags, "--json"])

  test(
    "keeps the tree at each of its changes, and not who knows its secrets, which only an adversary sees",
    { timeout },
    async ({ expect }) => {
      const [without, alone, looked, declined] = await Promise.all([
        run(),
        run("--trees"),
        run("--adversary"),
        run("--adversary", "--no-trees")
      ])
      const [none, trees, more, less] = [without, alone, looked, declined].map(({ code, stderr, stdout }) => {
        expect(code, stderr).toBe(0)
        return resultOf(stdout)
      })
      expect(none?.cells[0]?.trees).toBe(undefined)
      expect(less?.cells[0]?.trees).toBe(undefined)
      expect(trees?.cells[0]?.trees?.frames.step).toEqual([0, 3, 4, 6])
      expect(trees?.cells[0]?.trees?.holders).toBe(undefined)
      const { holders, seizures, ...same } = more?.cells[0]?.trees ?? {}
      expect(same).toEqual(trees?.cells[0]?.trees)
      expect(holders?.key.length).toBeGreaterThan(0)
      expect(seizures?.keys.length).toBeGreaterThan(0)
      // Another command, another result.
      expect(new Set([none, trees, more, less].map((result) => result?.id)).size).toBe(4)
    }
  )

  test("says that a group is too large", { timeout }, async ({ expect }) => {
    const { code, stderr, stdout } = await lab(["run", "churn", "--set", "members=100", "--set", "operations=1", "--trees"])
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toMatch(/^lab: --trees: trees of up to 64 leaves are kept, and there are \d+ members at once; leave it out, .*\n$/)
  })
})
