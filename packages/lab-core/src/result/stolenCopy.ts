import * as Schema from "effect/Schema"
import { count } from "../numbers.ts"

/** What a copy of a member's state tries in that member's name: to say something, to commit new keys, to remove somebody, to come back in from outside. */
export const copiedActs = ["speak", "commit", "remove", "re-join"] as const
/** One of `copiedActs`. */
export type CopiedAct = (typeof copiedActs)[number]

/** With what a copy tries it: the state as it was written down, or that without the long-term identity key. */
export const copiedHoldings = ["everything", "all but the identity key"] as const
/** One of `copiedHoldings`. */
export type CopiedHolding = (typeof copiedHoldings)[number]

/**
 * One thing that a copy tried. `tried`: whether there is something to send at all; `accepted`: by how many honest members. `reason`: why there is nothing to send, or
 * what the first said who refused it; absent where all took it.
 */
export const CopyAttempt = Schema.Struct({
  act: Schema.Literals(copiedActs),
  holding: Schema.Literals(copiedHoldings),
  tried: Schema.Boolean,
  accepted: count,
  reason: Schema.optionalKey(Schema.String)
})
/** See the schema of the same name. */
export type CopyAttempt = typeof CopyAttempt.Type

/**
 * What a copy of a member's written state can still do after the member, and everybody else, has renewed its keys. `honest`: members who judge what it sends. `texts`: said
 * since all had renewed; `read`: those of them that the copy opened, which it follows as a client would. `unmade`: why no copy could be made; then nothing was tried.
 */
export const StolenCopy = Schema.Struct({
  composition: Schema.String,
  honest: count,
  texts: count,
  read: count,
  attempts: Schema.Array(CopyAttempt),
  unmade: Schema.optionalKey(Schema.String)
})
/** See the schema of the same name. */
export type StolenCopy = typeof StolenCopy.Type
