/**
 * How far and for how long messages may come out of order, in numbers of messages and in seconds. All are local policy, invisible on the wire
 * (RFC 9420, 15.3). Every kept key is one message that a thief of the state can still read.
 */
export interface Window {
  /** The largest jump ahead of a chain's next generation: each step costs a hash. */
  readonly maxForward: number
  /** Keys of skipped generations that one chain keeps. */
  readonly maxSkipped: number
  /** Keys of skipped generations that all chains of an epoch keep together. */
  readonly maxSkippedTotal: number
  /** A skipped key goes when its chain is this many generations past it. */
  readonly maxAge: number
  /** A skipped key goes once `forget` has known it for this many seconds; `Infinity`: time alone makes none go. */
  readonly maxSeconds: number
}

/** A thousand hashes at most for one message, 64 kept keys a chain and 4096 an epoch. */
export const defaultWindow: Window = { maxForward: 1000, maxSkipped: 64, maxSkippedTotal: 4096, maxAge: 1000, maxSeconds: Infinity }
