import { type CryptoFailure, noBytes, type Secret, type Unprotectable } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { closedFor } from "./closed.ts"
import { signedBytes } from "./context.ts"
import type { Closed, SendRejected } from "./errors.ts"
import { frame, memberContent, signAllFramed } from "./framing.ts"
import { choices, type GroupServices, parts } from "./parts.ts"
import { sealMany } from "./sealMany.ts"
import { unsendable } from "./send.ts"
import { remembering } from "./sent.ts"
import type { GroupState } from "./state.ts"

/** What goes with all of the messages, beside their data. */
export interface SendManyOptions {
  /** Travels in clear beside each content and is authenticated with it (RFC 9420, 6.1 and 6.3.1). */
  readonly authenticatedData?: Uint8Array
  /** Positions reserved at the delivery service, one for each message in order, for protections that need them. */
  readonly slots?: ReadonlyArray<bigint>
}

/** Application messages of ours, on their way. */
export interface SentMany {
  /** The same epoch, with a ratchet advanced behind all of them. */
  readonly state: GroupState
  /** The encoded MLSMessages, in order; each is read without the others. Write `state` down before the first leaves. */
  readonly messages: ReadonlyArray<Uint8Array>
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Seals many pieces of application data, each as `send` would: at once, so that a signature scheme may sign them together. All of them or none: if one is
 * refused, no key is used up. Refusals are those of `send`.
 */
export const sendMany: (
  state: GroupState,
  datas: ReadonlyArray<Uint8Array>,
  options?: SendManyOptions
) => Effect.Effect<SentMany, SendRejected | Closed | Unprotectable | CryptoFailure, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState,
  datas: ReadonlyArray<Uint8Array>,
  { authenticatedData = noBytes, slots = [] }: SendManyOptions = {}
) {
  const options = yield* choices
  for (const data of datas) {
    const refused = unsendable(state, options, data)
    if (refused !== undefined) return yield* refused
  }
  const closed = closedFor(state, "send")
  if (closed !== undefined) return yield* closed
  const p = yield* parts
  const { epoch, groupId } = state.context
  const signed = signedBytes(p, state)
  const framed = datas.map((applicationData) => {
    const content = memberContent(groupId, epoch, state.me, authenticatedData, { _tag: "application", applicationData })
    return frame(p, p.wire.formats.privateMessage, content, signed)
  })
  const { signatures, state: signedBy } = yield* signAllFramed(p, state, framed)
  const { messages, protection, retired, signer } = yield* sealMany(p, options, state, framed, signatures, slots, signedBy)
  let after: GroupState = { ...state, protection, signer }
  for (const message of messages) after = remembering(p.suite, after, message)
  return { state: after, messages, retired }
})
