import type { Attacker } from "./attacker.ts"
import type { ValueId } from "../graph/graph.ts"
import type { Holdings } from "../graph/holdings.ts"
import type { Trace } from "../graph/trace.ts"

/**
 * How well members delete what their state no longer holds. `ideal`: at once, as the state says. `delayed`: so many states later. `none`: never. The
 * difference is how much forward secrecy rests on erasure.
 */
export type Deletion = "ideal" | "none" | { readonly delayed: number }

/** How many states longer than the state says a value can be taken; `Infinity` for ever. */
export const lag = (deletion: Deletion): number => (deletion === "ideal" ? 0 : deletion === "none" ? Infinity : deletion.delayed)

/**
 * Values of which nothing is known are taken to be unknown to an attacker (`lower`: it falls at least so much), or known to all (`upper`: at most so much).
 * Those that it took with a state it has in either case.
 */
export type Bound = "lower" | "upper"

/** What every attacker has. */
export const common = (trace: Trace, bound: Bound): ReadonlyArray<ValueId> =>
  bound === "lower" ? trace.open : [...trace.open, ...trace.unexplained]

/** All values that an attacker begins with, in ascending order: its own, the wire, and under the upper bound what is unexplained. */
export const initial = (trace: Trace, attacker: Attacker, bound: Bound = "lower", deletion: Deletion = "ideal"): ReadonlyArray<ValueId> =>
  [...new Set([...common(trace, bound), ...taken(trace, attacker, deletion)])].toSorted((a, b) => a - b)

/** The values that an attacker has and the wire does not show; some may occur twice. */
export const taken = (trace: Trace, attacker: Attacker, deletion: Deletion = "ideal"): ReadonlyArray<ValueId> => {
  switch (attacker.as) {
    case "seize": {
      const { who, at, takes } = attacker
      return heldBetween(trace, who, at, at + 1, lag(deletion)).filter((value) => isTaken(trace, value, takes))
    }
    case "resident":
      return experienced(trace, attacker.who, attacker.from, attacker.to, lag(deletion))
    case "exMember":
      return experienced(trace, attacker.who, 0, removal(trace, attacker.who), lag(deletion))
    case "newcomer":
      return experienced(trace, attacker.who, trace.members[attacker.who]?.spans[0]?.from ?? Infinity, Infinity, lag(deletion))
    case "badRandomness":
      return trace.values.flatMap(({ kind, by, state }, value) =>
        kind === "random" && by === attacker.who && state >= attacker.from && state < attacker.to ? [value] : []
      )
    case "server":
      return []
    case "coalition":
      return attacker.of.flatMap((one) => taken(trace, one, deletion))
  }
}

/** Which values of a state a seizure takes. */
export const isTaken = (trace: Trace, value: ValueId, takes: "all" | "withoutSigningKeys" | "signingKeysOnly"): boolean =>
  takes === "all" || trace.signingKeys.has(value) === (takes === "signingKeysOnly")

/** All that a member held, used or drew from one state to before another. */
export const experienced = (trace: Trace, member: number, from: number, to: number, keeps = 0): ReadonlyArray<ValueId> => [
  ...heldBetween(trace, member, from, to, keeps),
  ...overlapping(trace.used, member, from, to, 0)
]

const heldBetween = (trace: Trace, member: number, from: number, to: number, keeps: number): ReadonlyArray<ValueId> =>
  overlapping(trace.held, member, from, to, keeps)

const overlapping = (holdings: Holdings, member: number, from: number, to: number, keeps: number): ReadonlyArray<ValueId> => {
  const found: Array<ValueId> = []
  holdings.of(member, (value, begin, end) => {
    if (begin < to && end + keeps > from) found.push(value)
  })
  return found
}

/** When a member was removed last; `Infinity` if it never was, and so remembers the whole run. */
const removal = (trace: Trace, member: number): number => {
  const ends = (trace.members[member]?.spans ?? []).map(({ to }) => to).filter((to) => to < Infinity)
  return ends.at(-1) ?? Infinity
}
