/**
 * What the author of a part promises of it. Whatever is left out is the best that there is, as in RFC 9420: laws measure, and hold the part to what it says.
 */
export interface Claims {
  /**
   * What of the past may fall to a seizure, where everything is delivered at once: so many messages of the scripted histories; what was said in the running `epoch`;
   * or what was said since the member last renewed its keys itself (`renewal`). Default 0: nothing. `Infinity`: anything.
   */
  readonly forwardSecrecy?: number | "epoch" | "renewal"
  /** When a member that was robbed is healed. */
  readonly pcs?: {
    /** After so many commits of its own; `Infinity`: never. Default 1. */
    readonly ownCommits: number
  }
  /** Whether an epoch's secrets need those of the epoch before. Default true. */
  readonly chained?: boolean
  /** Whether members may write in each other's names. Default false. */
  readonly insidersForge?: boolean
  /** Whether removed members may read on. Default false: a part for which this is true is a control. */
  readonly exMembersRead?: boolean
  /** The mean share of messages that one seizure gives away in the canonical script, to three places. Left out: it is not asked. */
  readonly exposure?: number
}
