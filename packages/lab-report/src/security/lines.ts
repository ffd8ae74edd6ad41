import type { Cell, SecurityFigures, Spread } from "@copath/lab-core"
import { indicesOf } from "@copath/lab-core"
import type { Unit, Value } from "../value.ts"

type Line = ReadonlyArray<string | number>

/** Every number of a cell's security in long form: `lower` and `upper` where they differ. */
export const securityValues = ({ security }: Cell): ReadonlyArray<Value> => {
  if (security === undefined) return []
  const { deniability, exact, findings, lower, metadata, secretsHeld, seizures, unexplained, upper } = security
  const value = (metric: string, statistic: string, n: number, unit: Unit = "count"): Value => ({
    group: "security",
    metric,
    statistic,
    unit,
    value: n
  })
  return [
    value("seizures", "pairs", seizures.pairs),
    value("seizures", "rows", seizures.rows),
    value("verdict", "exact", Number(exact), "flag"),
    value("unexplained", "value", unexplained),
    value("findings", "value", findings.length),
    value("secretsHeld", "mean", secretsHeld.mean),
    value("secretsHeld", "max", secretsHeld.max),
    value("texts", "value", deniability.texts),
    value("texts", "signed", deniability.signed),
    value("texts", "convincing", deniability.convincing ?? deniability.signed),
    ...(metadata ?? []).flatMap(({ field, kind, messages, shown }) => [
      value(`metadata.${kind}.${field}`, "messages", messages),
      value(`metadata.${kind}.${field}`, "shown", shown)
    ]),
    ...boundValues("lower", lower),
    ...(upper === undefined ? [] : boundValues("upper", upper))
  ]
}

const attackers = ["outsider", "insider", "thief", "thiefInside"] as const

const boundValues = (bound: string, figures: SecurityFigures): ReadonlyArray<Value> => {
  const { exMembers, exposure, forgery, forwardSecrecy, healing, newcomers, synergy, wire } = figures
  const value = (metric: string, statistic: string, unit: Unit, n: number | null): Value => ({
    group: "security",
    metric,
    bound,
    statistic,
    unit,
    value: n ?? Infinity
  })
  const spread = (metric: string, name: string, { max, median, p95 }: Spread): ReadonlyArray<Value> => {
    const unit = name === "ms" || name === "bytes" ? name : "count"
    return [
      value(`${metric}.${name}`, "median", unit, median),
      value(`${metric}.${name}`, "p95", unit, p95),
      value(`${metric}.${name}`, "max", unit, max)
    ]
  }
  return [
    value("exposure", "share", "share", exposure.share),
    ...(exposure.interval === undefined
      ? []
      : [value("exposure", "interval.lo", "share", exposure.interval.lo), value("exposure", "interval.hi", "share", exposure.interval.hi)]),
    value("wire", "messages", "count", wire),
    ...Object.entries(forwardSecrecy).flatMap(([name, own]) => spread("forwardSecrecy", name, own)),
    value("healing", "judged", "count", healing.judged),
    value("healing", "never", "share", healing.never),
    ...(["events", "commits", "ownCommits", "messages", "ms", "bytes"] as const).flatMap((name) => spread("healing", name, healing[name])),
    ...Object.entries(healing.shapes).map(([shape, n]) => value("healing.shape", shape, "share", n)),
    ...healing.by.map(({ did, own, share }) => value(`healing.by.${own ? "own" : "other"}`, did, "share", share)),
    value("synergy", "mean", "share", synergy.mean),
    value("synergy", "found", "share", synergy.found),
    value("synergy", "max", "count", synergy.max),
    value("synergy", "pairs", "count", synergy.pairs),
    ...Object.entries({ exMembers, newcomers }).flatMap(([who, { checked, leaking, messages }]) => [
      value(who, "checked", "count", checked),
      value(who, "leaking", "count", leaking),
      value(who, "messages", "count", messages)
    ]),
    ...attackers.flatMap((who) => {
      const n = forgery.all[who]
      return n === null ? [] : [value("forgery", who, "share", n)]
    })
  ]
}

/** The figures of a cell under each of its bounds. */
const bounds = ({ security }: Cell): ReadonlyArray<readonly [bound: string, figures: SecurityFigures]> =>
  security === undefined
    ? []
    : [["lower", security.lower] as const, ...(security.upper === undefined ? [] : [["upper", security.upper] as const])]

/** The survival of a compromise, a line for each point of a curve: what was spent since, and the share of seizures that still loses messages. */
export const survivalLines = (cell: Cell): ReadonlyArray<Line> =>
  bounds(cell).flatMap(([bound, { healing }]) =>
    Object.entries(healing.survival).flatMap(([spent, { at, bleeding }]) => at.map((n, i): Line => [bound, spent, n, bleeding[i] ?? 0]))
  )

/** Who could write in whose name: a line for each sender and attacker that there was somebody to ask of. */
export const forgeryLines = (cell: Cell): ReadonlyArray<Line> =>
  bounds(cell).flatMap(([bound, { forgery }]) =>
    forgery.senders.flatMap((row) =>
      attackers.flatMap((who): ReadonlyArray<Line> => {
        const n = row[who]
        return n === null ? [] : [[bound, cell.security?.members[row.member] ?? "", row.messages, who, n]]
      })
    )
  )

/** What the server reads, a line for each kind of message and field. */
export const metadataLines = ({ security }: Cell): ReadonlyArray<Line> =>
  (security?.metadata ?? []).map(({ field, kind, messages, shown, sight, why }) => [kind, field, sight, shown, messages, why])

/** A cell's heatmap in long form: a line for each stretch of messages that falls to whoever seizes this member at one of these states. */
export const heatmapLines = ({ security }: Cell): ReadonlyArray<Line> => {
  const heatmap = security?.heatmap
  if (security === undefined || heatmap === undefined) return []
  return heatmap.rows.flatMap(({ from, member, runs, to, upper }) =>
    (
      [
        ["lower", runs],
        ["upper", upper]
      ] as const
    ).flatMap(([bound, own]) => stretches(own ?? []).map(([first, end]) => [security.members[member] ?? "", from, to, bound, first, end]))
  )
}

/** Runs as stretches: the first message that falls, and the first after it that does not. */
const stretches = (runs: ReadonlyArray<number>): ReadonlyArray<readonly [first: number, end: number]> => {
  const found: Array<readonly [number, number]> = []
  for (const index of indicesOf(runs)) {
    const last = found.at(-1)
    if (last?.[1] === index) found[found.length - 1] = [last[0], index + 1]
    else found.push([index, index + 1])
  }
  return found
}
