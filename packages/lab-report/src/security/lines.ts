import type { Cell, SecurityFigures, Spread } from "@copath/lab-core"
import { indicesOf } from "@copath/lab-core"

type Value = readonly [group: string, metric: string, bound: string, statistic: string, value: string | number]

/** Every number of a cell's security in long form: `lower` and `upper` where they differ, infinite amounts as `Infinity`. */
export const securityLines = ({ security }: Cell): ReadonlyArray<Value> => {
  if (security === undefined) return []
  const { deniability, exact, findings, lower, metadata, secretsHeld, seizures, unexplained, upper } = security
  const value = (metric: string, statistic: string, n: string | number): Value => ["security", metric, "", statistic, n]
  return [
    value("seizures", "pairs", seizures.pairs),
    value("seizures", "rows", seizures.rows),
    value("verdict", "exact", String(exact)),
    value("unexplained", "value", unexplained),
    value("findings", "value", findings.length),
    value("secretsHeld", "mean", secretsHeld.mean),
    value("secretsHeld", "max", secretsHeld.max),
    value("texts", "value", deniability.texts),
    value("texts", "signed", deniability.signed),
    value("texts", "convincing", deniability.convincing ?? deniability.signed),
    ...(metadata ?? []).map(({ field, kind, sight }) => value(`metadata.${kind}`, field, sight)),
    ...boundLines("lower", lower),
    ...(upper === undefined ? [] : boundLines("upper", upper))
  ]
}

const boundLines = (bound: string, figures: SecurityFigures): ReadonlyArray<Value> => {
  const { exMembers, exposure, forgery, forwardSecrecy, healing, newcomers, synergy, wire } = figures
  const value = (metric: string, statistic: string, n: number | null): Value => ["security", metric, bound, statistic, n ?? Infinity]
  const spread = (metric: string, { max, median, p95 }: Spread): ReadonlyArray<Value> => [
    value(metric, "median", median),
    value(metric, "p95", p95),
    value(metric, "max", max)
  ]
  return [
    value("exposure", "share", exposure.share),
    ...(exposure.interval === undefined
      ? []
      : [value("exposure", "interval.lo", exposure.interval.lo), value("exposure", "interval.hi", exposure.interval.hi)]),
    value("wire", "messages", wire),
    ...Object.entries(forwardSecrecy).flatMap(([unit, own]) => spread(`forwardSecrecy.${unit}`, own)),
    value("healing", "judged", healing.judged),
    value("healing", "never", healing.never),
    ...(["events", "commits", "ownCommits", "messages", "ms", "bytes"] as const).flatMap((unit) =>
      spread(`healing.${unit}`, healing[unit])
    ),
    ...Object.entries(healing.shapes).map(([shape, n]) => value("healing.shape", shape, n)),
    ...healing.by.map(({ did, own, share }) => value(`healing.by.${own ? "own" : "other"}`, did, share)),
    ...(["mean", "found", "max", "pairs"] as const).map((statistic) => value("synergy", statistic, synergy[statistic])),
    ...Object.entries({ exMembers, newcomers }).flatMap(([who, { checked, leaking, messages }]) => [
      value(who, "checked", checked),
      value(who, "leaking", leaking),
      value(who, "messages", messages)
    ]),
    ...(["outsider", "insider", "thief", "thiefInside"] as const).flatMap((who) => {
      const n = forgery.all[who]
      return n === null ? [] : [value("forgery", who, n)]
    })
  ]
}

/** What the server reads, a line for each kind of message and field. */
export const metadataLines = ({ security }: Cell): ReadonlyArray<ReadonlyArray<string | number>> =>
  (security?.metadata ?? []).map(({ field, kind, messages, shown, sight, why }) => [kind, field, sight, shown, messages, why])

/** A cell's heatmap in long form: a line for each stretch of messages that falls to whoever seizes this member at one of these states. */
export const heatmapLines = ({ security }: Cell): ReadonlyArray<ReadonlyArray<string | number>> => {
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
