import { describe, expect, it } from "vitest"
import { forwardSecrecy, healing, seizures, type Trace } from "../../src/index.ts"
import { ToyRun } from "../toys/toyRun.ts"
import { ToySenderKeys } from "../toys/toySenderKeys.ts"
import { kat8, ToyTree } from "../toys/toyTree.ts"

const healed = (trace: Trace) => {
  const { rows, lower } = seizures(trace)
  return healing(rows, lower)
}
const depth = (trace: Trace) => {
  const { rows, lower } = seizures(trace)
  return forwardSecrecy(trace, rows, lower.read)
}

describe("forward secrecy of kat-8", () => {
  it.each([
    ["nothing in a chained tree", kat8(new ToyTree({ members: 8, chained: true })), 0],
    ["56 messages back to the member's last own commit, from the root alone", kat8(new ToyTree({ members: 8, chained: false })), 56],
    ["64 where the leaf's secret gives that commit too", kat8(new ToyTree({ members: 8, chained: false, leafOnPath: true })), 64],
    ["the running epoch with one key for it", kat8(new ToyTree({ members: 8, chained: true, epochKey: true })), 8],
    ["nothing with sender keys over one-time channels", kat8(new ToySenderKeys(8, "oneTime")), 0],
    ["56 messages over channels that rotate", kat8(new ToySenderKeys(8, "rotated")), 56]
  ])("loses %s", (_, trace, messages) => {
    expect(depth(trace).messages.max).toBe(messages)
  })

  it("counts the epochs and the age of what falls", () => {
    // State 8 is the eighth message, one second each: the first of them is seven seconds old.
    const { epochs, ms } = depth(kat8(new ToyTree({ members: 8, chained: true, epochKey: true })))
    expect([epochs.max, ms.max]).toEqual([1, 7000])
    expect(depth(kat8(new ToyTree({ members: 8, chained: false }))).epochs.max).toBe(7)
  })
})

describe("healing in kat-8", () => {
  it("comes at once with the member's own commit in a chained tree", () => {
    const { by, shapes, never, judged, ownCommits, events, bytes } = healed(kat8(new ToyTree({ members: 8, chained: true })))
    expect(judged).toBe(640)
    expect(by).toEqual([{ did: "rekey", own: true, share: 1 }])
    expect(shapes.staircase).toBe(0)
    // Member r is seized before its commit at state 9(r + 1) in as many states, of which the last has nothing left to lose.
    expect(shapes.cliff).toBeCloseTo((9 * 36 - 8) / 640, 10)
    expect(shapes.none).toBeCloseTo(8 / 640, 10)
    expect(shapes.wall).toBe(never)
    expect(ownCommits.median).toBe(1)
    expect([events.median, bytes.median]).toEqual([68, 6800])
  })

  it("comes sender by sender with sender keys over one-time channels, for who is seized before the first of them rekeys", () => {
    const { by, shapes, never } = healed(kat8(new ToySenderKeys(8, "oneTime")))
    expect(shapes.cliff).toBe(0)
    expect(shapes.staircase).toBeCloseTo(72 / 640, 10)
    expect(never).toBeCloseTo(1 - 72 / 640, 10)
    // Member 7 rekeys last: its own rekey ends what was lost by its seizure, and another's what was lost by others'.
    expect(by).toEqual([
      { did: "rekey", own: false, share: 7 / 8 },
      { did: "rekey", own: true, share: 1 / 8 }
    ])
  })

  it("never comes over static channels: one's own rekey heals one's own messages only", () => {
    expect(healed(kat8(new ToySenderKeys(8, "static")))).toMatchObject({ never: 1, shapes: { wall: 1 }, events: { median: null } })
  })

  it("never comes while only others commit", () => {
    const group = new ToyTree({ members: 8, chained: true })
    for (let round = 0; round < 6; round++) {
      for (let by = 0; by < 8; by++) group.say(by)
      group.rekey(round)
    }
    for (let by = 0; by < 8; by++) group.say(by)
    const { rows, lower } = seizures(group.run.trace())
    const sevens = rows.flatMap((row, index) => (row.member === 7 ? [index] : []))
    const seven = healing(
      sevens.map((index) => rows[index]!),
      { ...lower, read: { ...lower.read, rows: sevens.length, words: lower.read.words.slice(sevens[0]! * lower.read.stride) } }
    )
    expect(seven.never).toBe(1)
  })

  it("survives as a curve that falls from those who lose anything to those who never heal", () => {
    const { survival, shapes, never } = healed(kat8(new ToyTree({ members: 8, chained: true })))
    for (const { at, bleeding } of [survival.bytes, survival.messages]) {
      expect(at.length).toBe(bleeding.length)
      expect(at[0]).toBe(0)
      expect(bleeding[0]).toBeCloseTo(1 - shapes.none, 10)
      expect(bleeding.at(-1)).toBeGreaterThanOrEqual(never)
      expect(bleeding).toEqual(bleeding.toSorted((a, b) => b - a))
    }
  })
})

describe("the healing event", () => {
  it("is the first of several commits of which the attacker learns nothing", () => {
    const group = new ToyTree({ members: 4, chained: true })
    group.say(1)
    for (const by of [1, 0, 2]) group.rekey(by)
    group.say(1)
    const { rows, lower } = seizures(group.run.trace())
    const row = rows.findIndex(({ member, from }) => member === 0 && from === 0)
    const one = healing([{ ...rows[row]!, to: 1, weight: 1 }], {
      ...lower,
      read: { ...lower.read, words: lower.read.words.slice(row * lower.read.stride) },
      follows: { ...lower.follows, words: lower.follows.words.slice(row * lower.follows.stride) }
    })
    // States: 0 create, 1 say, 2 member 1's commit, 3 member 0's own, 4 member 2's, 5 say.
    expect(one.by).toEqual([{ did: "rekey", own: true, share: 1 }])
    expect([one.events.max, one.commits.max, one.ownCommits.max]).toEqual([3, 2, 1])
  })

  it("is not moved by a message of the old epoch that comes late", () => {
    const run = new ToyRun(2)
    const keys = [run.random("key of epoch 0"), run.random("key of epoch 1")]
    run.hold(0, keys[0]!)
    run.hold(1, keys[0]!)
    run.step("create", 0)
    const say = (by: number, epoch: number) => {
      const text = run.random("text", by)
      run.seal(keys[epoch]!, text)
      run.say(by, text, { epoch })
    }
    say(1, 0)
    run.step("rekey", 0, 0)
    say(0, 1)
    say(1, 0)
    say(1, 1)
    const { shapes, by, events, never } = healed(run.trace())
    // States: 0 create, 1 say, 2 member 0's commit, 3 say, 4 the late one, 5 say. Who is seized at state 4 loses nothing more.
    expect([never, shapes.none, shapes.cliff]).toEqual([0, 0.2, 0.8])
    expect(by.map(({ did }) => did)).toEqual(["rekey", "rekey"])
    expect(events.max).toBe(4)
  })
})
