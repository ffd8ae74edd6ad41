import * as Result from "effect/Result"
import { assert, describe, it } from "vitest"
import { countWorkload, formatWorkload, lineOf, parseWorkload, type WorkloadError } from "../../src/index.ts"

const header = `{"lab":"workload/1","name":"w","members":["a","b","c"]}`
const create = `{"t":0,"do":"create","by":"a","with":["b","c"]}`
const file = (...lines: ReadonlyArray<string>): string => [header, create, ...lines].join("\n")
const failure = (text: string): WorkloadError => Result.getOrThrow(Result.flip(parseWorkload(text)))

const everything = `{"lab":"workload/1","name":"team-50","seed":"7f3a","members":["a","b","c"],"start":"2026-01-05T08:00:00Z","notes":"n","mood":"good"}
{"t":0,"do":"create","by":"a","with":["b","c"]}
{"t":1500,"do":"say","by":"b","size":48,"tone":{"kind":true}}
{"t":90000,"do":"add","by":"a","who":["d","e"]}
{"t":91000,"do":"remove","by":"a","who":["b"]}
{"t":92000,"do":"leave","by":"c","inferred":true}
{"t":93000,"do":"offline","by":"d"}
{"t":99000,"do":"online","by":"d"}
{"t":99500,"do":"rekey","by":"d"}
{"t":99900,"do":"compromise","by":"d","until":120000,"takes":"state"}
{"t":99999,"do":"partition","parts":[["a"],["d","e"]],"until":110000}
{"t":110000,"do":"expect","exposed":{"from":99900,"to":120000,"share":[0,0.2]}}
`

it("reads every kind of event and writes it as it was, unknown fields included", () => {
  const workload = Result.getOrThrow(parseWorkload(everything))
  assert.strictEqual(formatWorkload(workload), everything)
  assert.strictEqual(workload.events.length, 11)
  assert.strictEqual(lineOf(workload, 0), 2)
  const { atOnce, deliveries, ever, messages } = countWorkload(workload)
  assert.deepStrictEqual({ atOnce, deliveries, ever, messages }, { atOnce: 5, deliveries: 2, ever: 5, messages: 1 })
})

it("takes lines that end in CR LF, and blank lines at the end", () => {
  assert.isTrue(Result.isSuccess(parseWorkload(`${file().replaceAll("\n", "\r\n")}\r\n\r\n`)))
})

describe("refuses, naming the line,", () => {
  const cases: ReadonlyArray<readonly [title: string, text: string, reason: WorkloadError["reason"], line: number, says: string]> = [
    ["an empty file", "\n \n", "Empty", 1, "empty"],
    ["a first line that is neither header nor trace", `{"name":"x"}`, "Header", 1, "workload/1"],
    ["another version", `{"lab":"workload/2","name":"x","members":[]}`, "Header", 1, "workload/2"],
    ["a header without a name", `{"lab":"workload/1","members":[]}`, "Header", 1, "name"],
    ["a line that is not JSON", file(`{"t":1,`), "Json", 3, "not JSON"],
    ["a line that is no object", file(`[1]`), "Json", 3, "object"],
    ["a blank line in between", file("", `{"t":1,"do":"rekey","by":"a"}`), "Json", 3, "blank"],
    ["an unknown kind, with the kinds there are", file(`{"t":1,"do":"fly"}`), "Kind", 3, "create, say, add, remove"],
    ["a kind that every object knows", file(`{"t":1,"do":"toString"}`), "Kind", 3, "toString"],
    ["an event without a kind", file(`{"t":1}`), "Kind", 3, "the kinds are"],
    ["a negative size", file(`{"t":1,"do":"say","by":"a","size":-1}`), "Field", 3, "size"],
    ["a time that is no whole number", file(`{"t":1.5,"do":"say","by":"a","size":1}`), "Field", 3, `"t"`],
    ["a missing field", file(`{"t":1,"do":"say","by":"a"}`), "Field", 3, "size"],
    ["an event before its time", file(`{"t":9,"do":"rekey","by":"a"}`, `{"t":8,"do":"rekey","by":"a"}`), "Order", 4, "9 went before"],
    ["a speaker who is not a member", file(`{"t":1,"do":"say","by":"x","size":1}`), "Member", 3, "x is not a member"],
    ["a speaker who has left", file(`{"t":1,"do":"leave","by":"b"}`, `{"t":2,"do":"say","by":"b","size":1}`), "Member", 4, "b is not"],
    ["an event before the create", `${header}\n{"t":1,"do":"add","who":["x"]}`, "Member", 2, "create"],
    ["a second create", file(`{"t":1,"do":"create","by":"x","with":[]}`), "Member", 3, "exists"],
    ["an add of a member", file(`{"t":1,"do":"add","by":"a","who":["b"]}`), "Member", 3, "b is a member already"],
    ["an add of somebody twice", file(`{"t":1,"do":"add","by":"a","who":["x","x"]}`), "Member", 3, "x is a member already"],
    ["a remove of a stranger", file(`{"t":1,"do":"remove","by":"a","who":["x"]}`), "Member", 3, "x is not"],
    ["a remove of oneself", file(`{"t":1,"do":"remove","by":"a","who":["a"]}`), "Member", 3, "use leave"],
    ["a kind that is nearly one", file(`{"t":1,"do":"partitoin"}`), "Kind", 3, "; partition is one; "],
    [
      "a partition that is over before it begins",
      file(`{"t":9,"do":"partition","parts":[["a"],["b"]],"until":8}`),
      "Member",
      3,
      "until is 8"
    ],
    [
      "a partition with somebody on both sides",
      file(`{"t":1,"do":"partition","parts":[["a"],["a"]],"until":2}`),
      "Member",
      3,
      "a is named twice"
    ],
    ["an attack upon a stranger", file(`{"t":1,"do":"compromise","by":"x"}`), "Member", 3, "x is not a member"],
    ["an attack of an unknown kind", file(`{"t":1,"do":"compromise","by":"a","takes":"tea"}`), "Field", 3, "signingKeysOnly"],
    ["a thief who stays", file(`{"t":1,"do":"compromise","by":"a","until":2,"takes":"signingKeysOnly"}`), "Member", 3, "one of the two"],
    ["a share that is none", file(`{"t":1,"do":"expect","exposed":{"from":0,"to":1,"share":[0.2,0.1]}}`), "Member", 3, "from 0.2 to 0.1"],
    ["a time that ends too soon", file(`{"t":1,"do":"expect","exposed":{"from":2,"to":1,"share":[0,1]}}`), "Member", 3, "it ends at 1"],
    ["a partition of strangers", file(`{"t":1,"do":"partition","parts":[["x"]],"until":2}`), "Member", 3, "x is not"]
  ]
  it.each(cases)("%s", (_title, text, reason, line, says) => {
    const error = failure(text)
    assert.deepStrictEqual([error.reason, error.line], [reason, line])
    assert.include(error.message, says)
    assert.match(error.message, new RegExp(`^line ${line}: `))
  })
})
