import * as Result from "effect/Result"
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import {
  applyPolicy,
  countWorkload,
  parsePolicies,
  parsePolicy,
  type Step,
  type Workload,
  workload,
  type WorkloadEvent
} from "../../src/index.ts"
import { replay } from "../replay.ts"

const DAY = 86_400_000
const given = (...events: ReadonlyArray<WorkloadEvent>): Workload =>
  Result.getOrThrow(
    workload({ lab: "workload/1", name: "test", members: ["a", "b", "c"] }, [{ t: 0, do: "create", by: "a", with: ["b", "c"] }, ...events])
  )
const say = (t: number, by: string): WorkloadEvent => ({ t, do: "say", by, size: 1 })
const steps = (policy: string, ...events: ReadonlyArray<WorkloadEvent>): ReadonlyArray<Step> => {
  const made = applyPolicy(given(...events), Result.getOrThrow(parsePolicy(policy)))
  replay(made)
  return made
}
/** `add(a+d)`: a adds d. Without the create. */
const told = (list: ReadonlyArray<Step>): ReadonlyArray<string> =>
  list.slice(1).map((step) => {
    if (step.do === "note") return `note ${step.note.do}`
    if (step.do === "create") return `create(${[step.by, ...step.with].join()})`
    const changes = "add" in step ? [...step.add.map((who) => `+${who}`), ...step.remove.map((who) => `-${who}`)].join("") : ""
    return `${step.do}(${step.by}${changes})`
  })

describe("who commits", () => {
  const joined: ReadonlyArray<WorkloadEvent> = [say(1, "b"), { t: 2, do: "add", who: ["d"] }]
  it("the one whom the workload names, if the policy goes by actors", () => {
    assert.deepStrictEqual(told(steps("commit.who=actor", say(1, "b"), { t: 2, do: "add", by: "c", who: ["d"] })), ["say(b)", "add(c+d)"])
  })
  it("the last speaker, if nobody is named", () => {
    assert.deepStrictEqual(told(steps("commit.who=actor", ...joined)), ["say(b)", "add(b+d)"])
  })
  it("the creator, if nobody has spoken", () => {
    assert.deepStrictEqual(told(steps("never", { t: 2, do: "add", who: ["d"] })), ["add(a+d)"])
  })
  it("never the leaver: the last other speaker removes it", () => {
    assert.deepStrictEqual(told(steps("never", say(1, "c"), say(2, "b"), { t: 3, do: "leave", by: "b" })), [
      "say(c)",
      "say(b)",
      "remove(c-b)"
    ])
  })
  it("the eldest member that is left, if there is an admin", () => {
    assert.deepStrictEqual(told(steps("commit.who=admin", ...joined, { t: 3, do: "leave", by: "a" })), [
      "say(b)",
      "add(a+d)",
      "remove(b-a)"
    ])
  })
  it("one by lot, the same for the same seed", () => {
    const changes: ReadonlyArray<WorkloadEvent> = Array.from({ length: 40 }, (_, i) => ({ t: i, do: "add", who: [`x${i}`] }))
    const random = Result.getOrThrow(parsePolicy("commit.who=random"))
    const by = (seed: string) => applyPolicy(given(...changes), random, seed).map((step) => ("by" in step ? step.by : ""))
    assert.deepStrictEqual(by("1"), by("1"))
    assert.notDeepEqual(by("1"), by("2"))
    assert.isAbove(new Set(by("1")).size, 5)
  })
  it("the next speaker, before its message, for all that waits", () => {
    const later: ReadonlyArray<WorkloadEvent> = [...joined, { t: 3, do: "leave", by: "a" }, say(4, "c")]
    assert.deepStrictEqual(told(steps("commit.who=next-speaker", ...later)), ["say(b)", "change(c+d-a)", "say(c)"])
  })
  it("somebody who is online, if there is one; else somebody comes online for it", () => {
    const off = (by: string): WorkloadEvent => ({ t: 2, do: "offline", by })
    const join: WorkloadEvent = { t: 3, do: "add", who: ["d"] }
    assert.deepStrictEqual(told(steps("never", say(1, "b"), off("b"), join)), ["say(b)", "offline(b)", "add(a+d)"])
    assert.deepStrictEqual(told(steps("never", say(1, "b"), off("a"), off("b"), off("c"), join)).slice(-2), ["online(b)", "add(b+d)"])
  })
})

describe("what is collected", () => {
  const batch = "commit.batch=10s"
  it("goes into one commit when its time is up, before what comes later", () => {
    const list = steps(batch, { t: 1_000, do: "add", who: ["d"] }, { t: 9_000, do: "leave", by: "c" }, say(20_000, "b"))
    assert.deepStrictEqual(told(list), ["change(a+d-c)", "say(b)"])
    assert.strictEqual(list[1]?.t, 11_000)
    assert.strictEqual(list[1]?.event, 3)
  })
  it("is committed at once when an added one speaks", () => {
    assert.deepStrictEqual(told(steps(batch, { t: 1, do: "add", who: ["d"] }, say(2, "d"))), ["add(a+d)", "say(d)"])
  })
  it("is nothing when an added one leaves again", () => {
    assert.deepStrictEqual(told(steps(batch, { t: 1, do: "add", who: ["d"] }, { t: 2, do: "leave", by: "d" })), [])
  })
  it("is committed at the end, though nothing more happens", () => {
    assert.strictEqual(steps(batch, { t: 1, do: "add", who: ["d"] })[1]?.t, 10_001)
  })
})

describe("when keys are renewed", () => {
  it("before the message that is one more than the policy's number", () => {
    assert.deepStrictEqual(
      told(steps("rekey.everyMessages=2", say(1, "a"), say(2, "a"), say(3, "b"), say(4, "a"), say(5, "a"), say(6, "a"))),
      ["say(a)", "say(a)", "say(b)", "rekey(a)", "say(a)", "say(a)", "rekey(a)", "say(a)"]
    )
  })
  it("before the first message after a long silence, the one after joining included", () => {
    const list = steps("rekey.onReturn=30d", say(1, "a"), say(30 * DAY, "a"), say(30 * DAY, "b"), say(60 * DAY, "a"), say(60 * DAY, "b"))
    assert.deepStrictEqual(told(list), ["say(a)", "say(a)", "rekey(b)", "say(b)", "rekey(a)", "say(a)", "rekey(b)", "say(b)"])
  })
  it("before a first message in an epoch that another began", () => {
    const list = steps("rekey.firstInEpoch=true", say(1, "a"), say(2, "b"), say(3, "b"), say(4, "a"))
    assert.deepStrictEqual(told(list), ["say(a)", "rekey(b)", "say(b)", "say(b)", "rekey(a)", "say(a)"])
  })
  it("by the clock, each member at times of its own, and not while offline", () => {
    const list = steps("rekey.every=1d", { t: 1, do: "offline", by: "c" }, { t: 10 * DAY, do: "online", by: "c" }, say(11 * DAY, "a"))
    const times = (who: string) => list.filter((step) => step.do === "rekey" && step.by === who).map(({ t }) => t)
    assert.strictEqual(times("a").length, 11)
    assert.isTrue(times("a").every((t, i, all) => i === 0 || t - (all[i - 1] ?? 0) === DAY))
    assert.strictEqual(times("c")[0], 10 * DAY)
    assert.notStrictEqual(times("a")[0], times("b")[0])
  })
  it("when somebody wishes it, and the count begins again", () => {
    const list = steps("rekey.everyMessages=1", say(1, "a"), { t: 2, do: "rekey", by: "a" }, say(3, "a"))
    assert.deepStrictEqual(told(list), ["say(a)", "rekey(a)", "say(a)"])
    assert.deepStrictEqual(list.map(({ cause }) => cause).slice(1), ["workload", "workload", "workload"])
  })
})

describe("commits that others' commits precede", () => {
  const rekey: WorkloadEvent = { t: 1, do: "rekey", by: "a" }
  const tries = (policy: string) => steps(policy, rekey).flatMap((step) => ("tries" in step ? [step.tries] : []))
  it("are made anew as often as the policy says, or dropped", () => {
    assert.deepStrictEqual(tries("never"), [10])
    assert.deepStrictEqual(tries("retry.maxTries=3"), [3])
    assert.deepStrictEqual(tries("retry.onReject=drop,retry.maxTries=3"), [1])
  })
})

describe("proposals", () => {
  it("stand before the commit of another, and count as new keys", () => {
    const list = steps("rekey.everyMessages=1", say(1, "a"), { t: 2, do: "propose", by: "a" }, { t: 3, do: "rekey", by: "b" }, say(4, "a"))
    assert.deepStrictEqual(told(list), ["say(a)", "propose(a)", "rekey(b)", "say(a)"])
  })
})

describe("sleepers", () => {
  it("are removed after long silence, and added again when they act", () => {
    const list = steps("evict.idle=10d", say(5 * DAY, "a"), say(12 * DAY, "a"), say(20 * DAY, "b"))
    assert.deepStrictEqual(told(list), ["say(a)", "remove(a-b)", "remove(a-c)", "say(a)", "add(a+b)", "say(b)"])
    assert.strictEqual(list[2]?.t, 10 * DAY)
    assert.strictEqual(list[2]?.cause, "policy")
  })
  it("are not idle while they rekey, nor before they have been away for so long", () => {
    const offline: WorkloadEvent = { t: 12 * DAY, do: "offline", by: "b" }
    const list = steps("rekey.every=1d,evict.idle=10d", offline, say(30 * DAY, "a"))
    const removed = list.filter((step) => step.do === "remove")
    assert.deepStrictEqual(
      removed.map((step) => ("remove" in step ? [step.t, step.remove] : [])),
      [[22 * DAY, ["b"]]]
    )
    const back = steps("evict.idle=10d", { t: 9 * DAY, do: "offline", by: "b" }, { t: 18 * DAY, do: "online", by: "b" }, say(20 * DAY, "a"))
    assert.deepStrictEqual(told(back), ["offline(b)", "remove(c-a)", "online(b)", "remove(b-c)", "add(b+a)", "say(a)"])
  })
  it("are spared while there is nobody else, and go when somebody comes", () => {
    const list = steps("evict.idle=10d", { t: 30 * DAY, do: "add", by: "a", who: ["d"] }, say(35 * DAY, "d"))
    assert.deepStrictEqual(told(list), ["remove(b-a)", "remove(c-b)", "add(c+a)", "add(a+d)", "remove(a-c)", "say(d)"])
  })
  it("need no removal when they leave", () => {
    const list = steps("evict.idle=10d", say(9 * DAY, "a"), say(12 * DAY, "a"), { t: 13 * DAY, do: "leave", by: "b" })
    assert.strictEqual(told(list).filter((one) => one.endsWith("-b)")).length, 1)
  })
})

describe("the end of a group", () => {
  const leave = (t: number, by: string): WorkloadEvent => ({ t, do: "leave", by })
  it("comes when the last member leaves, and another may begin", () => {
    const list = steps("never", leave(1, "a"), leave(2, "b"), leave(3, "c"), { t: 4, do: "create", by: "d", with: [] }, say(5, "d"))
    assert.deepStrictEqual(told(list), ["remove(b-a)", "remove(c-b)", "end(c)", "create(d)", "say(d)"])
  })
  it("is the same when all leave at once", () => {
    assert.deepStrictEqual(told(steps("commit.batch=1d", leave(1, "a"), leave(2, "b"), leave(3, "c"))), ["remove(a-b-c)", "end(a)"])
  })
  it("does not come when one joins while all leave", () => {
    const list = steps("commit.batch=1d", leave(1, "a"), leave(2, "b"), { t: 3, do: "add", who: ["d"] }, leave(4, "c"))
    assert.deepStrictEqual(told(list), ["add(a+d)", "remove(d-a-b-c)"])
  })
})

it("passes on what only some runners know", () => {
  assert.deepStrictEqual(told(steps("never", { t: 1, do: "compromise", by: "a" }, { t: 2, do: "expect" })), [
    "note compromise",
    "note expect"
  ])
})

/** Any lawful workload over eight people. */
const workloads = fc
  .array(fc.record({ kind: fc.nat(9), who: fc.nat(7), other: fc.nat(7), wait: fc.nat(2 * DAY) }), { maxLength: 60 })
  .map((list) => {
    const members = new Set(["0"])
    const events: Array<WorkloadEvent> = [{ t: 0, do: "create", by: "0", with: [] }]
    let t = 0
    for (const { kind, other, wait, who } of list) {
      t += wait
      const [name, second] = [String(who), String(other)]
      if (members.size === 0) {
        events.push({ t, do: "create", by: name, with: [] })
        members.add(name)
      } else if (!members.has(name)) {
        events.push({ t, do: "add", who: [name] })
        members.add(name)
      } else if (kind === 0) {
        events.push({ t, do: "leave", by: name })
        members.delete(name)
      } else if (kind === 1 && members.has(second) && name !== second) {
        events.push({ t, do: "remove", by: name, who: [second] })
        members.delete(second)
      } else if (kind === 2) events.push({ t, do: "offline", by: name })
      else if (kind === 3) events.push({ t, do: "online", by: name })
      else events.push({ t, do: "say", by: name, size: 1 })
    }
    return Result.getOrThrow(workload({ lab: "workload/1", name: "any", members: ["0"] }, events))
  })
const policies = Result.getOrThrow(
  parsePolicies(
    "rekey.everyMessages=2,rekey.every=1d,never,commit.who=actor,next-speaker,admin,random,commit.batch=0,12h,evict.idle=3d,never"
  )
)

it("gives steps that can be run, for any workload and policy, and every message once", () => {
  fc.assert(
    fc.property(workloads, fc.constantFrom(...policies), (any, { policy }) => {
      const { messages } = replay(applyPolicy(any, policy))
      assert.strictEqual(messages, countWorkload(any).messages)
      assert.deepStrictEqual(applyPolicy(any, policy), applyPolicy(any, policy))
    }),
    { numRuns: 500, seed: 1 }
  )
})
