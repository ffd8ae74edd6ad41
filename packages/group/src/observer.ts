import { decode, type DecodeError } from "@copath/codec"
import type { BadSignature, CgkaUpdate, Change, CredentialRefused, CryptoFailure, ProtectedBody } from "@copath/contracts"
import type { CustomListed, Invalid } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import { contentTypes, type Node, type PrivateMessage, type Proposal, type PublicMessage, type Sender } from "@copath/wire"
import * as Effect from "effect/Effect"
import { admitProposal, type AdmitError } from "./cacheProposal.ts"
import { checkInfo, infoObjection } from "./checkInfo.ts"
import { contextBytes, signedBytes } from "./context.ts"
import type { FrameRejected, WelcomeRejected } from "./errors.ts"
import { followCommit, type FollowError } from "./followCommit.ts"
import { verifyFramed } from "./framing.ts"
import { readGroupInfo } from "./groupInfo.ts"
import { notForMembers, openOutside, refuse, type Seen, unopenable } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import { verifyOuter } from "./outer.ts"
import { choices, type GroupServices, type Parts, parts } from "./parts.ts"
import type { PastEpoch, PublicEpoch } from "./state.ts"
import { interimTranscriptHash } from "./transcript.ts"

/** A group's public side in one epoch, as somebody outside follows it. Immutable, and free of secrets. */
export interface Observed extends PublicEpoch {
  /** A commit went by in a private message: from there on nothing can be said of this group. Begin anew from a GroupInfo. */
  readonly lost: boolean
  /** Epochs that went by, newest first, as many as late messages are taken of; empty where the signature of a private message stands inside. */
  readonly past: ReadonlyArray<Pick<PastEpoch, "epoch" | "signedBytes" | "leaves">>
}

/** What an observer begins with. */
export interface Observing {
  /** An encoded MLSMessage that holds the GroupInfo of an epoch, as it is before any proposal of that epoch. */
  readonly groupInfo: Uint8Array
  /** The tree, when the GroupInfo leaves it out. */
  readonly ratchetTree?: ReadonlyArray<Node | undefined>
}

/** What went by, and the state to go on with. */
export type Observation =
  | {
      readonly _tag: "proposal"
      readonly state: Observed
      readonly sender: Sender
      readonly proposal: Proposal
      /** `ProposalRef` (5.2), Nh bytes. */
      readonly reference: Uint8Array
    }
  | {
      readonly _tag: "commit"
      readonly state: Observed
      /** The committer's leaf; an external joiner's is the one that it took. */
      readonly sender: LeafIndex
      /** Whether the committer joined by this commit. */
      readonly external: boolean
      readonly change: Change
      /** Its proposals of registered kinds, in the order of the list. */
      readonly custom: ReadonlyArray<CustomListed>
    }
  /** A public proposal that is kept already. */
  | { readonly _tag: "duplicate"; readonly state: Observed }
  /** A private message, or whatever follows a private commit: nothing is seen, and nothing is said against it. */
  | { readonly _tag: "sealed"; readonly state: Observed }

/** What every member would refuse as well. `FrameRejected` with `FutureEpoch` and `Invalid` of V162 may come right; the rest is final. */
export type ObserveError = DecodeError | FrameRejected | BadSignature | AdmitError | FollowError

/**
 * Follows a group from outside: a delivery service that refuses what no member would take, an external sender, somebody who is about to join. The
 * GroupInfo is checked as a joiner checks it (12.4.3.2), but for capabilities: an observer does not join. Its confirmation tag cannot be checked.
 */
export const observeFrom: (
  input: Observing
) => Effect.Effect<
  Observed,
  DecodeError | FrameRejected | WelcomeRejected | Invalid | BadSignature | CredentialRefused | CryptoFailure,
  GroupServices
> = Effect.fnUntraced(function* (input: Observing) {
  const p = yield* parts
  const options = yield* choices
  const info = yield* readGroupInfo(input.groupInfo)
  const objection = infoObjection(p, info)
  if (objection !== undefined) return yield* Effect.fail(objection)
  const { book, tree } = yield* checkInfo(p, options, info, input.ratchetTree, undefined, undefined)
  const context = info.groupContext
  return {
    context,
    contextBytes: contextBytes(context),
    interimTranscriptHash: interimTranscriptHash(p.suite, context.confirmedTranscriptHash, info.confirmationTag),
    tree,
    book,
    proposals: [],
    reInit: undefined,
    lost: false,
    past: []
  }
})

/**
 * The public part of {@link receive}: everything that a member checks, but for membership tag, path secrets, pre-shared keys and confirmation tag, which
 * need the epoch's secrets, and lifetimes, which hang on each member's own clock. So whatever is refused here, every member refuses; not the other way
 * round. What depends on a client's choices (`GroupOptions`, `GroupPolicy`, the authentication service) is judged by those given here: give the most generous.
 */
export const observe: (state: Observed, message: Uint8Array) => Effect.Effect<Observation, ObserveError, GroupServices> = Effect.fnUntraced(
  function* (state: Observed, message: Uint8Array) {
    const p = yield* parts
    const options = yield* choices
    const decoded = yield* Effect.fromResult(decode(p.wire.mlsMessage, message))
    switch (decoded._tag) {
      case "publicMessage":
        return state.lost ? ({ _tag: "sealed", state } as const) : yield* observePublic(p, options, state, decoded.publicMessage)
      case "privateMessage": {
        const wrong = state.lost ? undefined : unopenable(options, state, decoded.privateMessage)
        if (wrong !== undefined) return yield* wrong
        yield* observePrivate(p, options, state, decoded.privateMessage)
        return {
          _tag: "sealed",
          state: decoded.privateMessage.contentType === contentTypes.commit ? { ...state, lost: true } : state
        } as const
      }
      default:
        return yield* notForMembers(decoded._tag)
    }
  }
)

/** A private message by its signature, where that stands outside and onlookers can verify it. */
const observePrivate: (
  p: Parts,
  options: GroupChoices,
  state: Observed,
  message: PrivateMessage<ProtectedBody>
) => Effect.Effect<void, FrameRejected | BadSignature | CryptoFailure> = Effect.fnUntraced(function* (p, options, state, message) {
  const { outer } = p.position
  if (outer === undefined || state.lost || p.scheme.facts.verifiers === "members") return
  const { epoch } = message
  if (epoch === state.context.epoch) {
    return yield* verifyOuter(p, outer, state, { signedBytes: signedBytes(p, state), leaves: state.tree }, message)
  }
  const past = state.past.find((e) => e.epoch === epoch)
  if (past !== undefined) return yield* verifyOuter(p, outer, state, past, message)
  // Of epochs before the first that it saw an observer knows nothing, until they are too old for everybody.
  if (state.past.length === options.pastEpochs)
    return yield* refuse("StaleEpoch", "V041", `epoch ${epoch} is no longer kept for late messages`)
})

const pastWith = (p: Parts, options: GroupChoices, old: Observed): Observed["past"] => {
  if (p.position.outer === undefined) return old.past
  return [{ epoch: old.context.epoch, signedBytes: signedBytes(p, old), leaves: old.tree }, ...old.past].slice(0, options.pastEpochs)
}

const observePublic: (
  p: Parts,
  options: GroupChoices,
  state: Observed,
  message: PublicMessage<CgkaUpdate>
) => Effect.Effect<Observation, ObserveError> = Effect.fnUntraced(function* (p, options, state, message) {
  const seen = yield* Effect.fromResult(openOutside(p, options.handshake, state, message))
  yield* verifyFramed(p, state, seen.signatory, seen.framed, seen.auth.signature)
  const { content } = message.content
  if (content._tag === "proposal") {
    const cached = yield* Effect.fromResult(admitProposal(p, options, state, seen, content.proposal, undefined))
    if (cached === undefined) return { _tag: "duplicate", state } as const
    return { _tag: "proposal", state: { ...state, proposals: [...state.proposals, cached] }, ...cached } as const
  }
  if (content._tag === "application") throw new TypeError("application data was opened in public")
  const { book, context, next, plan } = yield* followCommit(p, options, state, seen, content.commit, undefined)
  return {
    _tag: "commit",
    state: {
      context,
      contextBytes: contextBytes(context),
      interimTranscriptHash: interimTranscriptHash(p.suite, context.confirmedTranscriptHash, tagOf(seen)),
      tree: next.tree,
      book,
      proposals: [],
      reInit: plan.reInit,
      lost: false,
      past: pastWith(p, options, state)
    },
    sender: plan.change.committer,
    external: seen.sender === undefined,
    change: plan.change,
    custom: plan.custom
  } as const
})

/** A commit does not decode without a confirmation tag (V060). */
const tagOf = ({ auth: { confirmationTag } }: Seen): Uint8Array => {
  if (confirmationTag === undefined) throw new TypeError("a commit has a confirmation tag")
  return confirmationTag
}
