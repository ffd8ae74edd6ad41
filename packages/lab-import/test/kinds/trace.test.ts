import * as Result from "effect/Result"
import { assert, it } from "vitest"
import { toWorkload } from "../../src/index.ts"
import { readTrace } from "../../src/kinds/trace.ts"
import { failure, key, told } from "../kit.ts"

const trace = [
  '{"t":0,"type":"join","actor":"a"}',
  '{"t":0,"type":"message","actor":"a","bytes":3}',
  '{"t":1.5,"type":"join","actor":"b"}',
  '{"t":20000000,"type":"message","actor":"b","bytes":7}',
  '{"t":20000001,"type":"leave","actor":"a"}'
].join("\n")

it("reads joins, messages and leaves, with times of no date", () => {
  assert.deepStrictEqual(told(readTrace(trace)), [
    "1970-01-01T00:00:00 join a",
    "1970-01-01T00:00:00 say a 3",
    "1970-01-01T00:00:01.500 join b",
    "1970-08-20T11:33:20 say b 7",
    "1970-08-20T11:33:21 leave a"
  ])
})

it("infers no departure of a trace, which says who leaves, unless it is asked for", () => {
  const history = Result.getOrThrow(readTrace(trace))
  const leaves = (leaveAfterMs?: number) =>
    Result.getOrThrow(toWorkload(history, { key, ...(leaveAfterMs === undefined ? {} : { leaveAfterMs }) }))
  assert.deepStrictEqual(leaves().inferred, { joins: 0, leaves: 0, presence: 3 })
  assert.notProperty(leaves().workload.header, "start")
  assert.strictEqual(leaves(1_000_000).inferred.leaves, 2)
})

it("names the line that is malformed, and a kind of event that traces have not", () => {
  assert.include(failure(readTrace(trace.replace('"bytes":3', '"bytes":-3'))).message, "trace, line 2: message: ")
  assert.strictEqual(failure(readTrace("")).reason, "Empty")
  const workload =
    '{"lab":"workload/1","name":"w","members":["a"]}\n{"t":0,"do":"create","by":"a","with":[]}\n{"t":0,"do":"rekey","by":"a"}'
  assert.include(failure(readTrace(workload)).message, "line 3: rekey; expected: join, message or leave")
})
