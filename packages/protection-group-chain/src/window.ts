/**
 * How long the key of a slot that stayed empty is kept, in slots. Both are local policy, invisible on the wire. The chain belongs to
 * everybody, so every kept key can open whatever message its slot still brings.
 */
export interface Window {
  /** The largest jump ahead of the chain's next position: each step costs a hash. */
  readonly maxForward: number
  /** Keys of skipped positions that are kept. */
  readonly maxSkipped: number
}

/** A thousand hashes at most for one message, and 64 kept keys. */
export const defaultWindow: Window = { maxForward: 1000, maxSkipped: 64 }
