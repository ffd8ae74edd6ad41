import { decode, encode } from "@copath/codec"
import type { Composed, Correspondence, Read } from "@copath/client"
import { CipherSuite, Entropy } from "@copath/contracts"
import { type Arrived, ask, compose, type Limits, type Outcome, take, wentOut } from "@copath/resend"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { authorOf, myself } from "../author.ts"
import { type Memory, memoryCodec, newestJoin, noMemory, trimmed, withJoins } from "./memory.ts"

/** A member's correspondence under the rules of `@copath/resend`: `begin` and `resume` of a `Recovery`. */
export interface Letters {
  /** Of a new member. */
  readonly begin: Correspondence
  /** What was written down; `undefined` if these are not its bytes. */
  readonly resume: (bytes: Uint8Array) => Correspondence | undefined
}

/** Letters within limits. */
export const lettersWithin = (limits: Limits): Letters => {
  const next = (memory: Memory): Correspondence => correspondence(limits, memory, next)
  return {
    begin: next(noMemory),
    resume: (bytes) => Result.getOrUndefined(Result.map(decode(memoryCodec, bytes), next))
  }
}

type Next = (memory: Memory) => Correspondence

const correspondence = (limits: Limits, memory: Memory, next: Next): Correspondence => ({
  compose: Effect.fnUntraced(function* (state, body) {
    const id = (yield* Entropy).secret(16).expose().slice()
    const composing = { body, id, epoch: state.context.epoch, now: yield* seconds }
    const made = compose(memory.resender, limits, composing)
    return leaving(yield* CipherSuite, trimmed({ ...memory, resender: made.state }), id, made.payload, next)
  }),

  read: Effect.fnUntraced(function* (state, received) {
    const suite = yield* CipherSuite
    const { epoch } = state.context
    const here = { me: myself(state), epoch, newestJoin: newestJoin(memory), now: yield* seconds, hash: suite.hash.digest }
    const arrived: Arrived = { author: authorOf(received), epoch: received.epoch, payload: received.data }
    const taken = take(memory.resender, limits, here, arrived)
    // What is in no envelope is nobody's text: all members of a group choose alike.
    if (Result.isFailure(taken)) return { ...nothing, correspondence: next(memory) }
    const { outcome, state: resender } = taken.success
    const after = trimmed({ ...memory, resender })
    return { ...readOf(outcome, (id, payload) => leaving(suite, after, id, payload, next)), correspondence: next(after) }
  }),

  missed: Effect.fnUntraced(function* (message) {
    return ask((yield* CipherSuite).hash.digest(message))
  }),

  follow: (received) => next(withJoins(memory, received)),
  write: () => encode(memoryCodec, memory)
})

const nothing: Omit<Read, "correspondence"> = { text: undefined, answer: undefined, confirm: undefined }

const readOf = (outcome: Outcome, wrapped: (id: Uint8Array, payload: Uint8Array) => Composed): Omit<Read, "correspondence"> => {
  switch (outcome._tag) {
    case "deliver":
      return { ...nothing, text: outcome.body }
    case "answer":
      return { ...nothing, answer: wrapped(outcome.id, outcome.payload) }
    case "confirm":
      return { ...nothing, confirm: wrapped(outcome.id, outcome.payload) }
    default:
      return nothing
  }
}

/** A payload whose message is remembered under its hash once it has left. */
const leaving = ({ hash }: CipherSuite["Service"], memory: Memory, id: Uint8Array, payload: Uint8Array, next: Next): Composed => ({
  payload,
  sent: (message) => next({ ...memory, resender: wentOut(memory.resender, id, hash.digest(message)) })
})

/** Since 1970, as the clock of this client has it. */
const seconds: Effect.Effect<bigint> = Effect.map(Clock.currentTimeMillis, (ms) => BigInt(Math.floor(ms / 1000)))
