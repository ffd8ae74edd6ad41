/** Choices of pairwise protection. How far messages may come out of order is the channel's. */
export interface Options {
  /** For how many epochs late messages are opened: not less than the engine's `pastEpochs`. Replaced leaf keys live as long. */
  readonly pastEpochs: number
}

/** Two epochs. */
export const defaultOptions: Options = { pastEpochs: 2 }
