import { Cgka, Secret } from "@copath/contracts"
import { type Axis, axes, catalog, cgka as cgkaPart, type Composed, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { describe, expect } from "vitest"
import { type Cell, withoutTimes } from "../src/result/result.ts"
import { defaultPolicy } from "../src/policy/policy.ts"
import { runCell } from "../src/runner.ts"
import { type Workload, workload, type WorkloadEvent } from "../src/workload/workload.ts"

const parts = catalog()
const compose = (spec: Spec, from = parts): Composed => Result.getOrThrow(from.compose(spec))

const small: Workload = Result.getOrThrow(
  workload({ lab: "workload/1", name: "small", members: ["a", "b", "c"] }, [
    { t: 0, do: "create", by: "a", with: ["b", "c"] },
    { t: 1000, do: "say", by: "b", size: 48 },
    { t: 2000, do: "add", by: "c", who: ["d", "e"] },
    { t: 3000, do: "say", by: "d", size: 10 },
    { t: 3500, do: "offline", by: "e" },
    { t: 4000, do: "rekey", by: "a" },
    { t: 4500, do: "say", by: "a", size: 0 },
    { t: 5000, do: "remove", by: "a", who: ["b"] },
    { t: 6000, do: "say", by: "c", size: 300 },
    { t: 7000, do: "online", by: "e" },
    { t: 7500, do: "say", by: "e", size: 7 },
    { t: 8000, do: "leave", by: "a" },
    { t: 8500, do: "add", by: "d", who: ["f"] },
    { t: 9000, do: "rekey", by: "f" },
    { t: 9500, do: "say", by: "f", size: 7 },
    { t: 9600, do: "offline", by: "c" },
    { t: 9700, do: "rekey", by: "d" },
    { t: 9800, do: "say", by: "d", size: 9 }
  ] satisfies ReadonlyArray<WorkloadEvent>)
)

const input = (composed: Composed, restart = false) => ({
  composed,
  suite: 1,
  workload: small,
  policy: defaultPolicy,
  seed: "test",
  repeat: 0,
  stopwatch: () => 0,
  restart
})

const cellOf = Effect.fnUntraced(function* (composed: Composed, restart = false) {
  const outcome = yield* runCell(input(composed, restart))
  if (outcome._tag !== "cell") throw new Error(outcome.refused.reason)
  return outcome.cell
})

const product = (vary: Partial<Record<Axis, ReadonlyArray<string>>>): ReadonlyArray<Spec> =>
  axes.reduce<ReadonlyArray<Spec>>(
    (specs, axis) =>
      vary[axis] === undefined ? specs : specs.flatMap((spec) => (vary[axis] ?? []).map((id) => ({ ...spec, [axis]: id }))),
    [{}]
  )

describe("one workload over many compositions", () => {
  const specs = product({
    cgka: ["treekem", "art", "flat"],
    protection: ["secret-tree", "group-chain"],
    signature: ["static", "ephemeral"],
    handshake: ["plain", "enc-ratchet"]
  })
  it.effect.each(specs.map((spec) => ({ spec, title: compose(spec).name })))(
    "$title: all agree, and a restart at every step changes nothing",
    ({ spec }) =>
      Effect.gen(function* () {
        const cell = yield* cellOf(compose(spec))
        expect(cell.health).toEqual({ lostMembers: 0, failures: [], rejectedCommits: 0 })
        expect(cell.agreement).toMatchObject({ agreed: true, members: 4 })
        expect(cell.counts).toMatchObject({ messages: 7, adds: 5, removes: 2, rekeys: 3, deliveries: 2 + 4 + 4 + 3 + 3 + 3 + 3 })
        const restarted = yield* cellOf(compose(spec), true)
        expect(exchanged(restarted)).toEqual(exchanged(cell))
      })
  )

  it.effect("same seed, same bytes; another seed, another secret", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* cellOf(compose({})), yield* cellOf(compose({}))]
      expect(only(a)).toEqual(only(b))
      // Native ECDSA signatures are randomised, and of varying length.
      const ecdsa = runCell({ ...input(compose({})), suite: 2 })
      const first = yield* ecdsa
      expect(yield* ecdsa).toEqual(first)
      if (first._tag !== "cell") throw new Error("refused")
      expect([a, first.cell].map(({ composition }) => composition.suite)).toEqual([1, 2])
      expect(first.cell.composition.id).toBe(a.composition.id)
      const other = yield* runCell({ ...input(compose({})), seed: "other" })
      if (other._tag !== "cell") throw new Error("refused")
      expect(other.cell.agreement.secretFingerprint).not.toBe(a.agreement.secretFingerprint)
      expect(other.cell.counts).toEqual(a.counts)
    })
  )
})

/** The cell without its time fields. */
const only = (cell: Cell): Cell => {
  const [blank] = withoutTimes({
    lab: "result/1",
    id: "",
    made: { at: "", seconds: 0, seed: "", argv: [] },
    environment: { lab: "", runtime: "", os: "", cpu: "", cores: 1, memory: 1, parts: {} },
    cells: [cell],
    refused: []
  }).cells
  if (blank === undefined) throw new Error("one cell")
  return blank
}

/** What went over the wire and what came of it. A restart empties caches, so operations may differ. */
const exchanged = ({ agreement, commits, cost, counts, perMember, timeline }: Cell) => ({
  agreement,
  commits,
  counts,
  timeline,
  state: perMember.state,
  bytes: Object.entries(cost).filter(([metric]) => !metric.startsWith("operations."))
})

describe("sizes of states", () => {
  it.effect("can be left out of the figures, and the rest of them stays as it is", () =>
    Effect.gen(function* () {
      const composed = compose({})
      const sized = yield* cellOf(composed)
      const outcome = yield* runCell({ ...input(composed), stateSizes: false })
      if (outcome._tag !== "cell") throw new Error(outcome.refused.reason)
      const { perMember, timeline } = outcome.cell
      expect([perMember.state.hi, perMember.statePeak.hi, Math.max(...timeline.stateBytes)]).toEqual([0, 0, 0])
      const { state, statePeak } = sized.perMember
      const { stateBytes } = sized.timeline
      expect(Math.min(state.lo, statePeak.lo, ...stateBytes)).toBeGreaterThan(0)
      expect({
        ...outcome.cell,
        perMember: { ...perMember, state, statePeak },
        timeline: { ...timeline, stateBytes }
      }).toEqual(sized)
    })
  )
})

describe("combinations that cannot work", () => {
  it.effect.each([
    { spec: { cgka: "art", integrity: "parent-hash" }, rule: "reach", names: ["art", "parent-hash"] },
    { spec: { protection: "group-chain", delivery: "unordered" }, rule: "ordering", names: ["group-chain", "unordered"] },
    { spec: { protection: "secret-tree", delivery: "unordered" }, rule: "ordering", names: ["secret-tree", "unordered"] }
  ])("$spec is refused by name and reason, and not half-run", ({ names, rule, spec }) =>
    Effect.gen(function* () {
      const outcome = yield* runCell(input(compose(spec)))
      if (outcome._tag !== "refused") throw new Error("it ran")
      expect(outcome.refused.rule).toBe(rule)
      for (const name of names) expect(outcome.refused.reason).toContain(name)
    })
  )
})

describe("a composition that loses a member", () => {
  // A key agreement that gives leaf 2 another secret than everybody else.
  const treacherous = Layer.effect(
    Cgka,
    Effect.map(Cgka, (honest) => ({
      ...honest,
      id: "broken",
      process: (...args: Parameters<typeof honest.process>) =>
        Effect.map(honest.process(...args), (done) =>
          honest.knows(done.state).some(({ node }) => node === 4) ? { ...done, commitSecret: new Secret(new Uint8Array(32)) } : done
        )
    }))
  ).pipe(Layer.provide(Result.getOrThrow(parts.find("cgka", "treekem")).layer))
  const broken = catalog([cgkaPart({ id: "broken", title: "loses leaf 2", source: "this test", layer: treacherous })])

  it.effect("is named with the member, the step and the reason", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf(compose({ cgka: "broken" }, broken))
      expect(cell.agreement.agreed).toBe(false)
      expect(cell.agreement.disagreement).toEqual({ member: "c", step: 5 })
      expect(cell.health.failures[0]).toEqual({ step: 5, member: "c", reason: "ConfirmationMismatch" })
    })
  )
})
