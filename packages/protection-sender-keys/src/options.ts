/** Choices of sender keys. The two about new chains must be the same for all members to mean anything; the rest is local policy. */
export interface Options {
  /** The largest jump ahead of a chain: each step costs two MACs. */
  readonly maxForward: number
  /** Keys of skipped messages that are kept for each sender. */
  readonly maxSkipped: number
  /** How long a skipped key is kept, in seconds of the caller's clock; left out, until the chain is replaced. */
  readonly maxSeconds?: number
  /** For how many epochs late messages are opened: not less than the engine's `pastEpochs`. Replaced leaf keys and chains live as long. */
  readonly pastEpochs: number
  /** Whether everybody draws a new chain after a removal. `false` is a control: whoever was removed reads on. */
  readonly rekeyOnRemoval: boolean
  /** Whether a member draws a new chain with a new leaf key. The leaf key itself is the channel's business. */
  readonly rekeyOnUpdate: boolean
}

/** A thousand messages ahead, 64 late ones of each sender, two epochs; new chains after removals and with updates. */
export const defaultOptions: Options = { maxForward: 1000, maxSkipped: 64, pastEpochs: 2, rekeyOnRemoval: true, rekeyOnUpdate: true }
