import { initial, referenceClosure, traceRun, treeKnowledge } from "@copath/lab-adversary"
import { defaultPolicy, fallenKeys, makeWorkload, neverPolicy, treeAt, type Workload } from "@copath/lab-core"
import type { Spec } from "@copath/profile-lab"
import { covers, leafIndex, nodeIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { kat8 } from "../src/kat8.ts"
import { composedOf, suiteId } from "../src/playing.ts"

const timeout = 120_000

const filmed = Effect.fnUntraced(function* (spec: Spec, workload: Workload, policy = neverPolicy) {
  const composed = composedOf({ spec })
  const run = yield* traceRun({ composed, suite: suiteId, workload, policy, seed: "film", repeat: 0, stopwatch: () => 0, trees: true })
  if (run._tag === "refused") throw new Error(run.refused.reason)
  expect(run.cell.health.failures).toEqual([])
  const { trace, treeKeys } = run.recording
  const trees = treeKnowledge(run.recording, run.cell.trees!)
  return { trace, treeKeys, trees, frames: [...trees.frames.step.keys()] }
})

const tainted: Spec = { cgka: "treekem-d05", "double-join": "taint", init: "full-init" }
const churn = Result.getOrThrow(makeWorkload("churn", "film", ["members=8", "operations=24"]))

describe("what falls of a tree", () => {
  it.effect.each([{}, tainted, { cgka: "art" }, { cgka: "mkem" }, { schedule: "root-only" }] satisfies ReadonlyArray<Spec>)(
    "in kat-8 is what follows, as the plainest closure has it: %j",
    (spec) =>
      Effect.gen(function* () {
        const { frames, trace, treeKeys, trees } = yield* filmed(spec, kat8().workload)
        expect(frames).toHaveLength(9)
        for (const [member, name] of trees.members.entries()) {
          const who = trace.members.findIndex((one) => one.name === name)
          for (const frame of frames) {
            const start = initial(trace, { as: "seize", who, at: trees.frames.step[frame]!, takes: "all" })
            const known = referenceClosure(trace.graph, start)
            const keys = treeKeys.flatMap((value, key) => (known.has(value) ? [key] : []))
            expect([...fallenKeys(trees, member, frame)].toSorted((a, b) => a - b)).toEqual(keys)
          }
        }
      }),
    timeout
  )

  it.effect("in kat-8 is nothing that stands once the robbed member has committed, and the root until then", () =>
    Effect.gen(function* () {
      const { frames, trees } = yield* filmed({}, kat8().workload)
      const last = trees.frames.step.length - 1
      for (const member of trees.members.keys()) {
        // Member m commits in frame m + 1.
        const fallen = fallenKeys(trees, member, 0)
        for (const frame of frames) {
          const standing = treeAt(trees, frame).filter(({ key }) => key !== undefined && fallen.has(key))
          if (frame > member) expect(standing).toEqual([])
          else expect(standing.map(({ node }) => node)).toEqual(frame === 0 ? [2 * member] : expect.arrayContaining([2 * member, 7]))
        }
        expect(fallenKeys(trees, member, last).size).toBeGreaterThan(0)
      }
    })
  )
})

describe("who holds a tree's secrets", () => {
  it.effect(
    "under RFC 9420 is everybody below a node but the unmerged, and nobody else (the tree invariant, 7.4)",
    () =>
      Effect.gen(function* () {
        const { frames, trees } = yield* filmed({}, churn, defaultPolicy)
        let unmerged = 0
        for (const frame of frames) {
          const nodes = treeAt(trees, frame)
          for (const { holders, key, node, unmerged: out } of nodes) {
            if (key === undefined) continue
            unmerged += out.length
            const entitled = nodes.flatMap((leaf) =>
              leaf.member !== undefined && covers(nodeIndex(node), leafIndex(leaf.node / 2)) && !out.includes(leaf.node / 2)
                ? [leaf.member]
                : []
            )
            expect(holders).toEqual(entitled.toSorted((a, b) => a - b))
          }
        }
        expect(unmerged).toBeGreaterThan(0)
      }),
    timeout
  )

  it.effect(
    "under tainted TreeKEM is everybody below a node, and whoever stands in the book for it",
    () =>
      Effect.gen(function* () {
        const { frames, trees } = yield* filmed(tainted, churn, defaultPolicy)
        let outside = 0
        for (const frame of frames) {
          const nodes = treeAt(trees, frame)
          const memberAt = new Map(nodes.map(({ member, node }) => [node / 2, member]))
          for (const { holders, key, node, outside: tainters } of nodes) {
            if (key === undefined) continue
            outside += tainters.length
            const below = [...memberAt.keys()].filter((leaf) => Number.isInteger(leaf) && covers(nodeIndex(node), leafIndex(leaf)))
            const entitled = [...below, ...tainters].flatMap((leaf) => memberAt.get(leaf) ?? [])
            expect(holders).toEqual([...new Set(entitled)].toSorted((a, b) => a - b))
          }
        }
        expect(outside).toBeGreaterThan(0)
      }),
    timeout
  )
})
