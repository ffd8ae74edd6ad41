/**
 * How far and for how long messages may come out of order: local policy, invisible on the wire. What is remembered is which numbers are missing;
 * the key that opens them lasts anyway.
 */
export interface Window {
  /** The largest jump ahead of a sender's next generation. */
  readonly maxForward: number
  /** Generations of one sender that are awaited, the newest of those that are missing. */
  readonly maxSkipped: number
}

/** A thousand generations at most for one message, and 64 that are awaited of each sender. */
export const defaultWindow: Window = { maxForward: 1000, maxSkipped: 64 }
