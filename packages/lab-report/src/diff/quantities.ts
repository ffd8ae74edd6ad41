import { canonicalJson, type Cell, type Summary } from "@copath/lab-core"
import { byPlace, type Pair, placeOf } from "./match.ts"

/** One exact number of a cell. */
export interface Quantity {
  /** The field of the cell and its name there: `cost.sent.commit`. */
  readonly metric: string
  /** Who caused it, where that is told apart. */
  readonly role?: string
  /** Which number of a summary; absent where it is one alone. */
  readonly statistic?: string
  /** Whether more of it is worse. */
  readonly costs: boolean
  /** Of what it is a number; a share lies between 0 and 1. */
  readonly unit: "bytes" | "count" | "share"
}

/** A quantity's values in both cells. */
export interface Compared extends Quantity {
  readonly old: number
  readonly new: number
}

/** What people did is no cost; that they had to do it again is. */
const countedCosts: ReadonlySet<string> = new Set(["resent", "rejoins", "woken"])
/** Among what must not grow at all. */
const elsewhere: ReadonlySet<string> = new Set(["missed"])

/** The exact quantities in which two cells differ: costs by metric and role, bytes per device, counts, rejected commits, the last epoch. */
export const exactIn = ({ new: after, old: before }: Pair): ReadonlyArray<Compared> => [
  ...keysOf(before.cost, after.cost).flatMap((metric) =>
    keysOf(before.cost[metric], after.cost[metric]).flatMap((role) =>
      ofSummaries(
        { metric, role, costs: true, unit: metric.startsWith("operations.") || metric === "tries" ? "count" : "bytes" },
        before.cost[metric]?.[role],
        after.cost[metric]?.[role]
      )
    )
  ),
  ...keysOf(before.perMember, after.perMember).flatMap((name) =>
    ofSummaries({ metric: `${name} per member`, costs: true, unit: "bytes" }, before.perMember[name], after.perMember[name])
  ),
  ...keysOf(before.counts, after.counts)
    .filter((name) => !elsewhere.has(name))
    .map((name) => ({
      metric: name,
      costs: countedCosts.has(name),
      unit: "count" as const,
      old: before.counts[name],
      new: after.counts[name]
    })),
  ...ofSecurity(before.security, after.security),
  { metric: "rejected commits", costs: true, unit: "count", old: before.health.rejectedCommits, new: after.health.rejectedCommits },
  { metric: "last epoch", costs: false, unit: "count", old: before.agreement.epoch, new: after.agreement.epoch }
]

/** What an adversary says of a cell and is no gain of an attacker's. */
const ofSecurity = (before: Cell["security"], after: Cell["security"]): ReadonlyArray<Compared> =>
  before === undefined || after === undefined
    ? []
    : [
        {
          metric: "secrets held",
          statistic: "mean",
          costs: true,
          unit: "count",
          old: before.secretsHeld.mean,
          new: after.secretsHeld.mean
        },
        { metric: "secrets held", statistic: "max", costs: true, unit: "count", old: before.secretsHeld.max, new: after.secretsHeld.max },
        { metric: "texts signed", costs: false, unit: "count", old: before.deniability.signed, new: after.deniability.signed },
        { metric: "texts that convince others", costs: false, unit: "count", old: convincing(before), new: convincing(after) }
      ]

const convincing = ({ deniability }: NonNullable<Cell["security"]>): number => deniability.convincing ?? deniability.signed

/** What differs between cells and is no quantity, in how many runs. */
export const textsIn = (pairs: ReadonlyArray<Pair>) =>
  byPlace(pairs).flatMap((runs) =>
    texts.flatMap(([field, of]) => {
      const differing = runs.filter(
        ({ new: after, old: before }) => canonicalJson(of(before, after)) !== canonicalJson(of(after, before))
      ).length
      const [first] = runs
      return differing === 0 || first === undefined ? [] : [{ where: placeOf(first.old), field, runs: differing, of: runs.length }]
    })
  )

/** `other`: the cell that it is compared with. */
const texts: ReadonlyArray<readonly [field: string, of: (cell: Cell, other: Cell) => unknown]> = [
  ["the last epoch's secret", ({ agreement }) => agreement.secretFingerprint],
  ["the course of the run", ({ timeline }) => timeline],
  ["single commits", ({ commits }) => commits],
  ["RFC 9420 or not", ({ composition }) => composition.strict],
  // Where both have it, its figures are among the guarded quantities.
  ["whether an adversary looked on", ({ security }) => security !== undefined],
  ["whether an adversary's figures are exact", ({ security }, other) => (other.security === undefined ? undefined : security?.exact)]
]

/** The first of these in which two summaries differ speaks for them. */
const statistics = ["total", "median", "hi", "lo", "n", "mean", "mad"] as const

const ofSummaries = (quantity: Quantity, before: Summary | undefined, after: Summary | undefined): ReadonlyArray<Compared> => {
  const statistic = statistics.find((name) => (before?.[name] ?? 0) !== (after?.[name] ?? 0))
  if (statistic === undefined) return []
  return [
    { ...quantity, statistic, old: before?.[statistic] ?? 0, new: after?.[statistic] ?? 0, costs: statistic !== "n" && statistic !== "mad" }
  ]
}

const keysOf = <K extends string>(...records: ReadonlyArray<{ readonly [k in K]?: unknown } | undefined>): ReadonlyArray<K> => [
  // Nothing but the keys of these types is in them.
  ...new Set(records.flatMap((record) => Object.keys(record ?? {}) as Array<K>))
]
