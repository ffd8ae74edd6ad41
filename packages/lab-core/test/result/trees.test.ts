import { catalog, type Composed, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { describe, expect } from "vitest"
import { neverPolicy } from "../../src/policy/policy.ts"
import { runCell } from "../../src/runner.ts"
import { fallenKeys, mostFrames, treeAt, Trees } from "../../src/result/trees.ts"
import { type Workload, workload, type WorkloadEvent } from "../../src/workload/workload.ts"

const compose = (spec: Spec): Composed => Result.getOrThrow(catalog().compose({ provider: "symbolic", ...spec }))

const written = (members: ReadonlyArray<string>, events: ReadonlyArray<WorkloadEvent>): Workload =>
  Result.getOrThrow(workload({ lab: "workload/1", name: "film", members }, events))

/** Four members; one renews its keys, one is removed, one comes and sits in its place, and renews its keys. Frames are 0, 2, 3, 4 and 6. */
const history = written(
  ["ann", "bob", "cid", "dee"],
  [
    { t: 0, do: "create", by: "ann", with: ["bob", "cid", "dee"] },
    { t: 10, do: "say", by: "ann", size: 10 },
    { t: 20, do: "rekey", by: "bob" },
    { t: 30, do: "remove", by: "ann", who: ["cid"] },
    { t: 40, do: "add", by: "dee", who: ["eve"] },
    { t: 50, do: "say", by: "eve", size: 10 },
    { t: 60, do: "rekey", by: "eve" }
  ]
)

const film = Effect.fnUntraced(function* (spec: Spec, what: Workload = history) {
  const outcome = yield* runCell({
    composed: compose(spec),
    suite: 1,
    workload: what,
    policy: neverPolicy,
    seed: "film",
    repeat: 0,
    stopwatch: () => 0,
    trees: true
  })
  if (outcome._tag !== "cell") throw new Error(outcome.refused.reason)
  expect(outcome.cell.health).toEqual({ lostMembers: 0, failures: [], rejectedCommits: 0 })
  return { trees: outcome.cell.trees }
})

/** A frame in short: by node, `.` for blank, else its key's number; then who sits at the leaves, who is unmerged where, and who knows what from outside. */
const drawn = (trees: Trees, frame: number): string => {
  const nodes = treeAt(trees, frame)
  const keys = nodes.map(({ key }) => key ?? ".").join(" ")
  const names = nodes.flatMap(({ member, node }) => (node % 2 === 0 ? [member === undefined ? "." : trees.members[member]] : []))
  const marks = nodes.flatMap(({ node, outside, unmerged }) => [
    ...(unmerged.length > 0 ? [`${node}+${unmerged.join()}`] : []),
    ...(outside.length > 0 ? [`${node}!${outside.join()}`] : [])
  ])
  return [keys, names.join(" "), ...marks].join(" | ")
}

const frames = (trees: Trees | undefined): ReadonlyArray<string> =>
  trees === undefined ? [] : trees.frames.step.map((_, frame) => drawn(trees, frame))

describe("the film of a run's tree", () => {
  it.effect("has a frame for each step that changed it, with what was done and who committed", () =>
    Effect.gen(function* () {
      const { trees } = yield* film({})
      expect(trees?.members).toEqual(["ann", "bob", "cid", "dee", "eve"])
      expect(trees?.frames).toEqual({
        step: [0, 2, 3, 4, 6],
        event: [0, 2, 3, 4, 6],
        timeMs: [0, 20, 30, 40, 60],
        epoch: [1, 2, 3, 4, 5],
        leaves: [4, 4, 4, 4, 4],
        did: ["create", "rekey", "remove", "add", "rekey"],
        by: [[0], [1], [0], [3], [4]]
      })
      expect(trees?.leftOut).toBe(0)
    })
  )

  it.effect("of RFC 9420: a removal blanks, a newcomer is unmerged until somebody below commits", () =>
    Effect.gen(function* () {
      const { trees } = yield* film({})
      expect(frames(trees)).toEqual([
        "0 . 1 . 2 . 3 | ann bob cid dee",
        "0 4 5 6 2 . 3 | ann bob cid dee",
        "7 8 5 9 . . 3 | ann bob . dee",
        "7 8 5 9 10 . 3 | ann bob eve dee | 3+2",
        "7 8 5 11 12 13 3 | ann bob eve dee"
      ])
      expect(trees?.book).toBe("none")
    })
  )

  it.effect("of tainted TreeKEM: whoever sets nodes above others stands in the book until they are set by somebody below", () =>
    Effect.gen(function* () {
      const { trees } = yield* film({ cgka: "treekem-d05", "double-join": "taint", init: "full-init" })
      expect(trees?.book).toBe("exact")
      expect(frames(trees).map((frame) => frame.split(" | ").slice(1).join(" | "))).toEqual([
        "ann bob cid dee | 5!0",
        "ann bob cid dee | 5!0",
        "ann bob . dee | 5!0",
        "ann bob eve dee",
        "ann bob eve dee"
      ])
      // No parent is ever blank.
      for (const frame of trees?.frames.step.keys() ?? []) {
        expect(treeAt(trees!, frame).filter(({ key, node }) => node % 2 === 1 && key === undefined)).toEqual([])
      }
    })
  )

  it.effect.each([
    { cgka: "mkem" },
    { cgka: "senderkeys", protection: "sender-keys", schedule: "root-only" }
  ] satisfies ReadonlyArray<Spec>)("of $cgka: leaves alone", (spec) =>
    Effect.gen(function* () {
      const { trees } = yield* film(spec)
      expect(trees?.keys.node.every((node) => node % 2 === 0)).toBe(true)
      expect(trees?.frames.did).toEqual(["create", "rekey", "remove", "add", "rekey"])
    })
  )

  it.effect("of ART: every parent holds a key at all times", () =>
    Effect.gen(function* () {
      const { trees } = yield* film({ cgka: "art" })
      expect(frames(trees)).toEqual([
        "0 1 2 3 4 5 6 | ann bob cid dee",
        "0 7 8 9 4 5 6 | ann bob cid dee",
        "10 11 8 12 . 13 6 | ann bob . dee",
        "10 11 8 14 15 16 17 | ann bob eve dee",
        "10 11 8 18 19 20 17 | ann bob eve dee"
      ])
      // The key agreement's own book is nothing that the policy could read.
      expect(trees?.book).toBe("none")
    })
  )

  it.effect("of a left-balanced tree has no more leaves than stand", () =>
    Effect.gen(function* () {
      const five = written(
        ["ann", "bob", "cid", "dee"],
        [
          { t: 0, do: "create", by: "ann", with: ["bob", "cid", "dee"] },
          { t: 10, do: "add", by: "ann", who: ["eve"] },
          { t: 20, do: "rekey", by: "eve" }
        ]
      )
      const { trees } = yield* film({ shape: "left-balanced" }, five)
      expect(trees?.frames.leaves).toEqual([4, 5, 5])
      expect(treeAt(trees!, 2).flatMap(({ key, node }) => (key === undefined ? [] : [node]))).toEqual([0, 2, 4, 6, 7, 8])
      const full = yield* film({}, five)
      expect(full.trees?.frames.leaves).toEqual([4, 8, 8])
    })
  )

  it.effect("ends with a group, and begins with the next one", () =>
    Effect.gen(function* () {
      const { trees } = yield* film(
        {},
        written(
          ["ann", "bob"],
          [
            { t: 0, do: "create", by: "ann", with: ["bob"] },
            { t: 10, do: "leave", by: "bob" },
            { t: 20, do: "leave", by: "ann" },
            { t: 30, do: "create", by: "bob", with: ["ann"] }
          ]
        )
      )
      expect(trees?.frames.did).toEqual(["create", "remove", "end", "create"])
      expect(trees?.frames.leaves).toEqual([2, 1, 0, 2])
      expect(treeAt(trees!, 2)).toEqual([])
      expect(treeAt(trees!, 3).map(({ member }) => member)).toEqual([1, undefined, 0])
    })
  )

  it.effect("is not taken of a group that is too large", () =>
    Effect.gen(function* () {
      const others = Array.from({ length: 64 }, (_, i) => `m${i}`)
      const large = written(["ann", ...others], [{ t: 0, do: "create", by: "ann", with: others }])
      expect((yield* film({}, large)).trees).toBe(undefined)
    })
  )

  it.effect("stops when there are too many changes, and says how many it leaves out", () =>
    Effect.gen(function* () {
      const rekeys = Array.from({ length: mostFrames + 9 }, (_, i) => ({ t: i + 1, do: "rekey" as const, by: "ann" }))
      const long = written(["ann", "bob"], [{ t: 0, do: "create", by: "ann", with: ["bob"] }, ...rekeys])
      const { trees } = yield* film({ provider: "counting" }, long)
      expect(trees?.frames.step).toHaveLength(mostFrames)
      expect(trees?.leftOut).toBe(10)
      expect(Math.max(...(trees?.keys.to ?? []))).toBe(mostFrames)
    })
  )

  it.effect("is the same after it was written and read, and twice the same", () =>
    Effect.gen(function* () {
      const [one, other] = [yield* film({}), yield* film({})]
      expect(one.trees).toEqual(other.trees)
      const again: unknown = JSON.parse(JSON.stringify(one.trees))
      expect(Schema.decodeUnknownSync(Trees)(again)).toEqual(one.trees)
      expect(() => Schema.decodeUnknownSync(Trees)({ ...one.trees, leftOut: -1 })).toThrow(/leftOut/)
    })
  )

  it.effect("names no holders, and nobody to whom anything falls, where nobody looked on", () =>
    Effect.gen(function* () {
      const { trees } = yield* film({})
      expect(treeAt(trees!, 1)[1]?.holders).toBe(undefined)
      expect(fallenKeys(trees!, 0, 1)).toEqual(new Set())
    })
  )
})
