import { type CellOutcome, neverPolicy, type Policy, runCell, type Workload, workload, type WorkloadEvent } from "@copath/lab-core"
import { catalog, type Composed, type Spec } from "@copath/profile-lab"
import { type Effect, Result } from "effect"
import { type CountedByRole, type CountedCosts, scaleCell, type ScaleCell, type ScaleInput } from "../src/index.ts"

/** `COPATH_FULL_SIMULATION=1`: groups of up to 256 real members, every key agreement at 128, and the literature's whole simulation. */
export const full = process.env["COPATH_FULL_SIMULATION"] !== undefined

const parts = catalog()

/** The composition, on the counting provider unless the spec says another. */
export const compose = (spec: Spec = {}): Composed => Result.getOrThrow(parts.compose({ provider: "counting", ...spec }))

/** All that can be counted of a group's life, each kind of it once or twice; `texts`: with what is said. */
export const lifeOf = (n: number, texts = true): Workload => {
  const name = (i: number): string => `m${i}`
  const members = Array.from({ length: n }, (_, i) => name(i))
  const [first, middle, last] = [name(0), name(n >> 1), name(n - 1)]
  const events: ReadonlyArray<WorkloadEvent> = [
    { t: 0, do: "create", by: first, with: members.slice(1) },
    { t: 1000, do: "say", by: last, size: 48 },
    { t: 2000, do: "rekey", by: middle },
    { t: 3000, do: "say", by: first, size: 0 },
    { t: 3500, do: "propose", by: name(1) },
    { t: 3600, do: "propose", by: last },
    { t: 3700, do: "rekey", by: name(3) },
    { t: 4000, do: "add", by: middle, who: ["x", "y"] },
    { t: 5000, do: "say", by: "x", size: 300 },
    { t: 7000, do: "rekey", by: "x" },
    { t: 8000, do: "say", by: first, size: 10 },
    { t: 9000, do: "remove", by: first, who: [last, name(2)] },
    { t: 9500, do: "add", by: "y", who: ["z"] },
    { t: 11_000, do: "say", by: "y", size: 7 },
    { t: 12_000, do: "leave", by: first },
    { t: 13_000, do: "rekey", by: "y" },
    { t: 14_000, do: "say", by: "x", size: 4096 }
  ]
  const header = { lab: "workload/1", name: `life-${n}`, members } as const
  return Result.getOrThrow(
    workload(
      header,
      events.filter((event) => texts || event.do !== "say")
    )
  )
}

/** Counts a workload; nothing is told from samples unless `more` says so. */
export const counted = (spec: Spec, history: Workload, more: Partial<ScaleInput> = {}) =>
  scaleCell({
    composed: compose(spec),
    suite: 1,
    history: { workload: history, policy: neverPolicy },
    seed: "scale",
    observers: 100_000,
    joiners: 100_000,
    ...more
  })

/** The same by a full simulation, in which every member is there. */
export const simulated = (spec: Spec, history: Workload, policy: Policy = neverPolicy): Effect.Effect<CellOutcome> =>
  runCell({ composed: compose(spec), suite: 1, workload: history, policy, seed: "scale", repeat: 0, stopwatch: () => 0 })

type Figures = Readonly<Record<string, ReadonlyArray<number>>>

/** Number, total, least and most by metric and role; what lies at the server is not counted at scale. */
const figuresOf = (costs: CountedCosts | Extract<CellOutcome, { readonly _tag: "cell" }>["cell"]["cost"]): Figures =>
  Object.fromEntries(
    Object.entries(costs).flatMap(([metric, byRole]) =>
      metric === "stored"
        ? []
        : Object.entries((byRole ?? {}) as CountedByRole).map(
            ([role, { hi, lo, n, total }]) => [`${metric} of a ${role}`, [n, total, lo, hi]] as const
          )
    )
  )

/** What a full simulation charged. */
export const charged = (outcome: CellOutcome): Figures => {
  if (outcome._tag === "refused") throw new Error(outcome.refused.reason)
  return figuresOf(outcome.cell.cost)
}

/** What counting charged. */
export const told = ({ costs }: ScaleCell): Figures => figuresOf(costs)
