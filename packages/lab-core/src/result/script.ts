/**
 * What the attackers came to that a workload names itself, by its `compromise` events, and what became of its `expect` events:
 *
 * ```
 * {"t":99900,"do":"compromise","by":"d","until":120000}                            who sat on d's devices meanwhile
 * {"t":130000,"do":"expect","exposed":{"from":99900,"to":120000,"share":[0,0.2]}}  reads at most a fifth of what was said then
 * ```
 *
 * Members are indices of `Security.members`, states and messages as there.
 */
import * as Schema from "effect/Schema"
import { count, share } from "../numbers.ts"

/**
 * One `compromise`: the index of the event in its workload, the member's name, from which state to before which other, and the messages that fall to whoever did it, as
 * run lengths (see `HeatmapRow`).
 */
export const Pinned = Schema.Struct({
  event: count,
  member: Schema.String,
  from: count,
  to: count,
  messages: count,
  runs: Schema.Array(count)
})
/** See the schema of the same name. */
export type Pinned = typeof Pinned.Type

/**
 * One `expect`: the index of the event in its workload, from when to when in milliseconds, which share is expected, of how many `messages` that were said then, and which was `found`. `most`
 * where the upper bound says otherwise. It is `met` if both lie within, and anything was said at all.
 */
export const Expectation = Schema.Struct({
  event: count,
  from: count,
  to: count,
  share: Schema.Tuple([share, share]),
  messages: count,
  found: share,
  most: Schema.optionalKey(share),
  met: Schema.Boolean
})
/** See the schema of the same name. */
export type Expectation = typeof Expectation.Type

/** All that a workload pins and expects, in its order. */
export const Script = Schema.Struct({ pinned: Schema.Array(Pinned), expected: Schema.Array(Expectation) })
/** See the schema of the same name. */
export type Script = typeof Script.Type

/** Whether a workload asks by itself what falls to an attacker. */
export const asksForAdversary = ({ events }: { readonly events: ReadonlyArray<{ readonly do: string }> }): boolean =>
  events.some((event) => event.do === "compromise" || event.do === "expect")
