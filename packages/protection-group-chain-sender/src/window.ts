/**
 * How far and for how long messages may come out of order. All of it is local policy, invisible on the wire; and all of it is the price of
 * concurrent senders, for a thief of the state reads every message of the span, whoever sent it and whether it was opened or not.
 */
export interface Window {
  /** The largest jump ahead of the chain's next generation: each step costs a hash. */
  readonly maxForward: number
  /** Generations behind the newest whose secrets are kept. */
  readonly span: number
  /** A generation's secret goes once `forget` has known it for this many seconds; `Infinity`: time alone makes none go. */
  readonly maxSeconds: number
}

/** A thousand hashes at most for one message, and 64 generations. */
export const defaultWindow: Window = { maxForward: 1000, span: 64, maxSeconds: Infinity }
