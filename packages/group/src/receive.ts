import { type BadSignature, equalBytes, type Secret } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import type { Proposal, Sender } from "@copath/wire"
import * as Effect from "effect/Effect"
import { FrameRejected } from "./errors.ts"
import { verifyFramed } from "./framing.ts"
import { open, type OpenError, type Opened } from "./open.ts"
import { choices, type GroupServices, parts } from "./parts.ts"
import { enter } from "./pending.ts"
import { type CommitReceived, type ProcessError, processCommit } from "./processCommit.ts"
import { cacheProposal } from "./cacheProposal.ts"
import { isEcho } from "./sent.ts"
import type { GroupState } from "./state.ts"

/** What came in. Every outcome but `removed` carries the state to go on with; `retired` is to be wiped once that is written down. */
export type Received =
  | {
      readonly _tag: "application"
      readonly state: GroupState
      readonly retired: ReadonlyArray<Secret>
      readonly sender: LeafIndex
      readonly epoch: bigint
      readonly data: Uint8Array
      readonly authenticatedData: Uint8Array
    }
  | {
      readonly _tag: "proposal"
      readonly state: GroupState
      readonly retired: ReadonlyArray<Secret>
      /** Who proposed it: a member, an external sender, or somebody who wants to join. */
      readonly sender: Sender
      readonly proposal: Proposal
      readonly reference: Uint8Array
      /** What travelled in clear beside it. */
      readonly authenticatedData: Uint8Array
    }
  | CommitReceived
  | { readonly _tag: "duplicate"; readonly state: GroupState; readonly retired: ReadonlyArray<Secret> }

/** Why a message is refused: it cannot be opened, its signature fails, or its commit does not hold. */
export type ReceiveError = OpenError | BadSignature | ProcessError

/**
 * Takes in one encoded MLSMessage (RFC 9420, 6 and 12.4.2). A failure changes nothing: the state given in is still the state. The echo of our own pending
 * commit adopts it; the echo of any other message of ours is a `duplicate`.
 */
export const receive: (state: GroupState, message: Uint8Array) => Effect.Effect<Received, ReceiveError, GroupServices> = Effect.fnUntraced(
  function* (state: GroupState, message: Uint8Array) {
    const p = yield* parts
    const options = yield* choices
    const { pending } = state
    if (pending !== undefined && equalBytes(pending.message, message)) {
      return { _tag: "commit", sender: state.me, external: false, ...enter(p, options, state, pending) } as const
    }
    if (isEcho(p.suite, state, message)) return { _tag: "duplicate", state, retired: [] } as const
    const opened = yield* open(p, options, state, message)
    if (!opened.verified) yield* verifyFramed(p, state, opened.signatory, opened.framed, opened.auth.signature)
    const { content } = opened.framed.content
    switch (content._tag) {
      case "application":
        return { ...said(opened, content.applicationData), state: withRatchet(state, opened) }
      case "proposal":
        return yield* cacheProposal(p, options, state, opened, content.proposal)
      case "commit":
        if (opened.sender === state.me) {
          const detail = "a commit in our name is not the one we made: the signature key may be stolen"
          return yield* new FrameRejected({ reason: "OwnCommitMismatch", rule: "V212", detail })
        }
        return yield* processCommit(p, options, withRatchet(state, opened), opened, content.commit)
    }
  }
)

/** The state with the ratchet that opening left, in the epoch that the message is of. */
export const withRatchet = (state: GroupState, opened: Opened): GroupState => {
  const { epoch } = opened.framed.content
  const past = state.past.find((e) => e.epoch === epoch)
  if (past?.protection === undefined) return { ...state, protection: opened.protection }
  return { ...state, past: state.past.map((e) => (e === past ? { ...e, protection: opened.protection } : e)) }
}

/** What a verified application message comes to, but for the state behind it. */
export const said = (opened: Opened, data: Uint8Array): Omit<Extract<Received, { readonly _tag: "application" }>, "state"> => ({
  _tag: "application",
  retired: opened.retired,
  sender: memberOf(opened),
  epoch: opened.framed.content.epoch,
  data,
  authenticatedData: opened.framed.content.authenticatedData
})

/** Private messages come from members alone. */
const memberOf = ({ sender }: Opened): LeafIndex => {
  if (sender === undefined) throw new TypeError("application data has a member for sender")
  return sender
}
