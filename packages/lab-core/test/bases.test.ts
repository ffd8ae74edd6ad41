import { type Axis, axes, catalog, type Composed, profiles, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { defaultPolicy, type Policy } from "../src/policy/policy.ts"
import { type CellOutcome, runCell } from "../src/runner.ts"
import { type Workload, workload, type WorkloadEvent } from "../src/workload/workload.ts"

/*
 * One run has three bases: real cryptography, and two that stand in for it. What may be counted on a stand-in, and read as if it had been real, is what comes out the same on all of
 * them: numbers of operations and of bytes, by role and by member, commit by commit. Times, and the bytes themselves, do not.
 *
 * Real is `node` in the larger groups: `sameSuiteLaws` hold it and `noble` to each other byte by byte.
 */

/** `COPATH_FULL_SIMULATION=1`: groups of up to 256 real members, and every option of the catalog. */
const full = process.env["COPATH_FULL_SIMULATION"] !== undefined
const minutes = 60_000

const parts = catalog()
const compose = (spec: Spec): Composed => Result.getOrThrow(parts.compose(spec))

/** Suites and algorithms whose signatures are DER, which drops leading zeros; a stand-in's all have the most frequent length. */
const suitesOfVaryingLength: ReadonlyArray<number> = [2, 5, 7]
const ofVaryingLength: ReadonlySet<string> = new Set(["p256", "p384", "p521"])

/** All that can happen to a group of `n` members, each kind of it once or twice: somebody comes, goes, is away, renews keys, speaks. */
const lifeOf = (n: number): Workload => {
  const name = (i: number): string => `m${i}`
  const members = Array.from({ length: n }, (_, i) => name(i))
  const [first, middle, last] = [name(0), name(n >> 1), name(n - 1)]
  return Result.getOrThrow(
    workload({ lab: "workload/1", name: `life-${n}`, members }, [
      { t: 0, do: "create", by: first, with: members.slice(1) },
      { t: 1000, do: "say", by: last, size: 48 },
      { t: 2000, do: "rekey", by: middle },
      { t: 3000, do: "say", by: first, size: 0 },
      { t: 4000, do: "add", by: middle, who: ["x", "y"] },
      { t: 5000, do: "say", by: "x", size: 300 },
      { t: 6000, do: "offline", by: "y" },
      { t: 7000, do: "rekey", by: "x" },
      { t: 8000, do: "say", by: first, size: 10 },
      { t: 9000, do: "remove", by: first, who: [last] },
      { t: 10_000, do: "online", by: "y" },
      { t: 11_000, do: "say", by: "y", size: 7 },
      { t: 12_000, do: "leave", by: first },
      { t: 13_000, do: "rekey", by: "y" },
      { t: 14_000, do: "say", by: "x", size: 4096 }
    ] satisfies ReadonlyArray<WorkloadEvent>)
  )
}

const run = (spec: Spec, provider: string, work: Workload, policy: Policy = defaultPolicy, suite = 1): Effect.Effect<CellOutcome> => {
  const composed = compose({ ...spec, provider })
  // Signatures of one length may be made at random, which is much faster for some; those that vary must repeat.
  const native = !suitesOfVaryingLength.includes(suite)
  return runCell({ composed, suite, workload: work, policy, seed: "bases", repeat: 0, stopwatch: () => 0, native })
}

/** What is the same on every base; of an outcome that is none, the rule that refused it. */
const figures = (outcome: CellOutcome) => {
  if (outcome._tag === "refused") return { refused: outcome.refused.rule }
  const { agreement, commits, cost, counts, health, perMember, timeline } = outcome.cell
  const { agreed, epoch, members } = agreement
  return { agreed, epoch, members, health, counts, commits, perMember, timeline, cost }
}

const same = Effect.fnUntraced(function* (spec: Spec, real: string, work: Workload, policy?: Policy, suite?: number) {
  const expected = figures(yield* run(spec, real, work, policy, suite))
  for (const standIn of ["symbolic", "counting"]) {
    expect(figures(yield* run(spec, standIn, work, policy, suite)), `${standIn}, ${JSON.stringify(spec)}`).toEqual(expected)
  }
  return expected
})

const compared: ReadonlyArray<readonly [name: string, spec: Spec]> = [
  ["rfc9420", {}],
  ["art", { cgka: "art" }],
  ["flat", { cgka: "flat" }],
  ["sender keys", { cgka: "senderkeys", channel: "ratchet" }],
  ["draft 05", profiles.find(({ name }) => name === "draft-05")?.spec ?? {}]
]

/** By whom the real run is computed, and for how many members. */
const sizes: ReadonlyArray<readonly [n: number, real: string]> = [
  [2, "noble"],
  [8, "noble"],
  [33, "node"],
  ...(full
    ? ([
        [128, "node"],
        [256, "node"]
      ] as const)
    : [])
]

describe("R7: real, symbolic and counting runs count the same operations and bytes", () => {
  it.effect.each(
    compared.flatMap(([name, spec]) => sizes.map(([n, real]) => ({ title: `${name}, ${n} members on ${real}`, n, real, spec })))
  )(
    "$title",
    ({ n, real, spec }) =>
      Effect.gen(function* () {
        const found = yield* same(spec, real, lifeOf(n))
        expect(found).toMatchObject({ agreed: true, members: n, health: { lostMembers: 0, failures: [] } })
        if (!("cost" in found)) throw new Error("refused")
        // A comparison of nothing would hold as well.
        expect(found.cost["operations.hpke.seal"] ?? found.cost["operations.dh"]).toBeDefined()
        expect(found.cost["sent.commit"]?.committer?.total).toBeGreaterThan(0)
      }),
    60 * minutes
  )

  it.effect.each(profiles)("the profile $name", ({ spec }) =>
    Effect.map(same(spec, "node", lifeOf(5)), (found) => expect(found).toHaveProperty("agreed", true))
  )

  it.effect.each([3, 4, 6])("cipher suite %i", (suite) =>
    Effect.map(same({}, "node", lifeOf(4), undefined, suite), (found) => expect(found).toHaveProperty("agreed", true))
  )

  const hasty: Policy = { ...defaultPolicy, rekey: { beforeFirstSendInEpoch: true }, commit: { who: "next-speaker", batchMs: 3000 } }
  it.effect.each(compared.map(([name, spec]) => ({ title: name, spec })))(
    "under a policy that commits in batches and rekeys at each word: $title",
    ({ spec }) => Effect.map(same(spec, "node", lifeOf(9), hasty), (found) => expect(found).toHaveProperty("agreed", true))
  )
})

describe("R7 where signatures vary in length", () => {
  const counted = (outcome: CellOutcome) => {
    if (outcome._tag === "refused") throw new Error(outcome.refused.reason)
    const { agreement, cost, counts } = outcome.cell
    const told = (operations: boolean) => Object.entries(cost).filter(([metric]) => metric.startsWith("operations.") === operations)
    const bytes = told(false).flatMap(([metric, roles]) =>
      Object.entries(roles).map(([role, sum]) => [`${metric}, ${role}`, sum.total] as const)
    )
    return { agreed: agreement.agreed, counts, operations: told(true), bytes: new Map(bytes) }
  }

  it.effect.each(suitesOfVaryingLength)("suite %i: as many operations, and bytes within a hundredth", (suite) =>
    Effect.gen(function* () {
      const [real, ...standIns] = (yield* Effect.forEach(["node", "symbolic", "counting"], (p) =>
        run({}, p, lifeOf(4), defaultPolicy, suite)
      )).map(counted)
      for (const standIn of standIns) {
        expect({ ...standIn, bytes: undefined }).toEqual({ ...real, bytes: undefined })
        expect([...standIn.bytes.keys()]).toEqual([...(real?.bytes.keys() ?? [])])
        for (const [what, total] of standIn.bytes) {
          const ratio = total / (real?.bytes.get(what) ?? Number.NaN)
          expect(Math.abs(ratio - 1), `${what}: ${ratio}`).toBeLessThan(0.01)
        }
      }
    })
  )
})

describe.runIf(full)("R7, option by option", () => {
  const bases: ReadonlyArray<Spec> = [{}, { cgka: "art" }, { cgka: "flat" }, { protection: "sender-keys" }, { handshake: "enc-ratchet" }]
  const varied: ReadonlyArray<Axis> = axes.filter((axis) => axis !== "provider")
  it.effect.each(varied.map((axis) => ({ axis })))(
    "each option of $axis, beside five others",
    ({ axis }) =>
      Effect.gen(function* () {
        for (const base of bases.filter((one) => one[axis] === undefined)) {
          const others = parts.of(axis).filter(({ id }, i) => i > 0 && !ofVaryingLength.has(id))
          for (const { id } of others) yield* same({ ...base, [axis]: id }, "node", lifeOf(4))
        }
      }),
    60 * minutes
  )
})
