import { type Cell, certificateLines, type HeatmapRow, indicesOf } from "@copath/lab-core"
import { byPlace, type Pair, placeOf } from "./match.ts"

/** The first message that falls in the new result and did not in the old one, of a composition that exposes more. */
export interface NewlyExposed {
  /** Composition, workload and policy. */
  readonly where: string
  /** The member that is seized, and at which state. */
  readonly member: string
  /** The state at which the member is seized. */
  readonly state: number
  /** Its index among the messages, in the order in which they were said. */
  readonly message: number
  /** The chain of derivations that leads there, a line each; empty where the result has none. */
  readonly why: ReadonlyArray<string>
}

/** For each place that exposes more: the first message of the first run that newly falls, where both results have the cells of their heatmaps. */
export const newlyExposed = (pairs: ReadonlyArray<Pair>): ReadonlyArray<NewlyExposed> =>
  byPlace(pairs).flatMap((runs) => {
    for (const pair of runs) {
      const found = exposesMore(pair) ? firstIn(pair) : undefined
      if (found !== undefined) return [found]
    }
    return []
  })

const exposesMore = ({ new: after, old: before }: Pair): boolean =>
  before.security !== undefined &&
  after.security !== undefined &&
  after.security.lower.exposure.share > before.security.lower.exposure.share

const firstIn = ({ new: after, old: before }: Pair): NewlyExposed | undefined => {
  const [a, b] = [before.security, after.security]
  // Messages are told apart by their place: with others among them no two are the same.
  if (a?.heatmap === undefined || b?.heatmap === undefined || a.heatmap.messages.state.length !== b.heatmap.messages.state.length)
    return undefined
  const fallen = setsOf()
  const earlier = new Map<string, Array<HeatmapRow>>()
  for (const old of a.heatmap.rows) {
    const name = a.members[old.member] ?? ""
    earlier.set(name, [...(earlier.get(name) ?? []), old])
  }
  let first: { readonly row: number; readonly state: number; readonly message: number } | undefined
  for (const [row, now] of b.heatmap.rows.entries()) {
    const falls = indicesOf(now.runs)
    for (const old of earlier.get(b.members[now.member] ?? "") ?? []) {
      const state = Math.max(now.from, old.from)
      if (state >= Math.min(now.to, old.to)) continue
      const message = falls.find((one) => !fallen(old).has(one))
      if (message === undefined) continue
      if (first === undefined || message < first.message || (message === first.message && state < first.state))
        first = { row, state, message }
    }
  }
  return first === undefined ? undefined : explained(after, first)
}

const explained = (
  cell: Cell,
  { message, row, state }: { readonly row: number; readonly state: number; readonly message: number }
): NewlyExposed => {
  const { certificates, heatmap, members = [] } = cell.security ?? {}
  const member = members[heatmap?.rows[row]?.member ?? -1] ?? ""
  const why =
    certificates === undefined || heatmap === undefined ? [] : (certificateLines(certificates, heatmap, members, row, state, message) ?? [])
  return { where: placeOf(cell), member, state, message, why }
}

/** What falls in a row, read once. */
const setsOf = (): ((row: HeatmapRow) => ReadonlySet<number>) => {
  const known = new Map<HeatmapRow, ReadonlySet<number>>()
  return (row) => {
    const set = known.get(row) ?? new Set(indicesOf(row.runs))
    known.set(row, set)
    return set
  }
}
