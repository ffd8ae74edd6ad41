import { decode } from "@copath/codec"
import { type CryptoFailure, equalBytes, type SignedItem } from "@copath/contracts"
import { contentTypes } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { itemOf, verifyFramed } from "./framing.ts"
import { open, type Opened } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import { choices, type GroupServices, type Parts, parts } from "./parts.ts"
import { receive, type Received, type ReceiveError, said, withRatchet } from "./receive.ts"
import { isEcho } from "./sent.ts"
import type { GroupState } from "./state.ts"
import { openVerified } from "./verifyFirst.ts"

type Stateless<R> = R extends { readonly state: GroupState } ? Omit<R, "state"> : R

/** What came of one message: what `receive` would have said, but for the state, which the whole list shares. */
export type Outcome = Result.Result<Stateless<Received>, ReceiveError>

/** What came of a list of messages. */
export interface ReceivedMany {
  /** The state to go on with; `undefined` once a commit has removed us. */
  readonly state: GroupState | undefined
  /** One for each message, in order; they end with a commit that removes us. */
  readonly outcomes: ReadonlyArray<Outcome>
}

/** No more messages are kept open at a time, in bytes of memory as in time until the first is delivered. */
const BATCH = 1024

/**
 * Takes in many encoded MLSMessages: the same outcomes and the same final state as `receive` one by one, a failure changing nothing. Signatures of application
 * messages that stand together are verified in one batch, where the signature scheme has a batch; the bad ones are located and the others delivered.
 */
export const receiveMany: (state: GroupState, messages: ReadonlyArray<Uint8Array>) => Effect.Effect<ReceivedMany, never, GroupServices> =
  Effect.fnUntraced(function* (first: GroupState, messages: ReadonlyArray<Uint8Array>) {
    const p = yield* parts
    const options = yield* choices
    const outcomes: Array<Outcome> = []
    let state = first
    for (let at = 0; at < messages.length;) {
      const run = runFrom(p, state, messages, at)
      if (run.length > 1) {
        const taken = yield* receiveRun(p, options, state, run)
        state = taken.state
        outcomes.push(...taken.outcomes)
        at += run.length
        continue
      }
      const got = yield* Effect.result(receive(state, messages[at] as Uint8Array))
      at += 1
      if (Result.isFailure(got)) {
        outcomes.push(Result.fail(got.failure))
        continue
      }
      if (got.success._tag === "removed") return { state: undefined, outcomes: [...outcomes, Result.succeed(got.success)] }
      const { state: next, ...rest } = got.success
      state = next
      outcomes.push(Result.succeed(rest))
    }
    return { state, outcomes }
  })

/** The application messages that stand together at a position, echoes excepted, if the scheme has a batch for them. */
const runFrom = (p: Parts, state: GroupState, messages: ReadonlyArray<Uint8Array>, from: number): ReadonlyArray<Uint8Array> => {
  const run: Array<Uint8Array> = []
  if (p.scheme.verifyAll === undefined) return run
  for (let at = from; at < messages.length && run.length < BATCH; at++) {
    const message = messages[at] as Uint8Array
    const read = decode(p.wire.mlsMessage, message)
    if (Result.isFailure(read) || read.success._tag !== "privateMessage") break
    if (read.success.privateMessage.contentType !== contentTypes.application || isEcho(p.suite, state, message)) break
    run.push(message)
  }
  return run
}

/** A message opened in the hope that all signatures before it hold, with the state from which it was opened. */
interface Hoped {
  readonly before: GroupState
  readonly opened: Result.Result<Opened, ReceiveError>
}

/** Opens all as if all were genuine, asks for all verdicts at once, and goes back to the first that is not; signatures outside tell before anything is opened. */
const receiveRun: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  run: ReadonlyArray<Uint8Array>
) => Effect.Effect<{ readonly state: GroupState; readonly outcomes: ReadonlyArray<Outcome> }> = Effect.fnUntraced(
  function* (p, options, state, run) {
    const { outer } = p.position
    if (outer !== undefined) {
      const { opened, state: now } = yield* openVerified(p, outer, options, state, run)
      return { state: now, outcomes: opened.map((one) => Result.map(one, delivered)) }
    }
    const hoped: Array<Hoped> = []
    let after = state
    for (const message of run) {
      const opened = yield* Effect.result(open(p, options, after, message))
      hoped.push({ before: after, opened })
      if (Result.isSuccess(opened)) after = withRatchet(after, opened.success)
    }
    const verdicts = yield* Effect.orElseSucceed(verdictsOn(p, state, hoped), (): ReadonlyArray<boolean> => [])
    const bad = hoped.findIndex(({ opened }, i) => Result.isSuccess(opened) && verdicts[i] !== true)
    const outcomes: Array<Outcome> = []
    const good = bad === -1 ? hoped : hoped.slice(0, bad)
    for (const { opened } of good) outcomes.push(Result.map(opened, delivered))
    if (bad === -1) return { state: after, outcomes }

    // What was opened after a message that did not happen is opened again: that message has burnt no key.
    let now = hoped[bad]?.before ?? state
    for (let i = bad; i < run.length; i++) {
      const opened = i === bad ? hoped[i]?.opened : yield* Effect.result(open(p, options, now, run[i] as Uint8Array))
      if (opened === undefined || Result.isFailure(opened)) {
        if (opened !== undefined) outcomes.push(Result.fail(opened.failure))
        continue
      }
      const { auth, framed, signatory } = opened.success
      const known = verdicts[i] === true && isSame(hoped[i]?.opened, opened.success)
      const verdict = known ? Result.void : yield* Effect.result(verifyFramed(p, now, signatory, framed, auth.signature))
      if (Result.isFailure(verdict)) {
        outcomes.push(Result.fail(verdict.failure))
        continue
      }
      outcomes.push(Result.succeed(delivered(opened.success)))
      now = withRatchet(now, opened.success)
    }
    return { state: now, outcomes }
  }
)

/** The verdicts by the message's place; of what did not open there is none. */
const verdictsOn: (p: Parts, reader: GroupState, hoped: ReadonlyArray<Hoped>) => Effect.Effect<ReadonlyArray<boolean>, CryptoFailure> =
  Effect.fnUntraced(function* (p, reader, hoped) {
    const places: Array<number> = []
    const items: Array<SignedItem> = []
    for (const [i, { opened }] of hoped.entries()) {
      if (Result.isFailure(opened) || opened.success.signatory._tag !== "member") continue
      const { auth, framed, signatory } = opened.success
      places.push(i)
      items.push(itemOf(reader, signatory, framed, auth.signature))
    }
    const found = yield* p.scheme.verifyAll?.(items, reader.signer) ?? Effect.succeed([])
    const verdicts: Array<boolean> = []
    for (const [i, place] of places.entries()) verdicts[place] = found[i] === true
    return verdicts
  })

/** Whether a message opened again says the same: then the verdict on its signature stands. */
const isSame = (before: Hoped["opened"] | undefined, now: Opened): boolean =>
  before !== undefined &&
  Result.isSuccess(before) &&
  equalBytes(before.success.framed.tbs, now.framed.tbs) &&
  equalBytes(before.success.auth.signature, now.auth.signature)

const delivered = (opened: Opened): Stateless<Received> => {
  const { content } = opened.framed.content
  if (content._tag !== "application") throw new TypeError("a run holds application messages alone")
  return said(opened, content.applicationData)
}
