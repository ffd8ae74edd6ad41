/**
 * What an attacker learned from one run, as numbers: the security half of a cell.
 *
 * ```
 * Security ── seizures, unexplained, exact, findings      what was asked, and how far the answer can be trusted
 *     ├── lower, upper      what falls for certain, and at most; one of them where they agree
 *     │     ├── exposure, wire
 *     │     ├── forwardSecrecy     what fell before a seizure
 *     │     ├── healing            what fell after it, until when, and what ended it
 *     │     ├── synergy            what two seizures read together and neither alone
 *     │     ├── exMembers, newcomers     must be nothing
 *     │     └── forgery
 *     ├── secretsHeld, deniability, metadata
 *     ├── heatmap          seizures × messages, as run lengths
 *     └── certificates     why each of its cells fell
 * ```
 *
 * A *pair* is one member at one state of the run while it is in the group: one seizure. State 0 is the group's creation, state s what step s left. Members,
 * messages and states are indices from 0.
 */
import * as Schema from "effect/Schema"
import { Certificates } from "./certificates.ts"
import { count, share } from "../numbers.ts"

const amount = Schema.Finite

/** Median, 95th percentile and maximum over pairs; null for infinitely much, which means never. All zero over no pairs. */
export const Spread = Schema.Struct({ median: Schema.NullOr(amount), p95: Schema.NullOr(amount), max: Schema.NullOr(amount) })
/** See the schema of the same name. */
export type Spread = typeof Spread.Type

/** Something that should not be. `member` is -1 where it is nobody's in particular. */
export const SecurityFinding = Schema.Struct({ kind: Schema.String, state: count, member: Schema.Int, detail: Schema.String })
/** See the schema of the same name. */
export type SecurityFinding = typeof SecurityFinding.Type

/** The mean over all pairs of the share of messages that can be read. `interval`: 95 %, where pairs were sampled. */
export const Exposure = Schema.Struct({ share, interval: Schema.optionalKey(Schema.Struct({ lo: share, hi: share })) })
/** See the schema of the same name. */
export type Exposure = typeof Exposure.Type

/** How much said before the seizure falls: how many messages, of how many epochs, and how old the oldest is in milliseconds. */
export const ForwardSecrecy = Schema.Struct({ messages: Spread, epochs: Spread, ms: Spread })
/** See the schema of the same name. */
export type ForwardSecrecy = typeof ForwardSecrecy.Type

/** What is left bleeding: after `at[i]` of what is spent, `bleeding[i]` of the pairs still lose later messages. Ascending from 0, at most 101 points. */
export const Survival = Schema.Struct({ at: Schema.Array(amount), bleeding: Schema.Array(share) })
/** See the schema of the same name. */
export type Survival = typeof Survival.Type

/**
 * How the loss ends. `none`: nothing later falls. `cliff`: all senders' messages stop falling at one event. `staircase`: sender by sender. `wall`: it does not
 * end within the run. Shares of the judged pairs.
 */
export const Shapes = Schema.Struct({ none: share, cliff: share, staircase: share, wall: share })
/** See the schema of the same name. */
export type Shapes = typeof Shapes.Type

/** What ended the loss: a step's name (`rekey`, `remove`, …), whether the seized member itself did it, and in what share of the healed pairs. */
export const HealedBy = Schema.Struct({ did: Schema.String, own: Schema.Boolean, share })
/** See the schema of the same name. */
export type HealedBy = typeof HealedBy.Type

/**
 * What is spent from the seizure until no later message falls, the healing event included: events, commits, the seized member's own commits, messages,
 * milliseconds, uploaded bytes. `judged` pairs are those after which something is said; `never` is the share of them that bleeds to the end of the run, and
 * counts as infinite in the spreads. A pair that loses nothing later counts with zero.
 */
export const Healing = Schema.Struct({
  judged: amount,
  never: share,
  events: Spread,
  commits: Spread,
  ownCommits: Spread,
  messages: Spread,
  ms: Spread,
  bytes: Spread,
  by: Schema.Array(HealedBy),
  shapes: Shapes,
  survival: Schema.Struct({ bytes: Survival, messages: Survival })
})
/** See the schema of the same name. */
export type Healing = typeof Healing.Type

const Seizure = Schema.Struct({ member: count, state: count })

/**
 * Two seizures of different members, drawn by lot `pairs` times: messages that fall to both together and to neither alone. `mean` of their share of all
 * messages, `found` the share of draws with any, `max` their number in the worst, which is `worst`.
 */
export const Synergy = Schema.Struct({
  pairs: count,
  mean: share,
  found: share,
  max: count,
  worst: Schema.optionalKey(Schema.Struct({ a: Seizure, b: Seizure }))
})
/** See the schema of the same name. */
export type Synergy = typeof Synergy.Type

/** One member that read what it should not: how many messages, the first of them, and the chain of derivations that leads to it, a line each. */
export const Leak = Schema.Struct({ member: count, state: count, messages: count, first: count, why: Schema.Array(Schema.String) })
/** See the schema of the same name. */
export type Leak = typeof Leak.Type

/** `checked` removals or joins, how many of them `leaking`, and how many `messages` in all; at most eight `leaks` in full, the worst first. */
export const Leaks = Schema.Struct({ checked: count, leaking: count, messages: count, leaks: Schema.Array(Leak) })
/** See the schema of the same name. */
export type Leaks = typeof Leaks.Type

/**
 * Who could have written in this member's name (-1 for all together): shares of its received `messages` of which all that receivers checked is known to
 *
 * - `outsider`: who sees the wire only;
 * - `insider`: another member at the state before, for each such member;
 * - `thief`: who took the member's state once, for each later message;
 * - `thiefInside`: another member at the state before who has the stolen state as well; a sample.
 *
 * Null where there was nobody to ask.
 */
export const ForgeryRow = Schema.Struct({
  member: Schema.Int,
  messages: count,
  outsider: Schema.NullOr(share),
  insider: Schema.NullOr(share),
  thief: Schema.NullOr(share),
  thiefInside: Schema.NullOr(share)
})
/** See the schema of the same name. */
export type ForgeryRow = typeof ForgeryRow.Type

/** All senders together, and each of the busiest: at most 64. */
export const Forgery = Schema.Struct({ all: ForgeryRow, senders: Schema.Array(ForgeryRow) })
/** See the schema of the same name. */
export type Forgery = typeof Forgery.Type

/** Everything under one bound. `wire`: how many messages the wire alone gives away. */
export const SecurityFigures = Schema.Struct({
  exposure: Exposure,
  wire: count,
  forwardSecrecy: ForwardSecrecy,
  healing: Healing,
  synergy: Synergy,
  exMembers: Leaks,
  newcomers: Leaks,
  forgery: Forgery
})
/** See the schema of the same name. */
export type SecurityFigures = typeof SecurityFigures.Type

/**
 * States `from` to before `to` of one member, and which messages they give away: so many not, so many, so many not, and so on, in the order in which they were
 * said; what is safe at the end is left out. `upper` where that bound says otherwise.
 */
export const HeatmapRow = Schema.Struct({
  member: count,
  from: count,
  to: count,
  runs: Schema.Array(count),
  upper: Schema.optionalKey(Schema.Array(count))
})
/** See the schema of the same name. */
export type HeatmapRow = typeof HeatmapRow.Type

/**
 * Messages by column, rows by member and state. Of more than `rowCap` rows, that many are kept at even distances, and `leftOut` are not; with more than
 * `messageCap` messages there is no heatmap.
 */
export const Heatmap = Schema.Struct({
  rowCap: count,
  messageCap: count,
  leftOut: count,
  messages: Schema.Struct({
    state: Schema.Array(count),
    by: Schema.Array(count),
    epoch: Schema.Array(count),
    size: Schema.Array(count)
  }),
  rows: Schema.Array(HeatmapRow)
})
/** See the schema of the same name. */
export type Heatmap = typeof Heatmap.Type

/** What was seized: how much of a state, how well members delete (`ideal`, `delayed 3`, `none`), how many pairs, in how many rows, and whether by sample. */
export const SeizedStates = Schema.Struct({
  takes: Schema.Literals(["all", "withoutSigningKeys", "signingKeysOnly"]),
  deletion: Schema.String,
  pairs: count,
  rows: count,
  sampled: Schema.Boolean
})
/** See the schema of the same name. */
export type SeizedStates = typeof SeizedStates.Type

/** What a message can tell whoever carries it. `adds`, `removes`: whom, or how many. `membership`: who is in the group. `size`: which of two texts is longer. */
export const metadataFields = ["group", "epoch", "sender", "adds", "removes", "membership", "size"] as const
/** One of `metadataFields`. */
export type MetadataField = (typeof metadataFields)[number]

/**
 * Whether the server, which has no key, reads a field in messages of one kind (`application`, `commit`, …; `all`: from all of them together). `unjudged`: there was too
 * little to tell. Of so many `messages` that had something to tell it was readable in `shown`; `why` is a proof, with a place or a value, or the reason why not.
 */
export const MetadataSight = Schema.Struct({
  kind: Schema.String,
  field: Schema.Literals(metadataFields),
  sight: Schema.Literals(["readable", "hidden", "unjudged"]),
  messages: count,
  shown: count,
  why: Schema.String
})
/** See the schema of the same name. */
export type MetadataSight = typeof MetadataSight.Type

/** What a signature scheme says its signatures are worth: see `SignatureFacts` of the contracts. `window`: epochs for which one is taken after its own. */
export const DeclaredSignatures = Schema.Struct({
  attributable: Schema.Literals(["signer", "group"]),
  transferable: Schema.Boolean,
  verifiers: Schema.Literals(["anybody", "members"]),
  window: Schema.optionalKey(count)
})
/** See the schema of the same name. */
export type DeclaredSignatures = typeof DeclaredSignatures.Type

/**
 * Of so many `texts`, how many are covered by a signature whose key does not come out by the end of the run (`signed`), and of how many an outsider must therefore believe
 * that their sender wrote them (`convincing`): those, if the scheme declares that its signatures convince others. `disagreements`: where what it declares is not
 * what was measured, a sentence each. Where nothing is declared, what is signed convinces.
 */
export const Deniability = Schema.Struct({
  texts: count,
  signed: count,
  convincing: Schema.optionalKey(count),
  declared: Schema.optionalKey(DeclaredSignatures),
  disagreements: Schema.optionalKey(Schema.Array(Schema.String))
})
/** See the schema of the same name. */
export type Deniability = typeof Deniability.Type

/**
 * The security of one run. `unexplained` values were used as secrets and nothing that was seen made them; `exact` says that it makes no difference to what can
 * be read or forged whether attackers have them: then `lower` is all, and `upper` is absent. `declared`: operations of parts' own, by name, of which it is believed
 * what they derive; absent: none. `openSums`: sums of secrets that hang together in too many ways to look at all that follows, so that `lower` is a lower bound and
 * no more; absent: none. `secretsHeld` in a member's state: mean and maximum over pairs.
 * `metadata`: what the server reads without a key, where somebody looked. `certificates` belong to the heatmap's rows, under the lower
 * bound; `certificatesLeftOut` says why there are none, where there is a heatmap.
 */
export const Security = Schema.Struct({
  members: Schema.Array(Schema.String),
  seizures: SeizedStates,
  unexplained: count,
  declared: Schema.optionalKey(Schema.Array(Schema.String)),
  openSums: Schema.optionalKey(count),
  exact: Schema.Boolean,
  findings: Schema.Array(SecurityFinding),
  lower: SecurityFigures,
  upper: Schema.optionalKey(SecurityFigures),
  secretsHeld: Schema.Struct({ mean: amount, max: count }),
  deniability: Deniability,
  metadata: Schema.optionalKey(Schema.Array(MetadataSight)),
  heatmap: Schema.optionalKey(Heatmap),
  certificates: Schema.optionalKey(Certificates),
  certificatesLeftOut: Schema.optionalKey(Schema.String)
})
/** See the schema of the same name. */
export type Security = typeof Security.Type
