import { decode, type DecodeError, encode } from "@copath/codec"
import * as Result from "effect/Result"
import { deliveryOf, withDelivery } from "./deliveries.ts"
import { type Envelope, envelope } from "./envelope.ts"
import { same } from "./same.ts"
import { type Kept, type Limits, pruned, type Resender } from "./state.ts"

/** Where application data came from, as the engine has verified it. */
export interface Arrived {
  /** The sender's credential, encoded: who it is, whatever leaf it stands at. */
  readonly author: Uint8Array
  /** The epoch of the message that carried it. */
  readonly epoch: bigint
  /** The application data: an encoded envelope. */
  readonly payload: Uint8Array
}

/** What the receiver knows when it arrives. */
export interface Here {
  /** My own encoded credential. */
  readonly me: Uint8Array
  /** The group's epoch now. */
  readonly epoch: bigint
  /** The latest epoch in which one of the present members joined. What is sent again reaches all of them. */
  readonly newestJoin: bigint
  /** In seconds. */
  readonly now: bigint
  /** The suite's hash. */
  readonly hash: (bytes: Uint8Array) => Uint8Array
}

/**
 * Why nothing is delivered or sent. `NotAuthor`: it was first sent by somebody else (rule 1); `Changed`: it says something else than the first time
 * (rule 1); `TooOften`, `Stale`: an ask over the limit, or of another epoch (rules 3 and 5).
 */
export type RefusedBecause = "NotAuthor" | "Changed" | "TooOften" | "Stale"

/** What to do with what arrived. */
export type Outcome =
  /** Show it. `again`: it was sent again, in answer to somebody's ask; `sent`: the epoch in which it was first sent. */
  | { readonly _tag: "deliver"; readonly id: Uint8Array; readonly body: Uint8Array; readonly again: boolean; readonly sent: bigint }
  /** It was delivered before: drop it without a word (rule 2). */
  | { readonly _tag: "duplicate"; readonly id: Uint8Array }
  /** Send this payload now, then say {@link wentOut}. */
  | { readonly _tag: "answer"; readonly id: Uint8Array; readonly payload: Uint8Array }
  /** The same, once a person agreed: members who joined after the message was first sent would read it (rule 3). */
  | { readonly _tag: "confirm"; readonly id: Uint8Array; readonly payload: Uint8Array; readonly joined: bigint }
  /** The text asked for is somebody else's, or no longer kept (rule 4). */
  | { readonly _tag: "unknown" }
  | { readonly _tag: "refused"; readonly reason: RefusedBecause; readonly detail: string }

/** The memory to go on with, to be written down with the group's state, and what to do. */
export interface Taken {
  /** The memory after what arrived. */
  readonly state: Resender
  /** What the application does now. */
  readonly outcome: Outcome
}

const refused = (state: Resender, reason: RefusedBecause, detail: string): Taken => ({
  state,
  outcome: { _tag: "refused", reason, detail }
})

/**
 * Takes in application data that the engine has opened and verified. Rules (numbers as in the README): only its author sends a text again; it is delivered
 * once; asks are answered within limits, to those who were there, while the text is kept, in the current epoch.
 */
export const take = (state: Resender, limits: Limits, here: Here, arrived: Arrived): Result.Result<Taken, DecodeError> =>
  Result.map(decode(envelope, arrived.payload), (inner) => {
    const now = pruned(state, limits, here.now)
    switch (inner._tag) {
      case "message":
        return deliver(now, limits, here, arrived.author, { id: inner.id, body: inner.body, again: false, sent: arrived.epoch })
      case "again":
        return same(inner.author, arrived.author)
          ? deliver(now, limits, here, arrived.author, { id: inner.id, body: inner.body, again: true, sent: inner.epoch })
          : refused(now, "NotAuthor", "a text is sent again by its author alone; ask the author")
      case "ask":
        return answer(now, limits, here, arrived, inner)
    }
  })

const deliver = (
  state: Resender,
  limits: Limits,
  here: Here,
  author: Uint8Array,
  { again, body, id, sent }: { readonly id: Uint8Array; readonly body: Uint8Array; readonly again: boolean; readonly sent: bigint }
): Taken => {
  const digest = here.hash(body)
  const before = deliveryOf(state.delivered, { author, id })
  if (before === undefined) {
    const delivered = withDelivery(state.delivered, { author, id, body: digest }, limits.remember)
    return { state: { ...state, delivered }, outcome: { _tag: "deliver", id, body, again, sent } }
  }
  return same(before.body, digest)
    ? { state, outcome: { _tag: "duplicate", id } }
    : refused(state, "Changed", "it bears the id of a text that said something else")
}

const answer = (
  state: Resender,
  limits: Limits,
  here: Here,
  { author, epoch }: Arrived,
  { message }: Extract<Envelope, { readonly _tag: "ask" }>
): Taken => {
  // An old leaf may be in a thief's hands, and healed since: what it asks for is not for it (rule 5).
  if (epoch !== here.epoch) return refused(state, "Stale", `an ask of epoch ${epoch} is not answered in epoch ${here.epoch}`)
  const count = (state.asked.find(({ who }) => same(who, author))?.count ?? 0) + 1
  if (count > limits.asks) return refused(state, "TooOften", `more than ${limits.asks} asks in ${limits.askSeconds} seconds`)
  const counted = { ...state, asked: countedFor(state, author, here.now, count) }
  const kept = counted.kept.find(({ messages }) => messages.some((m) => same(m, message)))
  if (kept === undefined) return { state: counted, outcome: { _tag: "unknown" } }
  return { state: counted, outcome: again(here, kept) }
}

const countedFor = (state: Resender, who: Uint8Array, now: bigint, count: number): Resender["asked"] => {
  const since = state.asked.find((a) => same(a.who, who))?.since ?? now
  return [...state.asked.filter((a) => !same(a.who, who)), { who, since, count }]
}

const again = ({ me, newestJoin }: Here, { body, epoch, id }: Kept): Outcome => {
  const payload = encode(envelope, { _tag: "again", id, epoch, author: me, body })
  return newestJoin > epoch ? { _tag: "confirm", id, payload, joined: newestJoin } : { _tag: "answer", id, payload }
}
