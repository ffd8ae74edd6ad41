import { decode } from "@copath/codec"
import type { CryptoFailure, OuterSignature, ProtectedBody, SignedItem } from "@copath/contracts"
import type { PrivateMessage } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { keysFor, type Opened, unprotect } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import { outerItem, verifyOuter } from "./outer.ts"
import type { Parts } from "./parts.ts"
import { type ReceiveError, withRatchet } from "./receive.ts"
import type { GroupState } from "./state.ts"

/** What came of each message of a run, and the state behind those that were opened. */
export interface OpenedRun {
  readonly state: GroupState
  readonly opened: ReadonlyArray<Result.Result<Opened, ReceiveError>>
}

/** Application messages that stand together and are signed outside: one batch of signatures, and nothing is opened whose signature does not hold. */
export const openVerified: (
  p: Parts,
  outer: OuterSignature,
  options: GroupChoices,
  state: GroupState,
  run: ReadonlyArray<Uint8Array>
) => Effect.Effect<OpenedRun> = Effect.fnUntraced(function* (p, outer, options, state, run) {
  const messages = run.map((bytes) => privateIn(p, bytes))
  const items = messages.map((message) =>
    Result.flatMap(keysFor(p, options, state, message), (keys) => outerItem(p, outer, state, keys, message))
  )
  const verdicts = yield* verdictsOn(p, state, items)
  const opened: Array<Result.Result<Opened, ReceiveError>> = []
  let now = state
  for (const [i, message] of messages.entries()) {
    const keys = keysFor(p, options, now, message)
    if (Result.isFailure(keys)) {
      opened.push(Result.fail(keys.failure))
      continue
    }
    const open = unprotect(p, keys.success, message)
    const known = verdicts[i] === true
    const one = yield* Effect.result(known ? open : Effect.andThen(verifyOuter(p, outer, now, keys.success, message), open))
    opened.push(one)
    if (Result.isSuccess(one)) now = withRatchet(now, one.success)
  }
  return { state: now, opened }
})

/** The verdicts by the message's place; of what the scheme did not judge there is none, and it is verified by itself. */
const verdictsOn: (
  p: Parts,
  reader: GroupState,
  items: ReadonlyArray<Result.Result<SignedItem, unknown>>
) => Effect.Effect<ReadonlyArray<boolean>> = Effect.fnUntraced(function* (p, reader, items) {
  const asked = items.flatMap((item, i) => (Result.isSuccess(item) ? [{ i, item: item.success }] : []))
  const batch: Effect.Effect<ReadonlyArray<boolean>, CryptoFailure> = p.scheme.verifyAll?.(
    asked.map(({ item }) => item),
    reader.signer
  ) ?? Effect.succeed([])
  const found = yield* Effect.orElseSucceed(batch, (): ReadonlyArray<boolean> => [])
  const verdicts: Array<boolean> = []
  for (const [at, { i }] of asked.entries()) verdicts[i] = found[at] === true
  return verdicts
})

/** A run holds private messages alone. */
const privateIn = (p: Parts, bytes: Uint8Array): PrivateMessage<ProtectedBody> => {
  const message = Result.getOrThrow(decode(p.wire.mlsMessage, bytes))
  if (message._tag !== "privateMessage") throw new TypeError("a run holds private messages alone")
  return message.privateMessage
}
