import type { Primitive } from "@copath/lab-core"
import type { Work } from "../tally.ts"
import type { Calibration, Overhead } from "./calibration.ts"

/** Nanoseconds that a device of this calibration takes for so much cryptography. */
export const cryptography = ({ ops }: Pick<Calibration, "ops">, work: Work): number =>
  work.entries().reduce((sum, { bytes, count, primitive }) => {
    const [a, b] = ops[primitive]?.ns ?? [0, 0]
    return sum + count * a + bytes * b
  }, 0)

/** Primitives of this work that the calibration has no time for: without them a prediction says too little. */
export const unmeasured = ({ ops }: Pick<Calibration, "ops">, work: Work): ReadonlyArray<Primitive> =>
  work.entries().flatMap(({ primitive }) => (ops[primitive] === undefined ? [primitive] : []))

/** An event, for its overhead. */
export interface Event {
  /** What was done for it. */
  readonly work: Work
  /** Of its message. */
  readonly bytes: number
  /** Whether it is a text, and no handshake. */
  readonly text: boolean
  /** Whether the message is written, and not read. */
  readonly written: boolean
}

/** What of an event its overhead hangs on, in the order of {@link coefficients}. Each node of the tree that is touched is hashed: hashes stand for nodes. */
export const overheadOf = ({ bytes, text, work, written }: Event): ReadonlyArray<number> => [
  text ? 1 : 0,
  text ? 0 : 1,
  written ? bytes : 0,
  written ? 0 : bytes,
  work.count("hash")
]

const coefficients = ({ perByteRead, perByteWritten, perHandshake, perNode, perText }: Overhead): ReadonlyArray<number> => [
  perText,
  perHandshake,
  perByteWritten,
  perByteRead,
  perNode
]

/** Nanoseconds that an event takes: its cryptography, and what is done around it. */
export const predicted = (calibration: Pick<Calibration, "ops" | "overhead">, event: Event): number => {
  const each = coefficients(calibration.overhead)
  return overheadOf(event).reduce((sum, amount, i) => sum + amount * (each[i] ?? 0), cryptography(calibration, event.work))
}
