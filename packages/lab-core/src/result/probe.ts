import * as Schema from "effect/Schema"
import { count } from "../numbers.ts"

/** When members are to notice: at the first message that the service tampers with, at the first text after that, later, or never. */
export const noticing = ["at once", "at the first text", "later", "never"] as const
/** One of `noticing`. */
export type Noticing = (typeof noticing)[number]

/** A member that noticed something: it refused a message or had to hold one back, or was told that the group is further than it knew. */
export const Notice = Schema.Struct({
  by: Schema.String,
  /** Texts that had gone up since the attack began, this one included. */
  after: count,
  /** What it was told. */
  reason: Schema.String
})
/** See the schema of the same name. */
export type Notice = typeof Notice.Type

/**
 * What a lie of the delivery service did. `accepted`: messages that somebody took in and should not have. `read`: texts that somebody read who had been removed.
 * `unread`: texts that would have reached somebody over an honest service, and did not. `lost`: members who could follow the group no longer. `agreed`: whether all
 * ended with one secret.
 */
export const Damage = Schema.Struct({ accepted: count, read: count, unread: count, lost: count, agreed: Schema.Boolean })
/** See the schema of the same name. */
export type Damage = typeof Damage.Type

/** What a composition's declared facts say a lie comes to: when members notice, any of these; and what it does, where that is certain. */
export const Foreseen = Schema.Struct({
  noticed: Schema.Array(Schema.Literals(noticing)),
  damage: Schema.Struct({
    accepted: Schema.optionalKey(count),
    read: Schema.optionalKey(count),
    unread: Schema.optionalKey(count),
    lost: Schema.optionalKey(count),
    agreed: Schema.optionalKey(Schema.Boolean)
  })
})
/** See the schema of the same name. */
export type Foreseen = typeof Foreseen.Type

/**
 * One lie of the delivery service, told to the members of one composition. `about`: the lie in words. `noticed`: when, first of all; `notices`: by whom, each once, in the order of time.
 * `surprises`: where it came out otherwise than the composition declares; empty for one that keeps its word.
 */
export const ProbeOutcome = Schema.Struct({
  probe: Schema.String,
  about: Schema.String,
  composition: Schema.String,
  noticed: Schema.Literals(noticing),
  notices: Schema.Array(Notice),
  damage: Damage,
  foreseen: Foreseen,
  surprises: Schema.Array(Schema.String)
})
/** See the schema of the same name. */
export type ProbeOutcome = typeof ProbeOutcome.Type
