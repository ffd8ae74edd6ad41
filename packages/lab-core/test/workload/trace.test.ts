import * as Result from "effect/Result"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { applyPolicy, countWorkload, defaultPolicy, parseWorkload, type Step } from "../../src/index.ts"
import { replay } from "../replay.ts"

const small = `{"t":0,"type":"join","actor":"m1"}
{"t":0,"type":"message","actor":"m1","bytes":14}
{"t":1.5,"type":"join","actor":"m2"}
{"t":2,"type":"leave","actor":"m1"}
{"t":3,"type":"leave","actor":"m2"}
{"t":4,"type":"join","actor":"m3"}
`

it("reads a trace, told apart by the missing header, in milliseconds", () => {
  const workload = Result.getOrThrow(parseWorkload(small, { name: "small" }))
  assert.strictEqual(workload.header.name, "small")
  assert.deepStrictEqual(workload.events, [
    { t: 0, do: "create", by: "m1", with: [] },
    { t: 0, do: "say", by: "m1", size: 14 },
    { t: 1_500, do: "add", who: ["m2"] },
    { t: 2_000, do: "leave", by: "m1" },
    { t: 3_000, do: "leave", by: "m2" },
    { t: 4_000, do: "create", by: "m3", with: [] }
  ])
})

it("names the line of what is wrong in a trace", () => {
  const wrong = (line: string) => Result.getOrThrow(Result.flip(parseWorkload(`{"t":0,"type":"join","actor":"m1"}\n${line}`)))
  assert.include(wrong(`{"t":1,"type":"shout","actor":"m1"}`).message, "line 2: unknown type")
  assert.include(wrong(`{"t":1,"type":"message","actor":"m1"}`).message, "bytes")
  assert.strictEqual(wrong(`{"t":1,"type":"message","actor":"m9","bytes":1}`).reason, "Member")
  assert.strictEqual(wrong(`{"t":1,"type":"join","actor":"m1"}`).reason, "Member")
})

const traces = join(import.meta.dirname, "../../../../../shared/traces")
const known = [
  { file: "mls-draft.jsonl", ever: 79, events: 2_382, atOnce: 32, deliveries: 39_340 },
  { file: "effect.jsonl", ever: 569, events: 37_903, atOnce: 260, deliveries: 2_707_684 }
]

for (const { file } of known) if (!existsSync(join(traces, file))) console.warn(`SKIPPED: the trace ${file} is not in ../shared/traces`)

for (const { file, ...counts } of known) {
  const path = join(traces, file)
  describe.skipIf(!existsSync(path))(`the trace ${file}`, () => {
    it("has the counts that are known of it", () => {
      const workload = Result.getOrThrow(parseWorkload(readFileSync(path, "utf8")))
      const { atOnce, deliveries, ever, events } = countWorkload(workload)
      assert.deepStrictEqual({ ever, events, atOnce, deliveries }, counts)
    })
    it("becomes steps that can be run: the members are the trace's at every message", () => {
      const workload = Result.getOrThrow(parseWorkload(readFileSync(path, "utf8")))
      const steps = applyPolicy(workload, defaultPolicy)
      const { deliveries, messages } = replay(steps)
      assert.deepStrictEqual({ deliveries, messages }, { deliveries: counts.deliveries, messages: countWorkload(workload).messages })
      const count = (kind: Step["do"]): number => steps.filter((step) => step.do === kind).length
      assert.strictEqual(count("create"), 1)
      assert.strictEqual(count("add"), counts.ever - 1)
      assert.strictEqual(count("remove"), countWorkload(workload).departures)
    })
  })
}
