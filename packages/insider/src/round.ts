import type { SealedSecret } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import type { About } from "./statement.ts"

/**
 * One acknowledgement that a commit needs. Whoever opens a ciphertext does it with the private key that all its readers share and finds what they find, so
 * one of them speaks for all: of that ciphertext, and of everything above it.
 */
export interface Needed {
  /** The ciphertext's place in the commit. */
  readonly index: number
  /** Who can give it. */
  readonly readers: ReadonlyArray<LeafIndex>
}

/** The smallest set of acknowledgements after which no member is left with a fault: one for each ciphertext that somebody has to open (RFC 9420, 16.12). */
export const acksNeeded = (sealed: ReadonlyArray<SealedSecret>): ReadonlyArray<Needed> =>
  sealed.flatMap(({ index, readers }) => (readers.length === 0 ? [] : [{ index, readers }]))

/**
 * A commit on trial: everybody waits until each ciphertext was found right by somebody. Immutable.
 *
 * ```
 *            all acks in             adopted
 *   open ───────────────▶ complete ─────────▶ the epoch begins
 *     └──────── complaint ────┴──────────────▶ discarded: never adopted, whatever comes
 * ```
 */
export interface AckRound extends About {
  /** All acknowledgements without which nobody adopts the commit. */
  readonly needed: ReadonlyArray<Needed>
  /** Who has acknowledged, by ciphertext. */
  readonly acked: ReadonlyMap<number, LeafIndex>
  /** Who says that the commit failed, and cannot prove it. Changes nothing. */
  readonly reported: ReadonlySet<LeafIndex>
  /** `open` until the commit is adopted here, or must never be. */
  readonly phase: "open" | "adopted" | "discarded"
}

/** A round in which nothing was said. */
export const openRound = ({ epoch, groupId, hash }: About, needed: ReadonlyArray<Needed>): AckRound => ({
  groupId,
  epoch,
  hash,
  needed,
  acked: new Map(),
  reported: new Set(),
  phase: "open"
})

/** The round with a verified acknowledgement. It counts once, and from a reader of that ciphertext alone: a committer cannot vouch for itself. */
export const withAck = (round: AckRound, from: LeafIndex, index: number): AckRound => {
  const readers = round.needed.find((n) => n.index === index)?.readers ?? []
  return round.acked.has(index) || !readers.includes(from) ? round : { ...round, acked: new Map([...round.acked, [index, from]]) }
}

/** The round with a verified report. */
export const withReport = (round: AckRound, from: LeafIndex): AckRound => ({ ...round, reported: new Set([...round.reported, from]) })

/** What is not yet known to be right, with those who could say so. */
export const missing = ({ acked, needed }: AckRound): ReadonlyArray<Needed> => needed.filter(({ index }) => !acked.has(index))

/** For each that is not yet known to be right, who may still say so: its readers but for those who have said that they cannot. */
export const awaited = (round: AckRound): ReadonlyArray<ReadonlyArray<LeafIndex>> =>
  missing(round).map(({ readers }) => readers.filter((leaf) => !round.reported.has(leaf)))

/** Ciphertexts that this member should acknowledge at once; the other readers of each step in when it stays silent. */
export const duties = ({ needed }: AckRound, me: LeafIndex): ReadonlyArray<number> =>
  needed.flatMap(({ index, readers }) => (readers[0] === me ? [index] : []))

/** Whether the commit may be adopted. */
export const isAdoptable = (round: AckRound): boolean => round.phase === "open" && missing(round).length === 0
