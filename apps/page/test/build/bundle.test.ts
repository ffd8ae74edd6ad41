import { join } from "node:path"
import { expect, test } from "vitest"
import { bundle } from "../../src/build/bundle.ts"

const thread = join(import.meta.dirname, "../../src/core/worker.ts")

test("a module of ours that asks for Node is refused by name", async () => {
  const asking = join(import.meta.dirname, "../fixtures/asksNode.ts")
  await expect(bundle(asking, {})).rejects.toThrow(/asksNode\.ts imports node:os, which no browser has/)
})

test("all that computes is one script, and loads no module of Node's or of anybody's", async () => {
  const script = await bundle(thread, { COPATH_BUILT: "{}" })
  expect(script).not.toMatch(/\b(?:from|import|require)\s*\(?\s*["'`](?:node:|fs|crypto|os|path|worker_threads|util)\b/)
  expect(script.length).toBeLessThan(2_000_000)
})
