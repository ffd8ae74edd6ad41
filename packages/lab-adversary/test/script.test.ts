import { defaultPolicy, Script, type Workload, workload, type WorkloadEvent } from "@copath/lab-core"
import { catalog } from "@copath/profile-lab"
import { Effect, Result, Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { scriptOf, type Trace, traceRun } from "../src/index.ts"

const story = (...events: ReadonlyArray<WorkloadEvent>): Workload =>
  Result.getOrThrow(workload({ lab: "workload/1", name: "scripted", members: ["a", "b", "c"] }, events))

const traceOf = async (history: Workload): Promise<Trace> => {
  const composed = Result.getOrThrow(catalog().compose({ provider: "symbolic" }))
  const rest = { suite: 1, policy: defaultPolicy, seed: "s", repeat: 0, stopwatch: () => 0 }
  const traced = await Effect.runPromise(traceRun({ ...rest, composed, workload: history }))
  if (traced._tag === "refused") throw new Error(traced.refused.reason)
  return traced.recording.trace
}

const create: WorkloadEvent = { t: 0, do: "create", by: "a", with: ["b", "c"] }
const say = (t: number, by: string): WorkloadEvent => ({ t, do: "say", by, size: 40 })
const expected = (t: number, from: number, to: number, share: readonly [number, number]): WorkloadEvent => ({
  t,
  do: "expect",
  exposed: { from, to, share }
})

describe("the attackers that a workload names, and what it expects of them", () => {
  // The events at hand, so that each test says which of them it is about.
  const events = [
    create,
    say(10, "b"),
    { t: 15, do: "compromise", by: "c", until: 35 },
    say(20, "b"),
    say(30, "a"),
    say(36, "a"),
    { t: 40, do: "rekey", by: "c" },
    say(50, "b"),
    expected(60, 15, 35, [1, 1]),
    expected(60, 50, 60, [0, 0]),
    expected(60, 0, 14, [0.5, 1]),
    expected(60, 70, 80, [0, 1]),
    { t: 61, do: "compromise", by: "b" }
  ] as const satisfies ReadonlyArray<WorkloadEvent>
  const history = story(...events)
  let script: Script | undefined
  beforeAll(async () => {
    script = scriptOf(await traceOf(history), history)
  })

  it("whoever sits on a member's device reads what is said until that member has healed", () => {
    // Messages 1 to 3: the last was said after it had gone, with a key that it had.
    expect(script?.pinned[0]).toEqual({ event: 2, member: "c", from: 2, to: 5, messages: 3, runs: [1, 3] })
  })

  it("whoever copies a state does so at its event, once", () => {
    expect(script?.pinned[1]).toMatchObject({ event: 12, member: "b", from: 12, to: 13 })
  })

  it("is judged message by message; where nothing is said, nothing is as expected", () => {
    expect(script?.expected.map(({ event, found, messages, met }) => [event, messages, found, met])).toEqual([
      [8, 2, 1, true],
      [9, 1, 0, true],
      [10, 1, 0, false],
      [11, 0, 0, false]
    ])
  })

  it("is what its schema says, and survives JSON", () => {
    expect(Schema.decodeUnknownSync(Script)(JSON.parse(JSON.stringify(script)))).toEqual(script)
  })

  it("without anybody pinned before, it is the mean over all seizures", async () => {
    const bare = story(create, say(10, "b"), expected(20, 0, 10, [0, 0.99]))
    const trace = await traceOf(bare)
    const [only] = scriptOf(trace, bare)?.expected ?? []
    expect(only).toMatchObject({ messages: 1, met: true })
    // Seized before it was said it falls, and afterwards it does not.
    expect(only?.found).toBeGreaterThan(0)
    expect(only?.found).toBeLessThan(0.99)
  })

  it("a workload that asks nothing gets no answer", async () => {
    const plain = story(create, say(10, "b"), { t: 20, do: "partition", parts: [["a"], ["b", "c"]], until: 30 })
    expect(scriptOf(await traceOf(plain), plain)).toBeUndefined()
  })
})
