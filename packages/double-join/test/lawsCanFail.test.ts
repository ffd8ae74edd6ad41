import { playPolicy, type ScriptStep } from "@copath/conformance"
import { type CgkaBook, type DoubleJoinPolicy, opaque, type Refresh, type RefreshPlan } from "@copath/contracts"
import { leafIndex, nodeIndex } from "@copath/tree-math"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { naivePolicy, taintPolicy, unmergedPolicy } from "../src/index.ts"

type Policy = DoubleJoinPolicy["Service"]

const quiet: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
const story: ReadonlyArray<ScriptStep> = [
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((by) => ({ ...quiet, by })),
  { ...quiet, by: 0, removes: [5] },
  { ...quiet, by: 3, adds: 1 },
  { ...quiet, by: 0 },
  { ...quiet, by: 1, removes: [0] }
]

/** The law that a faulty policy breaks. */
const brokenBy = (policy: Policy, script: ReadonlyArray<ScriptStep> = story): string => {
  const played = playPolicy(policy, script, { members: 8 })
  return Result.isFailure(played) ? played.failure.law : "none"
}
const changed = (policy: Policy, edit: (plan: RefreshPlan) => RefreshPlan): Policy => ({
  ...policy,
  plan: (...args) => edit(policy.plan(...args))
})
const steps = (edit: (steps: ReadonlyArray<Refresh>) => ReadonlyArray<Refresh>) => (plan: RefreshPlan) => ({
  ...plan,
  steps: edit(plan.steps)
})
const toy = opaque<"CgkaBook", { readonly times: number }>("CgkaBook", "toy")

describe("the laws of DoubleJoinPolicy notice a policy", () => {
  it("that is sound", () => {
    for (const policy of [unmergedPolicy, taintPolicy, naivePolicy]) expect(brokenBy(policy)).toBe("none")
  })

  it("whose plans are malformed: parents before children, sealed twice, sealed to the committer, too short", () => {
    const faults: ReadonlyArray<(all: ReadonlyArray<Refresh>) => ReadonlyArray<Refresh>> = [
      (all) => all.toReversed(),
      (all) => all.slice(0, -1),
      (all) => all.map((step) => ({ ...step, targets: [...step.targets, ...step.targets] })),
      (all) => all.map((step, i) => (i === 0 && step.from !== undefined ? { ...step, targets: [step.from, ...step.targets] } : step)),
      (all) => all.map((step) => ({ ...step, from: all[0]?.from })),
      (all) => all.map((step, i) => (i === 0 ? { ...step, node: nodeIndex(step.node - 1) } : step))
    ]
    for (const fault of faults) expect(brokenBy(changed(unmergedPolicy, steps(fault)))).toBe("plans are well formed")
  })

  it("that seals to a node whose key it replaces", () => {
    // draft-02's mistake: the old key of a node just set.
    const stale = steps((all) =>
      all.map((step, i) => (i === 0 ? { ...step, targets: [...step.targets, all[1]?.node ?? step.node] } : step))
    )
    expect(brokenBy(changed(unmergedPolicy, stale))).toBe("plans are well formed")
  })

  it("that forgets a member", () => {
    expect(
      brokenBy(
        changed(
          unmergedPolicy,
          steps((all) => all.map((step) => ({ ...step, targets: step.targets.slice(1) })))
        )
      )
    ).toBe("agreement")
  })

  it("that plans by something else than book, tree and change", () => {
    let calls = 0
    const moody = changed(unmergedPolicy, (plan) => (++calls % 2 === 0 ? { ...plan, blanked: [...plan.blanked, ...plan.blanked] } : plan))
    const noisy = changed(taintPolicy, (plan) => (++calls % 2 === 0 ? { ...plan, blanked: [nodeIndex(2 * calls + 1)] } : plan))
    expect([brokenBy(moody), brokenBy(noisy)]).toContain("read equals stage")
  })

  it("whose book cannot be read again", () => {
    const wrong: Policy = {
      ...unmergedPolicy,
      emptyBook: toy.wrap({ times: 0 }),
      bookCodec: toy.codec({ name: "Toy", write: (w) => w.bytes(Uint8Array.of(7)), read: () => ({ times: 0 }) })
    }
    expect(brokenBy(wrong)).toBe("books round trip")
  })

  it("that says nothing about what somebody knows from outside", () => {
    expect(brokenBy({ ...naivePolicy, book: "exact" })).toBe("the book says who knows what")
    expect(brokenBy({ ...naivePolicy, mayLeaveKnowledge: false })).toBe("nobody is double-joined")
    expect(brokenBy({ ...taintPolicy, outside: () => [] })).toBe("the book says who knows what")
  })

  it("that suspects somebody who knows nothing", () => {
    const suspicious: Policy = {
      ...taintPolicy,
      outside: (book: CgkaBook, node) => [...taintPolicy.outside(book, node), ...(node === 1 ? [leafIndex(7)] : [])]
    }
    expect(brokenBy(suspicious)).toBe("the book says who knows what")
  })

  it("that leaves a former member with a live key, or a thief with one after an own commit", () => {
    const forgetful: Policy = { ...naivePolicy, book: "bound", mayLeaveKnowledge: false, outside: everybody }
    const remover = [...story.slice(0, 8), { ...quiet, by: 0, removes: [5] }]
    expect(brokenBy(forgetful, [...remover, { ...quiet, by: 1, removes: [0] }])).toBe("former members know nothing")
    expect(brokenBy(forgetful, [...remover, { ...quiet, by: 0 }])).toBe("a commit of one's own heals")
  })
})

const everybody: Policy["outside"] = () => Array.from({ length: 11 }, (_, leaf) => leafIndex(leaf))
