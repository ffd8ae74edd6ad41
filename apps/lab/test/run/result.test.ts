import type { Cell, CellOutcome, Environment, Task } from "@copath/lab-core"
import { runCell, workload } from "@copath/lab-core"
import { catalog } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { beforeAll, expect, test } from "vitest"
import { complaints, resultOf, scriptLines } from "../../src/run/result.ts"

const small = Result.getOrThrow(
  workload({ lab: "workload/1", name: "pair", members: ["ann"] }, [
    { t: 0, do: "create", by: "ann", with: ["bob"] },
    { t: 1, do: "say", by: "bob", size: 3 }
  ])
)
const environment: Environment = { lab: "0", runtime: "r", os: "o", cpu: "c", cores: 1, memory: 1, parts: {} }
const policy = { rekey: {}, commit: { who: "actor", batchMs: 0 }, retry: { onReject: "rebase", maxTries: 10 } } as const
const task: Task = { spec: {}, name: "rfc9420", suite: 1, workload: small, policy, seed: "s", repeat: 0, assume: [], adversary: false }
const made = { at: new Date(0), seconds: 0, seed: "s", argv: [], environment }

let cell: Cell
beforeAll(async () => {
  const composed = Result.getOrThrow(catalog().compose({}))
  const outcome = await Effect.runPromise(
    runCell({ composed, suite: 1, workload: small, policy, seed: "s", repeat: 0, stopwatch: () => 0 })
  )
  if (outcome._tag === "cell") cell = outcome.cell
})

const alone = "that cell alone: lab run --only 1"
const inFile = { lines: true, command: (index: number) => `lab run --only ${index + 1}` }
const result = (...outcomes: ReadonlyArray<CellOutcome>) => resultOf([task], outcomes, made)

test("a sound cell has nothing to complain of", () => {
  expect(complaints(result({ _tag: "cell", cell }), [small], inFile)).toEqual([])
})

test("disagreement names composition, member, step and line", () => {
  const agreement = { ...cell.agreement, agreed: false, disagreement: { member: "bob", step: 1 } }
  const [line, ...more] = complaints(result({ _tag: "cell", cell: { ...cell, agreement } }), [small], inFile)
  expect(line).toBe("rfc9420: member bob holds another epoch secret than the rest, whom it last followed at step 1 (line 3)")
  expect(more).toEqual([alone])
})

test("lost members are counted, and the first failure named with member, step and reason", () => {
  const health = { ...cell.health, lostMembers: 2, failures: [{ step: 1, member: "bob", reason: "Undecryptable" }] }
  expect(complaints(result({ _tag: "cell", cell: { ...cell, health } }), [small], { ...inFile, lines: false })).toEqual([
    "rfc9420: 1 failure, 2 members lost for good; first member bob at step 1: Undecryptable",
    alone
  ])
})

test("a failure counts even when everybody agrees and nobody was lost", () => {
  const failures = [1, 0].map((step) => ({ step, member: "bob", reason: "BadSignature" }))
  const failed = result({ _tag: "cell", cell: { ...cell, health: { ...cell.health, failures } } })
  expect(complaints(failed, [small], inFile)).toEqual(["rfc9420: 2 failures; first member bob at step 1 (line 3): BadSignature", alone])
})

test("a combination refused under several policies is listed once", () => {
  const refused = { name: "x", parts: { cgka: "x" }, rule: "ordering", reason: "because" }
  const both = result({ _tag: "refused", refused }, { _tag: "refused", refused })
  expect(both.refused).toEqual([refused])
  expect(complaints(both, [small], inFile)).toEqual(["every combination was refused; nothing was compared"])
})

test("the id depends on the inputs, and on nothing else", () => {
  const id = (one: Task, at = new Date(0)): string => resultOf([one], [], { ...made, at, seconds: at.getTime() }).id
  expect(id(task, new Date(1))).toBe(id(task))
  expect(id({ ...task, name: "another label" })).toBe(id(task))
  expect(id({ ...task, suite: 2 })).not.toBe(id(task))
  expect(id({ ...task, adversary: true })).not.toBe(id(task))
  expect(id({ ...task, spec: { cgka: "art" } })).not.toBe(id(task))
  expect(id({ ...task, policy: { ...policy, rekey: { everyMessages: 2 } } })).not.toBe(id(task))
  expect(id({ ...task, workload: { ...small, events: small.events.slice(0, 1) } })).not.toBe(id(task))
})

test("what a workload expects and is not so is a complaint, with its line; what is so is told", () => {
  const expected = { from: 0, to: 9, share: [0, 0.25] as const, messages: 4 }
  const script = {
    pinned: [
      { event: 1, member: "bob", from: 2, to: 3, messages: 1, runs: [0, 1] },
      { event: 1, member: "bob", from: 2, to: 5, messages: 1, runs: [0, 1] }
    ],
    expected: [
      { ...expected, event: 0, found: 0.5, met: false },
      { ...expected, event: 1, found: 0, most: 0.25, met: true },
      { ...expected, event: 1, messages: 0, found: 0, met: false }
    ]
  }
  const scripted = result({ _tag: "cell", cell: { ...cell, script } })
  expect(complaints(scripted, [small], inFile)).toEqual([
    "rfc9420: not as expected at line 2: 50 % of 4 messages said from 0 to 9 ms fall; expected: 0 to 25 %",
    "rfc9420: not as expected at line 3: nothing is said from 0 to 9 ms",
    alone
  ])
  expect(scriptLines(scripted, [small], true)).toEqual([
    "rfc9420: whoever copied bob's state at line 3 reads 1 of 1 message",
    "rfc9420: whoever sat on bob's devices from line 3 to state 4 reads 1 of 1 message",
    "rfc9420: as expected at line 3: between 0 and 25 % of 4 messages said from 0 to 9 ms fall; expected: 0 to 25 %"
  ])
})
