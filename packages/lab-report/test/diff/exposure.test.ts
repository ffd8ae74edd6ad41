import type { Cell, LabResult } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { difference } from "../../src/diff/difference.ts"
import { differenceText } from "../../src/diff/text.ts"
import { fixture, twelve } from "../fixture.ts"

type Security = NonNullable<Cell["security"]>

const never = { median: 0, p95: 0, max: 0 }
const nobody = { checked: 0, leaking: 0, messages: 0, leaks: [] }
const survival = { at: [0], bleeding: [0] }
const figures: Security["lower"] = {
  exposure: { share: 0.05 },
  wire: 0,
  forwardSecrecy: { messages: never, epochs: never, ms: never },
  healing: {
    judged: 0,
    never: 0,
    events: never,
    commits: never,
    ownCommits: never,
    messages: never,
    ms: never,
    bytes: never,
    by: [],
    shapes: { none: 1, cliff: 0, staircase: 0, wall: 0 },
    survival: { bytes: survival, messages: survival }
  },
  synergy: { pairs: 0, mean: 0, found: 0, max: 0 },
  exMembers: nobody,
  newcomers: nobody,
  forgery: { all: { member: -1, messages: 9, outsider: 0, insider: null, thief: 0.5, thiefInside: null }, senders: [] }
}
const security: Security = {
  members: ["a"],
  seizures: { takes: "all", deletion: "ideal", pairs: 1, rows: 1, sampled: false },
  unexplained: 0,
  exact: true,
  findings: [],
  lower: figures,
  secretsHeld: { mean: 1, max: 1 },
  deniability: { texts: 0, signed: 0 }
}

const looked = (changes: Partial<Security>): LabResult => {
  const { cells, ...rest } = fixture(twelve.slice(0, 1))
  return { ...rest, cells: cells.map((cell) => ({ ...cell, security: { ...security, ...changes } })) }
}
const base = looked({})
const exposing = (share: number): Partial<Security> => ({ lower: { ...figures, exposure: { share } } })

describe("the difference in what an attacker gets", () => {
  it("is worse with any increase, however small and whatever the threshold", () => {
    const found = difference(base, looked(exposing(0.0501)), { failOn: 1 })
    expect(found).toMatchObject({
      verdict: "worse",
      changes: [],
      guarded: [{ metric: "messages exposed by one seizure", judgement: "worse" }]
    })
    expect(differenceText(found, { names: ["a", "b"] })).toContain("messages exposed by one seizure 5 % → 5.01 % (+0.01 points)")
  })

  it("is better with less, and the same with the same", () => {
    expect(difference(base, looked(exposing(0.04)))).toMatchObject({ verdict: "changed", guarded: [{ judgement: "better" }] })
    expect(difference(base, looked({}))).toMatchObject({ verdict: "same", guarded: [] })
  })

  it("takes in removed members, newcomers, the wire and forgers", () => {
    const reading = { ...nobody, checked: 1, leaking: 1, messages: 3 }
    const forged = { ...figures.forgery, all: { ...figures.forgery.all, insider: 0.1 } }
    const found = difference(base, looked({ lower: { ...figures, wire: 1, exMembers: reading, newcomers: reading, forgery: forged } }))
    expect(found.guarded.map(({ metric, new: after }) => [metric, after])).toEqual([
      ["messages that the wire gives away", 1],
      ["messages read by removed members", 3],
      ["earlier messages read by newcomers", 3],
      ["messages that an insider could forge", 0.1]
    ])
  })

  it("is judged at most, too, where it is not known for certain", () => {
    const unsure = looked({ upper: { ...figures, exposure: { share: 0.2 } } })
    expect(difference(base, unsure)).toMatchObject({
      verdict: "worse",
      guarded: [{ metric: "messages exposed by one seizure, at most", old: 0.05, new: 0.2 }]
    })
  })

  it("is no number where an adversary looked on in one of the runs only, which is said", () => {
    const found = difference(fixture(twelve.slice(0, 1)), base)
    expect(found).toMatchObject({ verdict: "changed", guarded: [], texts: [{ field: "whether an adversary looked on" }] })
  })

  it("is not comparable where an adversary looked on before and does not now, or seizes otherwise", () => {
    const unseen = difference(base, fixture(twelve.slice(0, 1)))
    const lacking = { field: "what an adversary gets", old: "takes all, deletion ideal", new: "" }
    expect(unseen).toMatchObject({ verdict: "incomparable", compared: 1, missing: [{ runs: 1, because: [lacking] }] })
    const otherwise = looked({ ...exposing(0.9), seizures: { ...security.seizures, deletion: "none" } })
    expect(difference(base, otherwise)).toMatchObject({
      verdict: "incomparable",
      guarded: [],
      missing: [{ because: [{ new: "takes all, deletion none" }] }]
    })
    expect(difference(base, { ...fixture(twelve.slice(0, 1)), id: "other" }).reasons).toEqual([lacking])
  })

  it("takes in findings, what nobody made, and what the server reads", () => {
    const field = { kind: "commit", field: "sender", why: "" } as const
    const hidden = looked({ metadata: [{ ...field, sight: "hidden", messages: 5, shown: 0 }] })
    const shown = looked({
      findings: [{ kind: "NonceReuse", state: 1, member: 0, detail: "" }],
      unexplained: 2,
      metadata: [{ ...field, sight: "readable", messages: 5, shown: 5 }]
    })
    expect(difference(hidden, shown)).toMatchObject({
      verdict: "worse",
      guarded: [
        { metric: "findings of the adversary", new: 1 },
        { metric: "secrets that nothing made", new: 2 },
        { metric: "commit messages whose sender the server reads", old: 0, new: 5 }
      ]
    })
    const unjudged = looked({ metadata: [{ ...field, sight: "unjudged", messages: 0, shown: 0 }] })
    expect(difference(unjudged, shown).guarded).toHaveLength(2)
  })

  it("takes in the past, healing, pairs of thieves and thieves inside", () => {
    const lower: Security["lower"] = {
      ...figures,
      forwardSecrecy: { ...figures.forwardSecrecy, messages: { median: 0, p95: 1, max: 3 } },
      healing: { ...figures.healing, never: 0.5 },
      synergy: { ...figures.synergy, mean: 0.1 },
      forgery: { ...figures.forgery, all: { ...figures.forgery.all, thiefInside: 1 } }
    }
    expect(difference(base, looked({ lower })).guarded.map(({ judgement, metric }) => [judgement, metric])).toEqual([
      ["worse", "earlier messages exposed by the worst seizure"],
      ["worse", "seizures that never heal"],
      ["worse", "messages exposed by two seizures and neither alone"],
      ["worse", "messages that a thief inside could forge"]
    ])
  })

  it("tells two shares apart, however near", () => {
    const text = differenceText(difference(base, looked(exposing(0.050_000_001))), { names: ["a", "b"] })
    expect(text).toContain("messages exposed by one seizure 5 % → 5.0000001 % (+0.0000001 points)")
  })
})

describe("the difference in what lies of the delivery service come to", () => {
  const lie = {
    probe: "fork",
    about: "two histories",
    composition: "rfc9420",
    noticed: "at once",
    notices: [],
    damage: { accepted: 0, read: 0, unread: 2, lost: 0, agreed: true },
    foreseen: { noticed: ["at once"], damage: {} },
    surprises: []
  } as const
  const lied = (changes: object): LabResult => ({
    ...base,
    cells: base.cells.map((cell) => ({ ...cell, probes: [{ ...lie, ...changes }] }))
  })

  it("is worse where a lie is noticed later, or does more", () => {
    const found = difference(lied({}), lied({ noticed: "never", damage: { ...lie.damage, accepted: 1, unread: 1 } }))
    expect(found.verdict).toBe("worse")
    expect(found.guarded.map(({ judgement, metric, new: after, old }) => [judgement, metric, old, after])).toEqual([
      ["worse", "lie fork, messages taken in", 0, 1],
      ["better", "lie fork, texts unread", 2, 1],
      ["worse", "lie fork, noticed (0 at once, 3 never)", 0, 3]
    ])
  })

  it("is not comparable where the service lied before and does not now", () => {
    expect(difference(lied({}), base)).toMatchObject({ verdict: "incomparable", missing: [{ because: [{ old: "measured", new: "" }] }] })
  })
})
