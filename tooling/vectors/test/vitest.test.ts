import { expect, test, vi } from "vitest"
import { describeVectors } from "../src/vitest.ts"

describeVectors("tree-math.json", (cases) => {
  test("the content is typed: the first tree has one leaf", () => expect(cases[0]?.n_leaves).toBe(1))
})

test("an absent file runs nothing, registers one skipped test and warns, with the file's name and its number of cases", () => {
  vi.stubEnv("COPATH_VECTORS", "/nowhere")
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined)
  const skipped: Array<string> = []
  const body = vi.fn()
  describeVectors("key-schedule.json", body, { describe: (_title, register) => register(), skip: (title) => void skipped.push(title) })
  expect(body).not.toHaveBeenCalled()
  expect(skipped).toEqual([expect.stringMatching(/test-vectors\/key-schedule\.json .*7 cases were NOT run/)])
  expect(warn).toHaveBeenCalledExactlyOnceWith(skipped[0])
  warn.mockRestore()
  vi.unstubAllEnvs()
})
