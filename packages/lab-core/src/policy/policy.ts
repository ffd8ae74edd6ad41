import { DAY } from "../durations.ts"

/** Who makes the commits that a workload calls for. */
export const committers = ["actor", "next-speaker", "admin", "random"] as const

/** What a client does with a commit of its own that the delivery service has not accepted. */
export const answers = ["rebase", "drop"] as const

/**
 * When keys are renewed and who commits: what a client decides, as against what its people do. Times in milliseconds of virtual time; an absent
 * field means never.
 */
export interface Policy {
  /** When a member renews its own keys by a commit; with all fields absent, only when the workload wishes for it. */
  readonly rekey: {
    /** Before the message that would be more than this many since the member's last rekey. */
    readonly everyMessages?: number
    /** So long after the member's last rekey, whether it speaks or not, once it is online. The first time falls by lot, lest all come at once. */
    readonly everyMs?: number
    /** Before a message after so long a silence of this member. */
    readonly onReturnAfterMs?: number
    /** Before a member's first message in an epoch that another began. */
    readonly beforeFirstSendInEpoch?: boolean
  }
  /** Who commits what people do, and when. */
  readonly commit: {
    /**
     * `actor`: whom the workload names, else the member that spoke last. `next-speaker`: changes wait for the next message, and its sender commits
     * them. `admin`: the eldest member. `random`: by lot. Never a member on its way out; one that is online, if there is one.
     */
    readonly who: (typeof committers)[number]
    /** Adds and removes are collected for so long, and committed as one. 0: each on its own. */
    readonly batchMs: number
  }
  /**
   * Members that have shown no sign of life for so long are removed, and added again when they next act. A sign is a message, a rekey, or coming or going
   * where the workload tells who is online: with `rekey.everyMs` below it only those who are offline are idle.
   */
  readonly evict?: { readonly idleMs: number }
  /** What becomes of a commit that was not accepted because another came first. */
  readonly retry: {
    /** `rebase`: it is made anew in the epoch that the other began. `drop`: it is given up. */
    readonly onReject: (typeof answers)[number]
    /** How often one commit is made at most, the first time included. */
    readonly maxTries: number
  }
}

const commit = { who: "actor", batchMs: 0 } as const
const retry = { onReject: "rebase", maxTries: 10 } as const

/** Nobody rekeys of its own accord; commits as in {@link defaultPolicy}. What a policy's text leaves out is taken from here. */
export const neverPolicy: Policy = { rekey: {}, commit, retry }

/** A member rekeys every 25 messages of its own, and before its first message after 30 days of silence; the speaker commits. */
export const defaultPolicy: Policy = { ...neverPolicy, rekey: { everyMessages: 25, onReturnAfterMs: 30 * DAY } }

/** Policies with a name. */
export const namedPolicies: Readonly<Record<string, Policy>> = {
  default: defaultPolicy,
  never: neverPolicy,
  daily: { ...neverPolicy, rekey: { everyMs: DAY } },
  weekly: { ...neverPolicy, rekey: { everyMs: 7 * DAY } },
  "each-epoch": { ...neverPolicy, rekey: { beforeFirstSendInEpoch: true } },
  admin: { ...defaultPolicy, commit: { who: "admin", batchMs: 0 } }
}
