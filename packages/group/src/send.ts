import type { CryptoFailure, Secret, Unprotectable } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { emit, type SendOptions } from "./emit.ts"
import { type Closed, SendRejected } from "./errors.ts"
import type { GroupChoices } from "./options.ts"
import { choices, type GroupServices, parts } from "./parts.ts"
import { remembering } from "./sent.ts"
import type { GroupState } from "./state.ts"

/** An application message of ours, on its way. */
export interface Sent {
  /** The same epoch, with an advanced ratchet. */
  readonly state: GroupState
  /** The encoded MLSMessage. Write `state` down before it leaves: a crash then loses a message, and never uses a key twice. */
  readonly message: Uint8Array
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** Why this data cannot be sent in this state; `undefined` if it can. */
export const unsendable = (state: GroupState, options: GroupChoices, data: Uint8Array): SendRejected | undefined => {
  if (state.proposals.length > 0) {
    const detail = `${state.proposals.length} proposals of this epoch are not committed; commit them first`
    return new SendRejected({ reason: "PendingProposals", rule: "V084", detail })
  }
  if (state.receiveOnly) {
    const detail = "this state may have been used elsewhere; commit a path, or have an Update committed, before sending"
    return new SendRejected({ reason: "NeedsUpdate", rule: "V293", detail })
  }
  if (data.length > options.maxMessage) {
    const detail = `the message has ${data.length} bytes; at most ${options.maxMessage} are sent`
    return new SendRejected({ reason: "TooLarge", rule: "V081", detail })
  }
  return undefined
}

/** Seals application data for the group (RFC 9420, 6.3). Refused while proposals wait for a commit (12.4; V084). */
export const send: (
  state: GroupState,
  data: Uint8Array,
  options?: SendOptions
) => Effect.Effect<Sent, SendRejected | Closed | Unprotectable | CryptoFailure, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState,
  data: Uint8Array,
  beside: SendOptions = {}
) {
  const options = yield* choices
  const refused = unsendable(state, options, data)
  if (refused !== undefined) return yield* refused
  const p = yield* parts
  const { message, protection, retired, signer } = yield* emit(p, options, state, { _tag: "application", applicationData: data }, beside)
  return { state: remembering(p.suite, { ...state, protection, signer }, message), message, retired }
})
