import * as Context from "effect/Context"

/** What a client chooses for itself, without its peers' consent. */
export interface GroupChoices {
  /** How proposals and commits travel. Received ones must travel the same way (V044). */
  readonly handshake: "public" | "private"
  /** Zero bytes to append to a private message's content of `length` bytes (6.3.1). */
  readonly padding: (length: number) => number
  /** How many epochs before the current one still take late application messages. */
  readonly pastEpochs: number
  /** Validity of a new key package, in seconds. */
  readonly lifetime: bigint
  /** Longest lifetime accepted from others, in seconds (V112). */
  readonly maxLifetime: bigint
  /** Proposals kept for the next commit (V146). */
  readonly maxProposals: number
  /** Whether a Welcome carries the ratchet tree; without it the joiner must get the tree another way (12.4.3.3). */
  readonly treeInWelcome: boolean
}

const DAY = 86_400n

/** Override with `Effect.provideService(GroupOptions, { ...defaultOptions, padding })`. */
export const defaultOptions: GroupChoices = {
  handshake: "public",
  padding: () => 0,
  pastEpochs: 2,
  lifetime: 84n * DAY,
  maxLifetime: 93n * DAY,
  maxProposals: 1000,
  treeInWelcome: true
}

/** The choices of a client as a service: {@link defaultOptions} unless others are provided. Peers need not choose alike, but for `handshake`. */
export const GroupOptions = Context.Reference<GroupChoices>("@copath/group/GroupOptions", { defaultValue: () => defaultOptions })
