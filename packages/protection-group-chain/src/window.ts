/**
 * How long the key of a slot that stayed empty is kept, in slots and in seconds. All are local policy, invisible on the wire. The chain belongs to
 * everybody, so every kept key can open whatever message its slot still brings.
 */
export interface Window {
  /** The largest jump ahead of the chain's next position: each step costs a hash. */
  readonly maxForward: number
  /** Keys of skipped positions that are kept. */
  readonly maxSkipped: number
  /** A skipped key goes when the chain is this many positions past it. */
  readonly maxAge: number
  /** A skipped key goes once `forget` has known it for this many seconds; `Infinity`: time alone makes none go. */
  readonly maxSeconds: number
}

/** A thousand hashes at most for one message, and 64 kept keys. */
export const defaultWindow: Window = { maxForward: 1000, maxSkipped: 64, maxAge: 1000, maxSeconds: Infinity }
