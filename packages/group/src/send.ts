import { type CryptoFailure, noBytes, type Secret, type Unprotectable } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { closedFor } from "./closed.ts"
import { type Closed, SendRejected } from "./errors.ts"
import { frame, memberContent, signFramed } from "./framing.ts"
import { choices, type GroupServices, parts } from "./parts.ts"
import { seal } from "./protect.ts"
import { remembering } from "./sent.ts"
import type { GroupState } from "./state.ts"

/** What goes with a message, beside its data. */
export interface SendOptions {
  /** Travels in clear beside the content and is authenticated with it (RFC 9420, 6.1 and 6.3.1). */
  readonly authenticatedData?: Uint8Array
  /** Position reserved at the delivery service, for protections that need one. */
  readonly slot?: bigint
}

/** An application message of ours, on its way. */
export interface Sent {
  /** The same epoch, with an advanced ratchet. */
  readonly state: GroupState
  /** The encoded MLSMessage. Write `state` down before it leaves: a crash then loses a message, and never uses a key twice. */
  readonly message: Uint8Array
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** Seals application data for the group (RFC 9420, 6.3). Refused while proposals wait for a commit (12.4; V084). */
export const send: (
  state: GroupState,
  data: Uint8Array,
  options?: SendOptions
) => Effect.Effect<Sent, SendRejected | Closed | Unprotectable | CryptoFailure, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState,
  data: Uint8Array,
  { authenticatedData = noBytes, slot }: SendOptions = {}
) {
  if (state.proposals.length > 0) {
    const detail = `${state.proposals.length} proposals of this epoch are not committed; commit them first`
    return yield* new SendRejected({ reason: "PendingProposals", rule: "V084", detail })
  }
  const closed = closedFor(state, "send")
  if (closed !== undefined) return yield* closed
  const p = yield* parts
  const options = yield* choices
  const { epoch, groupId } = state.context
  const content = memberContent(groupId, epoch, state.me, authenticatedData, { _tag: "application", applicationData: data })
  const framed = frame(p, p.wire.formats.privateMessage, content, state.contextBytes)
  const { signature, state: signer } = yield* signFramed(p, state.signer, state.me, framed)
  const auth = { signature, confirmationTag: undefined }
  const { message, protection, retired } = yield* seal(
    p,
    options,
    state,
    framed,
    auth,
    slot === undefined ? Option.none() : Option.some(slot)
  )
  return { state: remembering(p.suite, { ...state, protection, signer }, message), message, retired }
})
