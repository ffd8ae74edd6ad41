import { seeded } from "@copath/lab-core"
import type { ValueId } from "../graph/graph.ts"
import type { Trace } from "../graph/trace.ts"

/** Consecutive states of one member that hold the same: who takes one of them takes them all. */
export interface SeizureRow {
  /** An index of `Trace.members`. */
  readonly member: number
  /** The first state. */
  readonly from: number
  /** The first state after them. */
  readonly to: number
  /** How many (member, state) pairs the row stands for: all of its own, and more where rows are a sample. */
  readonly weight: number
}

/** A stretch of pairs of which a few were drawn. */
export interface Stratum {
  /** Its rows are `rows[first]` to `rows[first + drawn - 1]`, of one state each. */
  readonly first: number
  /** How many pairs were drawn of it. */
  readonly drawn: number
  /** How many pairs there are in it. */
  readonly size: number
}

/** All seizures of a run, or a sample of them. */
export interface SeizureRows {
  /** By member, then by state. */
  readonly rows: ReadonlyArray<SeizureRow>
  /** How many (member, state) pairs there are, counting a member only while it is in the group. */
  readonly pairs: number
  /** Empty if every pair is in a row. */
  readonly strata: ReadonlyArray<Stratum>
}

/**
 * Every (member, state) pair while the member is in the group, with neighbours merged where nothing changes that `matters`. Where more than `limit` rows would
 * be left, two pairs are drawn from each stretch of equal length instead: stretches run along one member's states, so that all members and all times have
 * their share.
 */
export const seizureRows = (trace: Trace, lag: number, matters: (value: ValueId) => boolean, limit: number, seed: string): SeizureRows => {
  const stays = trace.members.flatMap(({ spans }, member) =>
    spans.flatMap(({ from, to }) => {
      const end = Math.min(to, trace.states.length)
      return end > from ? [{ member, from, to: end }] : []
    })
  )
  const pairs = stays.reduce((sum, { from, to }) => sum + to - from, 0)
  const rows: Array<SeizureRow> = []
  for (const { member, from, to } of stays) {
    if (rows.length > limit) break
    const changes = new Set([to])
    trace.held.of(member, (value, entered, left) => {
      if (!matters(value)) return
      if (entered > from && entered < to) changes.add(entered)
      if (left + lag > from && left + lag < to) changes.add(left + lag)
    })
    let start = from
    for (const change of [...changes].toSorted((a, b) => a - b)) {
      rows.push({ member, from: start, to: change, weight: change - start })
      start = change
    }
  }
  return rows.length > limit ? drawn(stays, pairs, limit, seed) : { rows, pairs, strata: [] }
}

/** The rows of one member that a state from `from` to before `to` begins, as a range of indices. */
export const rowsBetween = (
  rows: ReadonlyArray<SeizureRow>,
  member: number,
  from: number,
  to: number
): { readonly first: number; readonly end: number } => ({ first: firstRow(rows, member, from), end: firstRow(rows, member, to) })

/** The row that holds a member's state, if any does. */
export const rowAt = (rows: ReadonlyArray<SeizureRow>, member: number, state: number): number | undefined => {
  const index = firstRow(rows, member, state + 1) - 1
  const row = rows[index]
  return row !== undefined && row.member === member && state < row.to ? index : undefined
}

/** The first row that is the member's at this state or later, or a later member's. */
const firstRow = (rows: ReadonlyArray<SeizureRow>, member: number, state: number): number => {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const row = rows[middle]!
    if (row.member < member || (row.member === member && row.from < state)) low = middle + 1
    else high = middle
  }
  return low
}

const drawn = (
  stays: ReadonlyArray<{ readonly member: number; readonly from: number; readonly to: number }>,
  pairs: number,
  limit: number,
  seed: string
): SeizureRows => {
  const random = seeded(seed, "seizures")
  const length = Math.ceil((2 * pairs) / Math.max(2, limit))
  const rows: Array<SeizureRow> = []
  const strata: Array<Stratum> = []
  let stay = 0
  let before = 0
  for (let start = 0; start < pairs; start += length) {
    const size = Math.min(length, pairs - start)
    const picks = random.distinct(2, size).toSorted((a, b) => a - b)
    strata.push({ first: rows.length, drawn: picks.length, size })
    for (const pick of picks) {
      while (start + pick - before >= stays[stay]!.to - stays[stay]!.from) {
        before += stays[stay]!.to - stays[stay]!.from
        stay++
      }
      const state = stays[stay]!.from + start + pick - before
      rows.push({ member: stays[stay]!.member, from: state, to: state + 1, weight: size / picks.length })
    }
  }
  return { rows, pairs, strata }
}
