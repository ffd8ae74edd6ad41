import { type BitMatrix, bitMatrix, sameBits, setBlock } from "../closure/bitMatrix.ts"
import { type Knowledge, learnRange } from "../closure/closure.ts"
import { closeMany, type Field, fieldOf, followers, forgers, readers } from "./field.ts"
import { type Deletion, isTaken, lag } from "./knowledge.ts"
import { rowsBetween, type SeizureRow, seizureRows, type SeizureRows } from "./seizureRows.ts"
import type { Trace } from "../graph/trace.ts"

/** How to seize. */
export interface SeizureOptions {
  /** What is taken of a state: everything, unless said otherwise. */
  readonly takes: "all" | "withoutSigningKeys" | "signingKeysOnly"
  /** How well members delete. */
  readonly deletion: Deletion
  /** Above so many rows, a sample stands for all; also above so many that rows × messages would be more than 2^29, which is 64 MB for each matrix. */
  readonly limit: number
  /** Of the sample. */
  readonly seed: string
}

/** One copy of all that a state holds, ideal deletion, everything up to 200,000 rows. */
export const defaultSeizures: SeizureOptions = { takes: "all", deletion: "ideal", limit: 200_000, seed: "seizures" }

/** What falls to whoever takes one member's state once, for all members and states. */
export interface Seizures extends SeizureRows {
  /** How it was seized. */
  readonly options: SeizureOptions
  /** What falls for certain. */
  readonly lower: Fallen
  /** What falls if the attacker has everything unexplained; the same object as `lower` where nothing is. */
  readonly upper: Fallen
  /** Whether both say the same. */
  readonly exact: boolean
}

/** What falls under one bound. */
export interface Fallen {
  /** What was asked, and of what. */
  readonly field: Field
  /** Rows × messages: whether the text can be read. */
  readonly read: BitMatrix
  /** Rows × messages: whether all that its receivers checked is known, so that another text could have been put in its place. */
  readonly forgeable: BitMatrix
  /** Rows × `field.commits`: whether anything is known of what members came to share by that commit. */
  readonly follows: BitMatrix
}

/** Seizes every member at every state while it is in the group. */
export const seizures = (trace: Trace, options: SeizureOptions = defaultSeizures): Seizures => {
  const field = fieldOf(trace, "lower")
  const keeps = lag(options.deletion)
  const matters = (value: number) => field.focus.place[value]! >= 0 && isTaken(trace, value, options.takes)
  const limit = Math.min(options.limit, Math.max(2, Math.floor(2 ** 29 / Math.max(1, trace.messages.length))))
  const rows = seizureRows(trace, keeps, matters, limit, options.seed)
  const lower = fallen(field, rows.rows, options)
  const upper = trace.unexplained.length === 0 ? lower : fallen(fieldOf(trace, "upper"), rows.rows, options)
  const exact = sameBits(lower.read, upper.read) && sameBits(lower.forgeable, upper.forgeable)
  return { ...rows, options, lower, upper, exact }
}

/** A value that a stretch of rows takes. */
interface Share {
  readonly place: number
  readonly first: number
  readonly end: number
}

const fallen = (field: Field, rows: ReadonlyArray<SeizureRow>, options: SeizureOptions): Fallen => {
  const { trace, commits } = field
  const read = bitMatrix(rows.length, trace.messages.length)
  const forgeable = bitMatrix(rows.length, trace.messages.length)
  const follows = bitMatrix(rows.length, commits.length)
  const shares = trace.members.map((_, member) => sharesOf(field, rows, member, options))
  const write = (matrix: BitMatrix, row: number, word: (column: number) => number) => {
    for (let block = 0; block < matrix.stride; block++) setBlock(matrix, row, block, word)
  }
  closeMany(
    field,
    rows.length,
    (knowledge, first, count) => {
      for (let member = rows[first]!.member; member <= rows[first + count - 1]!.member; member++)
        teach(knowledge, shares[member]!, first, count)
    },
    (knowledge, first, count) => {
      for (let w = 0; w < (count + 31) >>> 5; w++) {
        const row = first + w * 32
        write(read, row, (message) => readers(field, knowledge, message, w))
        write(forgeable, row, (message) => forgers(field, knowledge, message, w))
        write(follows, row, (commit) => followers(field, knowledge, commit, w))
      }
    }
  )
  return { field, read, forgeable, follows }
}

const sharesOf = (field: Field, rows: ReadonlyArray<SeizureRow>, member: number, options: SeizureOptions): ReadonlyArray<Share> => {
  const { trace, focus } = field
  const keeps = lag(options.deletion)
  const shares: Array<Share> = []
  trace.held.of(member, (value, from, to) => {
    const place = focus.place[value]!
    if (place < 0 || !isTaken(trace, value, options.takes)) return
    const { first, end } = rowsBetween(rows, member, from, to + keeps)
    if (end > first) shares.push({ place, first, end })
  })
  return shares
}

const teach = (knowledge: Knowledge, shares: ReadonlyArray<Share>, first: number, count: number): void => {
  for (const share of shares) {
    learnRange(knowledge, share.place, Math.max(share.first - first, 0), Math.min(share.end - first, count))
  }
}
