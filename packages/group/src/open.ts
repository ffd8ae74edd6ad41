import { decode, type DecodeError } from "@copath/codec"
import {
  type Author,
  type CgkaUpdate,
  type CryptoFailure,
  equalBytes,
  type ProtectedBody,
  type ProtectionState,
  type Secret,
  Unprotectable
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { FramedContentAuthData, PrivateMessage, PublicMessage } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { BadTag, FrameRejected } from "./errors.ts"
import { authorAt, type Framed, frame, membershipTag } from "./framing.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { Leaves } from "./pastLeaves.ts"
import type { GroupState } from "./state.ts"

/** A message out of its protection: sender and content are claimed, and not yet verified. */
export interface Opened {
  readonly framed: Framed
  readonly auth: FramedContentAuthData
  readonly author: Author
  readonly sender: LeafIndex
  /** The ratchet to adopt once the signature holds; of a past epoch for a late message. */
  readonly protection: ProtectionState
  readonly retired: ReadonlyArray<Secret>
}

/** Why a message stays shut: bytes, outside, tag, or AEAD. */
export type OpenError = DecodeError | FrameRejected | BadTag | Unprotectable | CryptoFailure

const refuse = (reason: FrameRejected["reason"], rule: string, detail: string): FrameRejected => new FrameRejected({ reason, rule, detail })

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
        return yield* refuse("UnexpectedMessage", "V012", `a ${message._tag} is not for a member: join with a Welcome, add a key package`)
    }
  })

const sameGroup = (state: GroupState, groupId: Uint8Array): FrameRejected | undefined =>
  equalBytes(groupId, state.context.groupId) ? undefined : refuse("UnknownGroup", "V039", "the message is for another group")

const sameEpoch = (state: GroupState, epoch: bigint): FrameRejected | undefined => {
  const current = state.context.epoch
  if (epoch === current) return undefined
  if (epoch < current) return refuse("StaleEpoch", "V040", `the message is of epoch ${epoch}, the group at ${current}`)
  return refuse("FutureEpoch", "V040", `the message is of epoch ${epoch}; take in the commits after ${current} first`)
}

/** Members alone are heard: the rule by which each other sender is refused (RFC 9420, 12.1.8 and 12.4.3.2). */
const strangers = { external: "V047", newMemberProposal: "V158", newMemberCommit: "V188" } as const

const openPublic = (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  message: PublicMessage<CgkaUpdate>
): Result.Result<Opened, FrameRejected | BadTag> => {
  const { auth, content } = message
  const wrong = sameGroup(state, content.groupId) ?? sameEpoch(state, content.epoch)
  if (wrong !== undefined) return Result.fail(wrong)
  if (content.content._tag === "application")
    return Result.fail(refuse("PlainApplication", "V043", "application data travels in private messages alone"))
  if (options.handshake !== "public") return Result.fail(refuse("WireFormatPolicy", "V044", "this group's handshake messages are private"))
  if (content.sender._tag !== "member") {
    const { _tag } = content.sender
    return Result.fail(refuse("UnknownSender", strangers[_tag], `this group takes no ${content.content._tag} from sender type ${_tag}`))
  }
  const sender = authorAt(state.tree, leafIndex(content.sender.leafIndex))
  if (sender === undefined) return Result.fail(refuse("UnknownSender", "V046", `leaf ${content.sender.leafIndex} is no member`))
  const framed = frame(p, p.wire.formats.publicMessage, content, state.contextBytes)
  const tag = membershipTag(p, state.secrets.membership, framed, auth)
  if (message.membershipTag === undefined || !equalBytes(tag, message.membershipTag)) return Result.fail(new BadTag({ tag: "membership" }))
  return Result.succeed({ framed, auth, author: sender, sender: sender.leaf, protection: state.protection, retired: [] })
}

/** What a private message of some epoch is opened with. */
interface EpochKeys {
  readonly contextBytes: Uint8Array
  readonly leaves: Leaves
  readonly protection: ProtectionState
}

const keysFor = (state: GroupState, message: PrivateMessage<ProtectedBody>): Result.Result<EpochKeys, FrameRejected> => {
  const wrong = sameEpoch(state, message.epoch)
  if (wrong === undefined) return Result.succeed({ ...state, leaves: state.tree })
  const past = message.contentType === 1 ? state.past.find((e) => e.epoch === message.epoch) : undefined
  if (past !== undefined) return Result.succeed(past)
  const late = message.contentType === 1 && wrong.reason === "StaleEpoch"
  return Result.fail(late ? refuse("StaleEpoch", "V041", `epoch ${message.epoch} is no longer kept for late messages`) : wrong)
}

const openPrivate: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  message: PrivateMessage<ProtectedBody>
) => Effect.Effect<Opened, FrameRejected | Unprotectable | CryptoFailure> = Effect.fnUntraced(function* (p, options, state, message) {
  const { authenticatedData, body, contentType, epoch, groupId } = message
  const wrong = sameGroup(state, groupId)
  if (wrong !== undefined) return yield* wrong
  if (contentType !== 1 && options.handshake !== "private") {
    return yield* refuse("WireFormatPolicy", "V044", "this group's handshake messages are public")
  }
  const keys = yield* Effect.fromResult(keysFor(state, message))
  const opened = yield* p.protection.unprotect(keys.protection, { groupId, epoch, contentType, authenticatedData }, body)
  const author = authorAt(keys.leaves, opened.sender)
  if (author === undefined) return yield* new Unprotectable({ reason: "BadCiphertext" })
  const inner = decode(p.wire.privateMessageContent(contentType), opened.content)
  if (Result.isFailure(inner)) return yield* new Unprotectable({ reason: "MalformedContent" })
  const { auth, content } = inner.success
  const sender = { _tag: "member", leafIndex: opened.sender } as const
  const framed = frame(p, p.wire.formats.privateMessage, { groupId, epoch, sender, authenticatedData, content }, keys.contextBytes)
  return { framed, auth, author, sender: opened.sender, protection: opened.state, retired: opened.retired }
})
