/** How far messages of one peer may come out of order. Local policy, invisible on the wire. */
export interface Window {
  /** The largest jump ahead of the next expected message. */
  readonly maxForward: number
  /** Skipped messages of one peer that can still be opened. */
  readonly maxSkipped: number
}

/** A thousand messages ahead, and 64 late ones. */
export const defaultWindow: Window = { maxForward: 1000, maxSkipped: 64 }
