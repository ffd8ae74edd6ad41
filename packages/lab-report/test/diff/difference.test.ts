import type { Cell, LabResult, Summary } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { difference } from "../../src/diff/difference.ts"
import { differenceText } from "../../src/diff/text.ts"
import { fixture, twelve } from "../fixture.ts"

const two = twelve.slice(0, 2)
const [name = "", other = ""] = two.map((model) => model.name)
const base = fixture(two)

/** The result with one cell changed. */
const changed = (result: LabResult, index: number, by: (cell: Cell) => Partial<Cell>, id = result.id): LabResult => ({
  ...result,
  id,
  cells: result.cells.map((cell, i) => (i === index ? { ...cell, ...by(cell) } : cell))
})

const timesBy = (summary: Summary, factor: number): Summary => ({
  ...summary,
  total: summary.total * factor,
  median: summary.median * factor
})

/** Cost of one metric and role, multiplied. */
const dearer =
  (factor: number) =>
  (cell: Cell): Partial<Cell> => {
    const own = cell.cost["sent.commit"]?.committer
    if (own === undefined) throw new Error("the fixture sends commits")
    return { cost: { ...cell.cost, "sent.commit": { ...cell.cost["sent.commit"], committer: timesBy(own, factor) } } }
  }

/** Eight repeats whose events take more time, by a factor for each repeat. */
const repeated = (factors: ReadonlyArray<number>): LabResult => ({
  ...base,
  cells: factors.flatMap((factor, repeat) =>
    base.cells.map((cell, i) => ({
      ...cell,
      repeat,
      workload: { ...cell.workload, hash: `hash ${repeat}` },
      times: {
        ...cell.times,
        cpu: Object.fromEntries(Object.entries(cell.times.cpu).map(([role, summary]) => [role, timesBy(summary, i === 0 ? factor : 1)]))
      }
    }))
  )
})
const ones = Array.from({ length: 8 }, () => 1)

describe("the difference of two results", () => {
  it("is nothing for the same result, and for one that took another time to make", () => {
    const again = { ...base, made: { ...base.made, at: "2027-01-01T00:00:00Z", seconds: 7 } }
    expect(difference(base, base)).toMatchObject({
      verdict: "same",
      compared: 2,
      changes: [],
      guarded: [],
      texts: [],
      times: [],
      reasons: []
    })
    expect(difference(base, again).verdict).toBe("same")
  })

  it("lists any change of an exact cost with its sign, and is worse only beyond the threshold", () => {
    const little = difference(base, changed(base, 0, dearer(1.01)))
    expect(little).toMatchObject({
      verdict: "changed",
      changes: [{ metric: "sent.commit", role: "committer", statistic: "total", judgement: "changed" }]
    })
    const much = difference(base, changed(base, 0, dearer(1.06)))
    expect(much).toMatchObject({ verdict: "worse", changes: [{ judgement: "worse", where: `${name} on team-50, policy daily` }] })
    expect(difference(base, changed(base, 0, dearer(1.06)), { failOn: 0.1 }).verdict).toBe("changed")
    expect(difference(base, changed(base, 0, dearer(1.0001)), { failOn: 0 }).verdict).toBe("worse")
    expect(difference(base, changed(base, 0, dearer(0.9)))).toMatchObject({ verdict: "changed", changes: [{ judgement: "better" }] })
  })

  it("is worse where a cost appears that was nothing before", () => {
    const without = changed(base, 0, ({ cost }) => ({
      cost: Object.fromEntries(Object.entries(cost).filter(([metric]) => metric !== "sent.commit"))
    }))
    expect(difference(without, base)).toMatchObject({ verdict: "worse", changes: [{ old: 0, judgement: "worse" }] })
    expect(difference(base, without)).toMatchObject({ verdict: "changed", changes: [{ new: 0, judgement: "better" }] })
  })

  it("takes no threshold where a member is lost, a text fails or members disagree", () => {
    const failed = changed(base, 1, (cell) => ({
      health: { ...cell.health, failures: [{ step: 3, member: "m1", reason: "Undecryptable" }] },
      agreement: { ...cell.agreement, agreed: false }
    }))
    const found = difference(base, failed, { failOn: 1000 })
    expect(found.verdict).toBe("worse")
    expect(found.guarded).toMatchObject([
      { metric: "failures", old: 0, new: 1, judgement: "worse", where: `${other} on team-50, policy daily` },
      { metric: "runs in disagreement", old: 0, new: 1, judgement: "worse" }
    ])
    expect(difference(failed, base)).toMatchObject({ verdict: "changed", guarded: [{ judgement: "better" }, { judgement: "better" }] })
  })

  it("says what differs besides quantities", () => {
    const renewed = changed(base, 0, (cell) => ({ agreement: { ...cell.agreement, secretFingerprint: "ff" } }))
    expect(difference(base, renewed)).toMatchObject({ verdict: "changed", texts: [{ field: "the last epoch's secret", runs: 1, of: 1 }] })
  })

  it("counts more work done by people as neither better nor worse", () => {
    const busier = changed(base, 0, (cell) => ({ counts: { ...cell.counts, messages: cell.counts.messages * 2 } }))
    expect(difference(base, busier)).toMatchObject({ verdict: "changed", changes: [{ metric: "messages", judgement: "changed" }] })
  })
})

describe("results of other inputs", () => {
  it("are compared where only versions differ, and the versions named", () => {
    const parts = { "@copath/group": "0.2.0", "@copath/wire": "0.1.0" }
    const newer = { ...base, id: "other", environment: { ...base.environment, parts } }
    expect(difference(base, newer)).toMatchObject({
      verdict: "same",
      compared: 2,
      reasons: [
        { field: "version of @copath/group", old: "0.1.0", new: "0.2.0" },
        { field: "version of @copath/wire", old: "", new: "0.1.0" }
      ]
    })
  })

  it("are not comparable with another seed", () => {
    const newer = { ...base, id: "other", made: { ...base.made, seed: "x" } }
    expect(difference(base, newer)).toMatchObject({
      verdict: "incomparable",
      compared: 0,
      reasons: [{ field: "seed", old: "7f3a", new: "x" }]
    })
  })

  it("are not comparable where a cell has no counterpart, which is explained by the nearest", () => {
    const newer = changed(base, 1, (cell) => ({ workload: { ...cell.workload, hash: "88bb" } }), "other")
    expect(difference(base, newer)).toMatchObject({
      verdict: "incomparable",
      compared: 1,
      missing: [
        { where: `${other} on team-50, policy daily`, runs: 1, because: [{ field: "workload's content", old: "77aa", new: "88bb" }] }
      ],
      added: [{ runs: 1 }]
    })
  })

  it("say that what is missing is refused now", () => {
    const [, second] = base.cells
    const refused = [{ name: other, parts: second?.composition.parts ?? {}, rule: "order", reason: "It needs one order." }]
    const newer = { ...base, id: "other", cells: base.cells.slice(0, 1), refused }
    expect(difference(base, newer).missing).toMatchObject([{ because: [{ field: "refused there, order", new: "It needs one order." }] }])
    expect(difference(base, newer).reasons).toEqual([{ field: "composition", old: other, new: "" }])
  })

  it("may have more cells: a variant that is new breaks nothing", () => {
    const fewer = { ...base, id: "other", cells: base.cells.slice(0, 1) }
    expect(difference(fewer, base)).toMatchObject({ verdict: "same", compared: 1, added: [{ runs: 1 }] })
  })

  it("are explained even if nothing in them differs", () => {
    expect(difference(base, { ...base, id: "other" }).reasons).toEqual([
      { field: "what the results do not hold, such as the cipher suite", old: base.id, new: "other" }
    ])
    const suited = { ...base, id: "other", made: { ...base.made, argv: [...base.made.argv, "--suite", "3"] } }
    expect(difference(base, suited).reasons).toMatchObject([{ field: "command", new: expect.stringContaining("--suite 3") }])
  })

  it("are explained by their cipher suites where both name theirs, and compared all the same", () => {
    const suited = (suite: number, id = base.id): LabResult => ({
      ...base,
      id,
      cells: base.cells.map((cell) => ({ ...cell, composition: { ...cell.composition, suite } }))
    })
    expect(difference(suited(1), suited(3, "other"))).toMatchObject({
      verdict: "same",
      compared: 2,
      reasons: [{ field: "cipher suite", old: "1", new: "3" }]
    })
    expect(differenceText(difference(suited(1), suited(3, "other")), { names: ["a", "b"] })).toContain("cipher suite: 1 → 3")
    // An older result does not say it.
    expect(difference(base, suited(3))).toMatchObject({ verdict: "same", compared: 2, reasons: [] })
    expect(difference(suited(1), suited(1, "other")).reasons).toEqual([
      { field: "what the results do not hold", old: base.id, new: "other" }
    ])
  })
})

describe("times", () => {
  const shifted = [1.2, 1.25, 1.18, 1.22, 1.3, 1.21, 1.19, 1.24]

  it("are flagged where the interval of the ratio excludes one and the shift exceeds the threshold", () => {
    const found = difference(repeated(ones), repeated(shifted))
    expect(found.verdict).toBe("worse")
    expect(found.times.every(({ where, judgement }) => judgement === "worse" && where.startsWith(name))).toBe(true)
    expect(found.times.find(({ role }) => role === "receiver")?.ratio).toBeCloseTo(1.22, 1)
    expect(difference(repeated(ones), repeated(shifted), { failOn: 0.5 })).toMatchObject({ verdict: "same", times: [] })
    expect(difference(repeated(shifted), repeated(ones)).times[0]?.judgement).toBe("better")
  })

  it("are not flagged where some runs were slower and others faster", () => {
    const wavering = [1.6, 0.7, 1.4, 0.8, 1.5, 0.9, 1.3, 0.75]
    expect(difference(repeated(ones), repeated(wavering))).toMatchObject({ verdict: "same", times: [] })
  })

  it("are not judged from few runs, nor between machines", () => {
    const few = difference(repeated([1, 1]), repeated([3, 3]))
    expect(few).toMatchObject({ verdict: "same", timesJudged: { judged: false } })
    expect(few.timesJudged.why).toContain("--seeds 6")
    const elsewhere = repeated(shifted)
    const moved = { ...elsewhere, environment: { ...elsewhere.environment, cpu: "another" } }
    expect(difference(repeated(ones), moved).timesJudged.why).toBe("another processor: a processor of 2 GHz → another")
  })

  it("and costs are told once for all runs", () => {
    const [old, next] = [repeated(ones), repeated(ones)]
    const newer = { ...next, cells: next.cells.map((cell, i) => (i < 6 && i % 2 === 0 ? { ...cell, ...dearer(2)(cell) } : cell)) }
    expect(difference(old, newer).changes).toMatchObject([{ metric: "sent.commit", runs: 3, of: 8, judgement: "worse" }])
  })
})

describe("the text of a difference", () => {
  const names = ["old.json", "new.json"] as const

  it("says what is worse, by how much and where", () => {
    const text = differenceText(difference(base, changed(base, 0, dearer(1.06))), { names })
    expect(text).toMatch(/^old\.json → new\.json: worse\n2 cells compared\. A cost is worse if it grew by more than 5 %\.\n/)
    expect(text).toMatch(
      /^rfc9420 on team-50, policy daily\n {2}worse {3}sent\.commit, committer {2}[\d,]+ → [\d,.]+ \(\+[\d.]+ kB, \+6 %\)$/m
    )
    expect(text).toContain("Times are not judged: 1 run of a cell is too few")
  })

  it("explains why results are not comparable, field by field", () => {
    const newer = changed(base, 1, (cell) => ({ policy: { name: "hourly", values: {} }, repeat: cell.repeat }), "88bb")
    const text = differenceText(difference(base, newer), { names })
    expect(text).toContain("old.json → new.json: not comparable")
    expect(text).toContain("Why the ids differ (9c0d5a6e → 88bb)\n  policy: absent → hourly")
    expect(text).toContain(`Only in old.json
  treekem, secret-tree, ephemeral signatures on team-50, policy daily
    policy: daily → hourly
    policy, rekey.everyMs: 86400000 → absent
    policy, commit.who: actor → absent
`)
  })

  it("names of a policy that kept its name the settings that it did not keep, and of another composition the parts", () => {
    const slower = changed(base, 0, ({ policy }) => ({ policy: { ...policy, values: { ...policy.values, "rekey.everyMs": 7 } } }))
    const everywhere = {
      ...base,
      id: "88bb",
      cells: base.cells.map((cell) => ({ ...cell, policy: slower.cells[0]?.policy ?? cell.policy }))
    }
    expect(difference(base, everywhere).reasons).toEqual([{ field: "policy daily, rekey.everyMs", old: "86400000", new: "7" }])
    const fewer = { ...base, id: "88bb", cells: base.cells.slice(0, 1) }
    expect(difference(base, fewer).missing).toMatchObject([
      {
        because: [
          { field: "composition", new: "rfc9420" },
          { field: "signature", old: "ephemeral", new: "static" }
        ]
      }
    ])
  })

  it("says of what source results of equal ids are", () => {
    const newer = { ...base, environment: { ...base.environment, commit: "0f0daa3", dirty: true } }
    expect(differenceText(difference(base, newer), { names })).toContain("Made differently\n  source: d404c62 → 0f0daa3 with changes\n")
    expect(difference(base, newer).verdict).toBe("same")
  })

  it("has colour only when asked, and lets no name control the terminal", () => {
    const evil = changed(base, 0, (cell) => ({ composition: { ...cell.composition, name: "a\u001B[2Jb" } }))
    const found = difference(evil, changed(evil, 0, dearer(2)))
    expect(differenceText(found, { names })).not.toContain("\u001B")
    expect(differenceText(found, { names, colour: true })).toContain("\u001B[1;31mworse")
    expect(differenceText(found, { names, colour: true })).not.toContain("\u001B[2J")
  })
})
