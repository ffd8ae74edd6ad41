/**
 * How far and for how long messages may come out of order. All of it is local policy, invisible on the wire. Every kept key is one message that a
 * thief of the state can still read.
 */
export interface Window {
  /** The largest jump ahead of a chain's next generation: each step costs a hash. */
  readonly maxForward: number
  /** Keys of skipped generations that one chain keeps. */
  readonly maxSkipped: number
  /** A skipped key goes when its chain is this many generations past it. */
  readonly maxAge: number
  /** A skipped key goes once `forget` has known it for this many seconds; `Infinity`: time alone makes none go. */
  readonly maxSeconds: number
}

/** A thousand hashes at most for one message, and 64 kept keys a chain. */
export const defaultWindow: Window = { maxForward: 1000, maxSkipped: 64, maxAge: 1000, maxSeconds: Infinity }
