import type { Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect, test } from "vitest"
import { workload } from "@copath/lab-core"
import { mixedHistory, scaleCell, type ScaleHistory, type ScaleInput } from "../src/index.ts"
import { compose, counted, full, lifeOf, told } from "./kit.ts"

const minutes = 60_000

const mixed = (members: number, commits: number, spec: Spec = {}, more: Partial<ScaleInput> = {}) =>
  scaleCell({
    composed: compose(spec),
    suite: 1,
    history: mixedHistory({ members, commits, rekeys: 0.6, adds: 0.2, seed: "mix" }),
    seed: "scale",
    ...more
  })

describe("a counted cell", () => {
  it.live(
    "is the same in every run with the same seed",
    Effect.fnUntraced(function* () {
      const twice = [yield* mixed(300, 20, {}, { founded: "filled" }), yield* mixed(300, 20, {}, { founded: "filled" })]
      expect(twice[0]?.costs).toEqual(twice[1]?.costs)
    }),
    minutes
  )

  it.live(
    "says how long a Welcome is without making it",
    Effect.fnUntraced(function* () {
      for (const n of [5, 40]) {
        const [made, foretold] = [yield* counted({}, lifeOf(n)), yield* counted({}, lifeOf(n), { joiners: 0 })]
        expect(foretold.costs["sent.welcome"]).toEqual(made.costs["sent.welcome"])
        expect(foretold.costs["received.welcome"]).toEqual(made.costs["received.welcome"])
        // What the joiners of whom nobody joined did is not known.
        expect(foretold.costs["operations.kem.derive"]?.joiner?.exact).toBe(false)
      }
    }),
    minutes
  )

  it.live(
    "tells texts from its observers, and says so; what nobody samples stays exact",
    Effect.fnUntraced(function* () {
      const [all, some] = [yield* counted({}, lifeOf(40)), yield* counted({}, lifeOf(40), { observers: 4 })]
      expect(some.costs["operations.aead.open"]?.receiver).toMatchObject({
        n: all.costs["operations.aead.open"]?.receiver?.n,
        exact: false
      })
      const exact = Object.entries(some.costs).flatMap(([metric, byRole]) =>
        Object.entries(byRole).flatMap(([role, one]) => (one.exact ? [[`${metric} of a ${role}`, one.total] as const] : []))
      )
      expect(exact.length).toBeGreaterThan(30)
      for (const [what, total] of exact) expect([what, total]).toEqual([what, told(all)[what]?.[1]])
    }),
    minutes
  )

  it.live(
    "of a made-up group in which everybody has committed is one that real joiners accept, with all its parent hashes",
    Effect.fnUntraced(function* () {
      for (const members of [2, 13, 64, 200]) {
        const cell = yield* mixed(members, 12, {}, { founded: "filled", joiners: 100 })
        expect(cell.costs["operations.hpke.open"]?.joiner?.n).toBe(cell.counts.adds)
        expect(cell.notices).toEqual(["what creating the group costs is not counted: it was made up"])
      }
    }),
    minutes
  )

  it.live(
    "of a made-up group goes on as that of a created one does",
    Effect.fnUntraced(function* () {
      const steps = mixedHistory({ members: 50, commits: 12, rekeys: 0.6, adds: 0.2, seed: "one" })
      for (const spec of [{}, { cgka: "mkem" }, { schedule: "root-only" }] as ReadonlyArray<Spec>) {
        const run = (founded: "created" | "made-up") =>
          scaleCell({ composed: compose(spec), suite: 1, history: steps, seed: "scale", founded, joiners: 1000 })
        const [created, up] = [yield* run("created"), yield* run("made-up")]
        expect(up.members).toEqual(created.members)
        // A creating commit is as any other to nobody but its maker and those who join.
        expect(up.costs["operations.hpke.open"]?.member).toEqual(created.costs["operations.hpke.open"]?.member)
        expect(up.costs["received.commit"]?.member).toEqual(created.costs["received.commit"]?.member)
      }
    }),
    minutes
  )

  it.live(
    "ends after so many commits",
    Effect.fnUntraced(function* () {
      expect((yield* mixed(50, 30, {}, { founded: "filled", commits: 7 })).counts.commits).toBe(7)
    }),
    minutes
  )
})

/** Why a cell is refused. */
const refusal = Effect.fnUntraced(function* (spec: Spec, more: Partial<ScaleInput> = {}, texts = true) {
  const outcome = yield* Effect.result(counted(spec, lifeOf(6, texts), more))
  return Result.isFailure(outcome) ? [outcome.failure.reason, outcome.failure.message] : "counted"
})

describe("what cannot be counted is refused, with the reason", () => {
  const parts: ReadonlyArray<readonly [spec: Spec, said: string]> = [
    [{ "double-join": "takeover" }, "public data do not tell"],
    [{ "double-join": "naive" }, "public data do not tell"],
    [{ cgka: "art-pass-through" }, "only some can remove"],
    [{ signature: "eph-certified" }, "keys of its own"],
    [{ protection: "group-chain" }, "its messages are not counted"],
    [{ insider: "ack-quorum" }, "before a commit is in force"],
    [{ state: "digest+fetch" }, "keep elsewhere"],
    [{ devices: "lazy" }, "announce new keys"],
    [{ devices: "subtree" }, "a group of their own"],
    [{ recovery: "resend-own" }, "wrapped so that they can be asked for"]
  ]
  for (const [spec, said] of parts) {
    it.live(
      Object.values(spec).join(" + "),
      Effect.fnUntraced(function* () {
        expect(yield* refusal(spec)).toEqual(["Part", expect.stringContaining(said)])
      })
    )
  }

  it.live(
    "a provider that computes, parts that do not go together, and steps that nobody counts",
    Effect.fnUntraced(function* () {
      expect(yield* refusal({ provider: "noble" })).toEqual(["NotCounting", expect.stringContaining("provider=counting")])
      expect(yield* refusal({ "double-join": "taint", integrity: "parent-hash" })).toEqual(["Incompatible", expect.anything()])
      const members = ["a", "b"]
      const lost = Result.getOrThrow(
        workload({ lab: "workload/1", name: "lost", members }, [
          { t: 0, do: "create", by: "a", with: ["b"] },
          { t: 1, do: "lose", by: "b" }
        ])
      )
      const outcome = yield* Effect.result(counted({}, lost))
      expect(Result.isFailure(outcome) && [outcome.failure.reason, outcome.failure.message]).toEqual([
        "Step",
        expect.stringContaining("event 1")
      ])
      const several = { ...lost, header: { ...lost.header, devices: 2 } }
      expect(yield* Effect.map(Effect.flip(counted({}, several)), ({ reason }) => reason)).toBe("Step")
    }),
    minutes
  )

  it.live(
    "a group that cannot be made up, or is larger than a tree may be",
    Effect.fnUntraced(function* () {
      expect(yield* refusal({ cgka: "art" }, { founded: "filled" }, false)).toEqual(["Size", expect.stringContaining("created")])
      const steps: ScaleHistory["steps"] = [
        { t: 0, event: 0, cause: "workload", do: "create", by: "a", with: Array.from({ length: 2 ** 20 }, () => "b") }
      ]
      expect(yield* refusal({}, { founded: "made-up", history: { name: "too many", steps } })).toEqual([
        "Size",
        expect.stringContaining("1048576")
      ])
    }),
    minutes
  )
})

describe.skipIf(!full)("COPATH_FULL_SIMULATION: the largest groups", () => {
  it.live(
    "50,000 members and 10,000 commits, then a million members and 1,000 commits",
    Effect.fnUntraced(function* () {
      for (const [members, commits] of [
        [50_000, 10_000],
        [1_000_000, 1_000]
      ] as const) {
        const cell = yield* mixed(members, commits, {}, { founded: "filled", joiners: 0 })
        expect(cell.counts.commits).toBe(commits)
        expect(process.resourceUsage().maxRSS).toBeLessThan(4 * 2 ** 20)
      }
    }),
    60 * minutes
  )
})

test("a mixed history names nobody who is not there", () => {
  const { steps } = mixedHistory({ members: 5, commits: 300, rekeys: 0.2, adds: 0.3, seed: "x" })
  const there = new Set<string>()
  const strangers: Array<string> = []
  const demand = (name: string, holds: boolean): void => void (holds || strangers.push(name))
  for (const step of steps) {
    if (step.do === "create") for (const name of [step.by, ...step.with]) there.add(name)
    else if ("by" in step) demand(step.by, there.has(step.by))
    if (step.do === "add") for (const name of step.add) there.add(name)
    if (step.do === "remove") for (const name of step.remove) demand(name, there.delete(name) && name !== step.by)
  }
  expect(strangers).toEqual([])
  expect(steps).toHaveLength(301)
})
