import * as Context from "effect/Context"
import { noPadding, type Padding } from "./padding.ts"

/** What a client chooses for itself, without its peers' consent. */
export interface GroupChoices {
  /** How proposals and commits travel. Received ones must travel the same way (V044). */
  readonly handshake: "public" | "private"
  /** How a private message's length is hidden (6.3.1): {@link noPadding} or another policy. */
  readonly padding: Padding
  /** How many epochs before the current one still take late application messages. */
  readonly pastEpochs: number
  /** Validity of a new key package, in seconds. */
  readonly lifetime: bigint
  /** Longest lifetime accepted from others, in seconds (V112). */
  readonly maxLifetime: bigint
  /** Proposals kept for the next commit (V146). */
  readonly maxProposals: number
  /** Of these, the most from one sender, so that nobody fills the cache alone (V146). */
  readonly maxProposalsOfOne: number
  /** Longest application message, in bytes; longer ones are not sent (V081). */
  readonly maxMessage: number
  /**
   * Where random reserved values go, so that peers keep ignoring what they do not know (13.5; V306): into the lists of capabilities and GroupInfo, into key
   * packages' extensions as well, or nowhere.
   */
  readonly grease: "lists" | "all" | "none"
  /**
   * Cipher suites that this client supports, best first, as they go on the wire: its leaves list them, and a ReInit may lead to them (V154). Left out, leaves list
   * the one at hand, and a ReInit may lead to any registered one.
   */
  readonly suites?: ReadonlyArray<number>
  /** Whether a Welcome carries the ratchet tree; without it the joiner must get the tree another way (12.4.3.3). */
  readonly treeInWelcome: boolean
}

const DAY = 86_400n

/** Override with `Effect.provideService(GroupOptions, { ...defaultOptions, padding })`. */
export const defaultOptions: GroupChoices = {
  handshake: "public",
  padding: noPadding,
  pastEpochs: 2,
  lifetime: 84n * DAY,
  maxLifetime: 93n * DAY,
  maxProposals: 1000,
  maxProposalsOfOne: 100,
  maxMessage: 1 << 24,
  grease: "lists",
  treeInWelcome: true
}

/** The choices of a client as a service: {@link defaultOptions} unless others are provided. Peers need not choose alike, but for `handshake`. */
export const GroupOptions = Context.Reference<GroupChoices>("@copath/group/GroupOptions", { defaultValue: () => defaultOptions })
