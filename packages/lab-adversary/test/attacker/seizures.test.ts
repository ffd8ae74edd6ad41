import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { defaultSeizures, exposure, initial, referenceClosure, runsOf, seizures, setColumns, type Trace } from "../../src/index.ts"
import { bigTrace, timeAllSeizures } from "../bench/allSeizures.ts"
import { ToyRun } from "../toys/toyRun.ts"
import { ToySenderKeys } from "../toys/toySenderKeys.ts"
import { kat8, ToyTree } from "../toys/toyTree.ts"

const share = (trace: Trace): number => {
  const all = seizures(trace)
  return exposure(all, all.lower.read).share
}

describe("seizures of kat-8 (8 members, 72 messages, 81 states)", () => {
  const chained = kat8(new ToyTree({ members: 8, chained: true }))

  it("are 648", () => {
    expect([chained.messages.length, chained.states.length, seizures(chained).pairs]).toEqual([72, 81, 648])
  })

  it.each([
    ["tree, chained", chained, 0.315],
    ["tree, root only, leaf key apart from the path, parents blank at creation", kat8(new ToyTree({ members: 8, chained: false })), 0.531],
    ["tree, root only, leaf secret hashed up the path", kat8(new ToyTree({ members: 8, chained: false, leafOnPath: true })), 0.58],
    ["tree, root only, parents filled at creation", kat8(new ToyTree({ members: 8, chained: false, filled: true })), 0.488],
    ["tree, chained, one key for each epoch", kat8(new ToyTree({ members: 8, chained: true, epochKey: true })), 0.37],
    ["sender keys, one-time channel", kat8(new ToySenderKeys(8, "oneTime")), 0.315],
    ["sender keys, static channel", kat8(new ToySenderKeys(8, "static")), 0.914],
    ["sender keys, channel rotated with the sender key", kat8(new ToySenderKeys(8, "rotated")), 0.606]
  ])("expose as is known of %s", (_, trace, known) => {
    expect(share(trace)).toBeCloseTo(known, 3)
  })

  it("give messages 1 to 32 away, and no more, when member 3 is seized after creation", () => {
    const { rows, lower } = seizures(chained)
    const row = rows.findIndex(({ member, from }) => member === 3 && from === 0)
    expect(runsOf(lower.read, row)).toEqual([0, 32])
  })

  it("expose the same whether parents had keys at creation or not, while epochs are chained", () => {
    const filled = seizures(kat8(new ToyTree({ members: 8, chained: true, filled: true, leafOnPath: true })))
    expect(filled.lower.read.words).toEqual(seizures(chained).lower.read.words)
  })

  it("read what the reference says of each", () => {
    const trace = kat8(new ToyTree({ members: 8, chained: false }))
    const { rows, lower } = seizures(trace)
    for (const [index, { member, from }] of rows.entries()) {
      if (index % 40 !== 0) continue
      const known = referenceClosure(trace.graph, initial(trace, { as: "seize", who: member, at: from, takes: "all" }))
      expect(setColumns(lower.read, index)).toEqual(trace.messages.flatMap(({ text }, message) => (known.has(text) ? [message] : [])))
    }
  })
})

describe("seizures", () => {
  it("are one row while nothing changes that matters", () => {
    const all = seizures(kat8(new ToyTree({ members: 8, chained: true, epochKey: true })))
    expect(all.rows.length).toBe(72)
    expect(all.rows.reduce((sum, { weight }) => sum + weight, 0)).toBe(648)
    expect(all.rows.slice(0, 2)).toEqual([
      { member: 0, from: 0, to: 9, weight: 9 },
      { member: 0, from: 9, to: 18, weight: 9 }
    ])
  })

  it("count a member only while it is in the group", () => {
    const run = new ToyRun(3, (member) => member < 2)
    const key = run.random("key")
    run.hold(0, key)
    run.step("create", 0)
    run.join(2)
    run.hold(2, key)
    run.step("add", 0, 0)
    run.leave(1)
    run.step("remove", 0, 0)
    run.step("wait", -1)
    const { rows, pairs } = seizures(run.trace())
    expect(pairs).toBe(4 + 2 + 3)
    expect(rows.map(({ member, from, to }) => [member, from, to])).toEqual([
      [0, 0, 4],
      [1, 0, 2],
      [2, 1, 4]
    ])
  })

  it("fall into two bounds where something is unexplained, and agree where it makes no difference", () => {
    const story = (matters: boolean) => {
      const run = new ToyRun(1)
      const odd = run.value("unexplained", "from nowhere")
      const key = run.random("key", 0)
      run.step("create", 0)
      const text = run.random("text", 0)
      run.seal(matters ? odd : key, text)
      run.say(0, text, { authenticators: [key] })
      return seizures(run.trace())
    }
    const matters = story(true)
    expect([matters.exact, exposure(matters, matters.lower.read).share, exposure(matters, matters.upper.read).share]).toEqual([false, 0, 1])
    const same = story(false)
    expect([same.exact, exposure(same, same.upper.read).share]).toEqual([true, 0])
  })

  it("give more away the later members delete", () => {
    const trace = kat8(new ToyTree({ members: 8, chained: true }))
    const shares = (["ideal", { delayed: 1 }, { delayed: 20 }, "none"] as const).map((deletion) => {
      const all = seizures(trace, { ...defaultSeizures, deletion })
      return exposure(all, all.lower.read).share
    })
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(new Set(shares).size).toBe(4)
  })

  it("give nothing to read away where only signing keys are taken", () => {
    const trace = kat8(new ToyTree({ members: 8, chained: true }))
    const all = seizures(trace, { ...defaultSeizures, takes: "signingKeysOnly" })
    expect(all.rows.length).toBe(8)
    expect(exposure(all, all.lower.read).share).toBe(0)
  })

  it("are sampled above a limit, with an interval about what all of them say", () => {
    const trace = kat8(new ToyTree({ members: 8, chained: true }))
    const hits = Array.from({ length: 40 }, (_, seed) => {
      const all = seizures(trace, { ...defaultSeizures, limit: 80, seed: String(seed) })
      expect(all.rows.length).toBeLessThanOrEqual(80)
      expect(all.rows.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(648, 6)
      expect(new Set(all.rows.map(({ member }) => member)).size).toBe(8)
      const { interval } = exposure(all, all.lower.read)
      return interval !== undefined && interval.lo <= 0.31482 && 0.31481 <= interval.hi
    })
    // The seeds are fixed, and so is how many hit.
    expect(hits.filter(Boolean).length).toBeGreaterThanOrEqual(34)
  })

  it("are timed over a trace of any size", () => {
    const timed = timeAllSeizures(bigTrace(16, 100))
    expect(timed.seizures).toBe(16 * 111)
    expect(timed.edges).toBeGreaterThan(timed.values)
  })

  it("are the same sample for the same seed", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 200 }), (seed, limit) => {
        const trace = kat8(new ToySenderKeys(8, "static"))
        const options = { ...defaultSeizures, seed, limit }
        expect(seizures(trace, options).rows).toEqual(seizures(trace, options).rows)
      }),
      { numRuns: 5 }
    )
  })
})
