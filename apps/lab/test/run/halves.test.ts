import type { LabResult } from "@copath/lab-core"
import { describe, test } from "vitest"
import { lab } from "../kit.ts"

/** Enough that it pays to look on in a thread of its own. */
const args = ["run", "team-50", "--set", "days=4", "--vary", "cgka=treekem,flat", "--adversary", "--progress", "none", "--json", "-"]

const cells = (text: string): unknown => (JSON.parse(text) as LabResult).cells.map((cell) => ({ ...cell, times: undefined }))

describe("an adversary that looks on in a thread of its own", { timeout: 300_000 }, () => {
  test("sees what it sees after the timed run, in one thread with it", async ({ expect }) => {
    const beside = await lab(args)
    const behind = await lab([...args, "--jobs", "2"])
    expect([beside.code, behind.code]).toEqual([0, 0])
    expect(JSON.stringify(cells(beside.stdout))).toBe(JSON.stringify(cells(behind.stdout)))
  })
})
