import { decode, type DecodeError, decodeOwned } from "@copath/codec"
import {
  type BadSignature,
  type CgkaUpdate,
  type CryptoFailure,
  equalBytes,
  type ProtectedBody,
  type ProtectionState,
  type Secret,
  Unprotectable
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import {
  externalSenders,
  extensionTypes,
  extensionValue,
  type FramedContent,
  type FramedContentAuthData,
  type PrivateMessage,
  proposalKind,
  type PublicMessage
} from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { signedBytes } from "./context.ts"
import { BadTag, FrameRejected } from "./errors.ts"
import { invalid, type Invalid, maySend } from "@copath/membership"
import { authorAt, type Framed, frame, membershipTag, type Signatory } from "./framing.ts"
import type { GroupChoices } from "./options.ts"
import { protectedIn, type SignedIn, verifyOuter } from "./outer.ts"
import type { Parts } from "./parts.ts"
import type { GroupState, PublicEpoch } from "./state.ts"

/** What anybody can see of a public message: sender and content are claimed, and not yet verified. */
export interface Seen {
  readonly framed: Framed
  readonly auth: FramedContentAuthData
  readonly signatory: Signatory
  /** Leaf index; `undefined` for a sender without one: an external sender, a new member. */
  readonly sender: LeafIndex | undefined
}

/** A message out of its protection. */
export interface Opened extends Seen {
  /** Whether the signature stood outside, and was verified before anything was opened; else sender and content are claimed, and not yet verified. */
  readonly verified: boolean
  /** The ratchet to adopt once the signature holds; of a past epoch for a late message. */
  readonly protection: ProtectionState
  readonly retired: ReadonlyArray<Secret>
}

/** Why a message stays shut: bytes, outside, a signature out there, tag, or AEAD. */
export type OpenError = DecodeError | FrameRejected | BadSignature | BadTag | Invalid | Unprotectable | CryptoFailure

export const refuse = (reason: FrameRejected["reason"], rule: string, detail: string): FrameRejected =>
  new FrameRejected({ reason, rule, detail })

/** What no member takes in: a Welcome, a GroupInfo, a key package (V012). */
export const notForMembers = (tag: string): FrameRejected =>
  refuse("UnexpectedMessage", "V012", `a ${tag} is not for a member: join with a Welcome, add a key package`)

/** Bytes to content: decoding, group and epoch, tag or AEAD. Cheap and public checks come first. */
export const open: (p: Parts, options: GroupChoices, state: GroupState, bytes: Uint8Array) => Effect.Effect<Opened, OpenError> =
  Effect.fnUntraced(function* (p, options, state, bytes) {
    const message = yield* Effect.fromResult(decode(p.wire.mlsMessage, bytes))
    switch (message._tag) {
      case "publicMessage":
        return yield* Effect.fromResult(openPublic(p, options, state, message.publicMessage))
      case "privateMessage":
        return yield* openPrivate(p, options, state, message.privateMessage)
      default:
        return yield* notForMembers(message._tag)
    }
  })

/** What tells an epoch from the outside. */
type Epoch = Pick<PublicEpoch, "context">

const sameGroup = (state: Epoch, groupId: Uint8Array): FrameRejected | undefined =>
  equalBytes(groupId, state.context.groupId) ? undefined : refuse("UnknownGroup", "V039", "the message is for another group")

const sameEpoch = (state: Epoch, epoch: bigint): FrameRejected | undefined => {
  const current = state.context.epoch
  if (epoch === current) return undefined
  if (epoch < current) return refuse("StaleEpoch", "V040", `the message is of epoch ${epoch}, the group at ${current}`)
  return refuse("FutureEpoch", "V040", `the message is of epoch ${epoch}; take in the commits after ${current} first`)
}

/** Whether a message is of this group and epoch. */
const misplaced = (state: Epoch, { epoch, groupId }: { readonly epoch: bigint; readonly groupId: Uint8Array }): FrameRejected | undefined =>
  sameGroup(state, groupId) ?? sameEpoch(state, epoch)

/** What anybody can tell of a public message without a key: all but its tags and its signature. `handshake`: see `GroupChoices`. */
export const openOutside = (
  p: Parts,
  handshake: GroupChoices["handshake"],
  epoch: Pick<PublicEpoch, "context" | "contextBytes" | "tree">,
  message: PublicMessage<CgkaUpdate>
): Result.Result<Seen, FrameRejected | Invalid> => {
  const { auth, content } = message
  const wrong = misplaced(epoch, content)
  if (wrong !== undefined) return Result.fail(wrong)
  if (content.content._tag === "application")
    return Result.fail(refuse("PlainApplication", "V043", "application data travels in private messages alone"))
  const seen = (signatory: Signatory, sender: LeafIndex | undefined): Seen => {
    const framed = frame(p, p.wire.formats.publicMessage, content, signedBytes(p, epoch))
    return { framed, auth, signatory, sender }
  }
  if (content.sender._tag !== "member")
    return Result.map(outsider(p, epoch, content), (signatureKey) => seen({ _tag: "outsider", signatureKey }, undefined))
  if (handshake !== "public" && !publicOnly(p, message))
    return Result.fail(refuse("WireFormatPolicy", "V044", "this group's handshake messages are private"))
  const author = authorAt(epoch.tree, leafIndex(content.sender.leafIndex))
  return author === undefined
    ? Result.fail(refuse("UnknownSender", "V046", `leaf ${content.sender.leafIndex} is no member`))
    : Result.succeed(seen({ _tag: "member", author, leaves: epoch.tree }, author.leaf))
}

const openPublic = (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  message: PublicMessage<CgkaUpdate>
): Result.Result<Opened, FrameRejected | BadTag | Invalid> =>
  Result.flatMap(openOutside(p, options.handshake, state, message), (seen): Result.Result<Opened, BadTag> => {
    const out = { ...seen, verified: false, protection: state.protection, retired: [] }
    if (seen.signatory._tag === "outsider") return Result.succeed(out)
    const tag = membershipTag(p, state.secrets.membership, seen.framed, message.auth)
    return message.membershipTag === undefined || !equalBytes(tag, message.membershipTag)
      ? Result.fail(new BadTag({ tag: "membership" }))
      : Result.succeed(out)
  })

/** Whether a proposal is of a kind that travels in public whatever the group's other messages do. */
const publicOnly = (p: Parts, { content: { content } }: PublicMessage<CgkaUpdate>): boolean => {
  if (content._tag !== "proposal" || content.proposal._tag !== "custom") return false
  return proposalKind(p.registry, content.proposal.proposalType)?.publicOnly === true
}

/** The signature key of a sender without a leaf, if it may say this (12.1.8, 12.4.3.2). It shows the key itself, or `external_senders` does. */
const outsider = (
  p: Parts,
  state: Epoch,
  { content, sender }: FramedContent<CgkaUpdate>
): Result.Result<Uint8Array, FrameRejected | Invalid> => {
  const wrong = (rule: string, may: string) =>
    Result.fail(refuse("SenderContent", rule, `a sender of type ${sender._tag} ${may}; this is a ${content._tag}`))
  switch (sender._tag) {
    case "external": {
      const listed = Result.getOrElse(
        extensionValue(state.context.extensions, extensionTypes.externalSenders, externalSenders),
        () => undefined
      )
      const known = listed?.[sender.senderIndex]
      if (known === undefined)
        return Result.fail(refuse("UnknownSender", "V047", `the group lists no external sender at position ${sender.senderIndex}`))
      if (content._tag !== "proposal") return wrong("V048", "sends proposals only")
      return maySend("external", content.proposal, p.registry)
        ? Result.succeed(known.signatureKey)
        : wrong("V049", `does not send proposals of type ${content.proposal._tag}`)
    }
    case "newMemberProposal":
      return content._tag === "proposal" && content.proposal._tag === "add"
        ? Result.succeed(content.proposal.keyPackage.leafNode.signatureKey)
        : wrong("V050", "sends an Add of itself only")
    case "newMemberCommit":
      if (content._tag !== "commit") return wrong("V052", "sends a commit only")
      return content.commit.path === undefined
        ? Result.fail(invalid("V187", undefined, "an external commit needs a path"))
        : Result.succeed(content.commit.path.leafNode.signatureKey)
    case "member":
      throw new TypeError("a member is no outsider")
  }
}

/** What a private message of some epoch is opened with. */
export interface EpochKeys extends SignedIn {
  readonly protection: ProtectionState
}

/** What opens a private message, by what is in clear of it. */
export const keysFor = (
  p: Parts,
  options: Pick<GroupChoices, "handshake">,
  state: GroupState,
  message: PrivateMessage<ProtectedBody>
): Result.Result<EpochKeys, FrameRejected> => {
  const misfit = unfit(options, state, message)
  if (misfit !== undefined) return Result.fail(misfit)
  const wrong = sameEpoch(state, message.epoch)
  if (wrong === undefined) {
    return Result.succeed({ signedBytes: signedBytes(p, state), leaves: state.tree, protection: state.protection })
  }
  const past = message.contentType === 1 ? state.past.find((e) => e.epoch === message.epoch) : undefined
  if (past !== undefined) return Result.succeed({ ...past, protection: past.protection ?? state.protection })
  const late = message.contentType === 1 && wrong.reason === "StaleEpoch"
  return Result.fail(late ? refuse("StaleEpoch", "V041", `epoch ${message.epoch} is no longer kept for late messages`) : wrong)
}

/** What is wrong with a private message whoever holds the keys: another group's, or a handshake where those are public. */
const unfit = (
  options: Pick<GroupChoices, "handshake">,
  epoch: Epoch,
  { contentType, groupId }: PrivateMessage<ProtectedBody>
): FrameRejected | undefined => {
  const wrong = sameGroup(epoch, groupId)
  if (wrong !== undefined) return wrong
  if (contentType !== 1 && options.handshake !== "private") {
    return refuse("WireFormatPolicy", "V044", "this group's handshake messages are public")
  }
  return undefined
}

/** {@link unfit}, or of an epoch that no member can open it in. Late application messages may still find their keys. */
export const unopenable = (
  options: Pick<GroupChoices, "handshake">,
  epoch: Epoch,
  message: PrivateMessage<ProtectedBody>
): FrameRejected | undefined => {
  const late = message.contentType === 1 && message.epoch < epoch.context.epoch
  return unfit(options, epoch, message) ?? (late ? undefined : sameEpoch(epoch, message.epoch))
}

const openPrivate = (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  message: PrivateMessage<ProtectedBody>
): Effect.Effect<Opened, FrameRejected | BadSignature | Unprotectable | CryptoFailure> => {
  const keys = keysFor(p, options, state, message)
  if (Result.isFailure(keys)) return Effect.fail(keys.failure)
  const opened = unprotect(p, keys.success, message)
  const { outer } = p.position
  return outer === undefined ? opened : Effect.andThen(verifyOuter(p, outer, state, keys.success, message), opened)
}

/** Content out of its protection. A signature outside has been verified: it must be that of whoever's keys sealed the content, or these keys would be used up. */
export const unprotect: (
  p: Parts,
  keys: EpochKeys,
  message: PrivateMessage<ProtectedBody>
) => Effect.Effect<Opened, Unprotectable | CryptoFailure> = Effect.fnUntraced(function* (p, keys, message) {
  const { authenticatedData, contentType, epoch, groupId } = message
  const { body, header, signer } = protectedIn(p, message)
  const opened = yield* p.protection.unprotect(keys.protection, header, body)
  if (signer !== undefined && signer !== opened.sender) return yield* new Unprotectable({ reason: "BadCiphertext" })
  const author = authorAt(keys.leaves, opened.sender)
  if (author === undefined) return yield* new Unprotectable({ reason: "BadCiphertext" })
  const inner = decodeOwned(p.wire.privateMessageContent(contentType), opened.content)
  if (Result.isFailure(inner)) return yield* new Unprotectable({ reason: "MalformedContent" })
  const { auth, content } = inner.success
  // One message, one encoding: nobody reads a second signature.
  if (signer !== undefined && auth.signature.length > 0) return yield* new Unprotectable({ reason: "MalformedContent" })
  const sender = { _tag: "member", leafIndex: opened.sender } as const
  const framed = frame(p, p.wire.formats.privateMessage, { groupId, epoch, sender, authenticatedData, content }, keys.signedBytes)
  return {
    framed,
    auth,
    signatory: { _tag: "member", author, leaves: keys.leaves },
    sender: opened.sender,
    verified: signer !== undefined,
    protection: opened.state,
    retired: opened.retired
  }
})
