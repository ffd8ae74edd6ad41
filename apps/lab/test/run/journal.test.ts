import type { CellOutcome, Environment, Task } from "@copath/lab-core"
import { runCell, workload } from "@copath/lab-core"
import { catalog } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { journalKeys, noJournal, openJournal } from "../../src/run/journal.ts"
import { resultOf } from "../../src/run/result.ts"
import { swept } from "../../src/run/sweep.ts"
import { file, folder } from "../kit.ts"

const small = Result.getOrThrow(
  workload({ lab: "workload/1", name: "pair", members: ["ann"] }, [
    { t: 0, do: "create", by: "ann", with: ["bob"] },
    { t: 1, do: "say", by: "bob", size: 3 }
  ])
)
const environment: Environment = { lab: "0", runtime: "r", os: "o", cpu: "c", cores: 1, memory: 1, parts: { "@copath/group": "0.1.0" } }
const { defaultPolicy: policy } = await import("@copath/lab-core")
const task: Task = { spec: {}, name: "rfc9420", suite: 1, workload: small, policy, seed: "s", repeat: 0, assume: [], adversary: false }
const open = (path: string, keys: ReadonlyArray<string>) => Effect.runPromise(openJournal(path, keys))
const keep = async (path: string, keys: ReadonlyArray<string>, index: number, outcome: CellOutcome) =>
  Effect.runPromise((await open(path, keys)).keep(index, outcome))

let outcome: CellOutcome
const refused: CellOutcome = { _tag: "refused", refused: { name: "x", parts: { cgka: "x" }, rule: "r", reason: "because" } }
beforeAll(async () => {
  const composed = Result.getOrThrow(catalog().compose({}))
  outcome = await Effect.runPromise(
    runCell({ composed, suite: 1, workload: small, policy, seed: "s", repeat: 0, stopwatch: () => performance.now() })
  )
})

describe("a journal", () => {
  test("gives back what was kept, to the byte", async () => {
    const path = join(folder(), "deep/j.jsonl")
    await keep(path, ["a", "b"], 1, outcome)
    await keep(path, ["a", "b"], 0, refused)
    const { kept } = await open(path, ["b", "a", "c"])
    expect([kept(0), kept(1), kept(2)]).toEqual([outcome, refused, undefined])
    const made = { at: new Date(0), seconds: 0, seed: "s", argv: [], environment }
    const again = kept(0)
    expect(JSON.stringify(resultOf([task], again === undefined ? [] : [again], made))).toBe(
      JSON.stringify(resultOf([task], [outcome], made))
    )
  })

  test("goes on after a line that was torn", async () => {
    const path = join(folder(), "j.jsonl")
    await keep(path, ["a"], 0, outcome)
    const whole = readFileSync(path, "utf8")
    writeFileSync(path, `${whole}${whole.split("\n")[1]?.replace('"a"', '"b"').slice(0, -40)}`)
    expect((await open(path, ["b"])).kept(0)).toBeUndefined()
    await keep(path, ["b"], 0, refused)
    const { kept } = await open(path, ["a", "b"])
    expect([kept(0), kept(1)]).toEqual([outcome, refused])
  })

  test("takes no line that is not an outcome", async () => {
    const path = file("j.jsonl", '{"lab":"journal/1"}\n{"key":"a","outcome":{"_tag":"cell","cell":{}}}\n[]\n7\n')
    expect((await open(path, ["a"])).kept(0)).toBeUndefined()
  })

  test.each([
    ["a workload", '{"lab":"workload/1","name":"w","members":[]}\n'],
    ["a text", "hello"],
    ["nothing at all", ""]
  ])("is not begun in a file that is %s", async (_, text) => {
    const path = file("w.jsonl", text)
    await expect(open(path, [])).rejects.toThrow('not a journal of lab run, which would begin with {"lab":"journal/1"}')
    expect(readFileSync(path, "utf8")).toBe(text)
  })

  test("is not written where none was asked for", async () => {
    await Effect.runPromise(noJournal.keep(0, outcome))
    expect(noJournal.kept(0)).toBeUndefined()
    expect(existsSync("undefined")).toBe(false)
  })
})

describe("the key of a cell", () => {
  const key = (one: Task, on = environment, plugins: ReadonlyArray<string> = []): string | undefined => journalKeys([one], plugins, on)[0]

  test("depends on everything that the outcome depends on, and not on the cell's name", () => {
    expect(key({ ...task, name: "other" })).toBe(key(task))
    const others: ReadonlyArray<Partial<Task>> = [
      { seed: "t" },
      { repeat: 1 },
      { suite: 2 },
      { spec: { cgka: "art" } },
      { assume: ["lying-insiders"] },
      { adversary: true },
      { policy: { ...policy, rekey: { everyMessages: 2 } } },
      { workload: { ...small, events: small.events.slice(0, 1) } }
    ]
    const keys = others.map((change) => key({ ...task, ...change }))
    expect(new Set([...keys, key(task)]).size).toBe(others.length + 1)
  })

  test("depends on versions, machine and plug-ins", () => {
    const plugin = file("p.ts", "export default []")
    const keys = [
      key(task),
      key(task, { ...environment, parts: { "@copath/group": "0.2.0" } }),
      key(task, { ...environment, cpu: "another" }),
      key(task, { ...environment, runtime: "another" }),
      key(task, environment, ["name"]),
      key(task, environment, [plugin])
    ]
    writeFileSync(plugin, "export default {}")
    expect(new Set([...keys, key(task, environment, [plugin])]).size).toBe(keys.length + 1)
  })
})

describe("a sweep", () => {
  const sweep = (...texts: ReadonlyArray<string>) => Effect.runPromise(swept("churn", ["operations=5"], texts, "s", 2))

  test("makes a workload of each value in each repeat, named after the value", async () => {
    const runs = await sweep("members=4,6")
    expect(runs.map(({ repeat, workload: { header } }) => [header.name, header.members.length > 0, repeat])).toEqual([
      ["churn members=4", true, 0],
      ["churn members=4", true, 1],
      ["churn members=6", true, 0],
      ["churn members=6", true, 1]
    ])
    expect((await Effect.runPromise(swept("churn", [], [], "s", 1))).map(({ workload: { header } }) => header.name)).toEqual(["churn"])
  })

  test("of two parameters is every combination", async () => {
    const names = (await Effect.runPromise(swept("churn", [], ["members=4,6", "operations=2,3"], "s", 1))).map(
      ({ workload: { header } }) => header.name
    )
    expect(names).toEqual(
      ["members=4 operations=2", "members=4 operations=3", "members=6 operations=2", "members=6 operations=3"].map((x) => `churn ${x}`)
    )
  })

  test.each([
    [["members"], "--sweep members: a parameter and its values are expected, such as members=8,16,32"],
    [["members=8,,9"], "--sweep members=8,,9: a parameter and its values are expected"],
    [["wheels=3"], "--sweep wheels=3: churn has no parameter wheels"],
    [["members=8,many"], "--sweep members=many: members takes a whole number"],
    [["operations=5,6"], "operations is set twice"]
  ])("%j is refused with its place", async (texts, message) => {
    await expect(sweep(...texts)).rejects.toThrow(message)
  })

  test("of a file is refused", async () => {
    await expect(Effect.runPromise(swept("w.jsonl", [], ["members=8"], "s", 1))).rejects.toThrow(
      "--sweep members=8: only named workloads have parameters"
    )
  })
})
