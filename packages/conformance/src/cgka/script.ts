import type { LeafIndex } from "@copath/tree-math"
import * as fc from "fast-check"

/** One commit of a random story. Numbers stand for members and are taken modulo the group's size, so that every script can be played. */
export interface ScriptStep {
  /** Who commits, unless `external`. */
  readonly by: number
  /** The committer is an outsider who joins by this commit (RFC 9420, 12.4.3.2). */
  readonly external: boolean
  /** How many join by this commit, as far as there is room. */
  readonly adds: number
  /** Who is removed; the committer and repetitions are passed over. */
  readonly removes: ReadonlyArray<number>
  /** Whose Updates are committed; those of removed members are passed over. */
  readonly updates: ReadonlyArray<number>
  /** Send a path also where the rules do not demand one. */
  readonly path: boolean
}

const picks = fc.array(fc.nat(1000), { maxLength: 2 })

export const scriptStep: fc.Arbitrary<ScriptStep> = fc.record({
  by: fc.nat(1000),
  external: fc.nat(9).map((n) => n === 9),
  adds: fc.nat(2),
  removes: picks,
  updates: picks,
  path: fc.boolean()
})

/** A step with its members named. */
export interface ResolvedStep {
  readonly committer: LeafIndex | "outsider"
  readonly adds: number
  readonly removes: ReadonlyArray<LeafIndex>
  readonly updates: ReadonlyArray<LeafIndex>
  readonly path: boolean
}

/** No member is both removed and updated, the committer neither; the group stays between one member and `most`. */
export const resolved = (step: ScriptStep, members: ReadonlyArray<LeafIndex>, most: number): ResolvedStep => {
  const pick = (n: number): LeafIndex => members[n % members.length] as LeafIndex
  const committer = step.external ? "outsider" : pick(step.by)
  const others = (numbers: ReadonlyArray<number>): ReadonlyArray<LeafIndex> =>
    [...new Set(numbers.map(pick))].filter((leaf) => leaf !== committer)
  const crowded = members.length - most
  const wanted = others(crowded >= 0 ? [...step.removes, step.by + 1, step.by + 2] : step.removes)
  if (committer === "outsider") return { committer, adds: 0, removes: wanted.slice(0, 1), updates: [], path: true }
  const removes = wanted
  const updates = others(step.updates).filter((leaf) => !removes.includes(leaf))
  return { committer, adds: Math.max(0, Math.min(step.adds, -crowded)), removes, updates, path: step.path }
}
