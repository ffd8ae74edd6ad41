import { decode, type DecodeError, encode } from "@copath/codec"
import type { Crypt, CryptoFailure, SignerState } from "@copath/contracts"
import { nodesOf, publicTree } from "@copath/membership"
import {
  type Extension,
  externalPub,
  extensionTypes,
  type GroupInfo,
  groupInfoBytes,
  type GroupInfoContent,
  groupInfoTbs,
  makeExtension,
  type Node
} from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { closedFor } from "./closed.ts"
import { type Closed, FrameRejected, SendRejected } from "./errors.ts"
import { signInfo } from "./infoSignature.ts"
import { greaseExtension, greaseValue } from "./grease.ts"
import { choices, type GroupServices, type Parts, parts } from "./parts.ts"
import type { EpochState, GroupState } from "./state.ts"

const contentOf = (state: EpochState, extensions: ReadonlyArray<Extension>): GroupInfoContent => ({
  groupContext: state.context,
  extensions,
  confirmationTag: state.confirmationTag,
  signer: state.me
})

/** A description of an epoch (RFC 9420, 12.4.3), signed, and what signing left. */
export const signGroupInfo: (
  p: Parts,
  state: EpochState,
  extensions: ReadonlyArray<Extension>
) => Crypt<{ readonly groupInfo: GroupInfo; readonly signer: SignerState }> = Effect.fnUntraced(function* (p, state, extensions) {
  const content = contentOf(state, extensions)
  const { signature, state: signer } = yield* signInfo(p, state, groupInfoTbs(content))
  return { groupInfo: { ...content, signature }, signer }
})

/** The same, encoded: what is signed is most of it, and is not encoded twice. */
export const signedInfo: (
  p: Parts,
  state: EpochState,
  extensions: ReadonlyArray<Extension>
) => Crypt<{ readonly bytes: Uint8Array; readonly signer: SignerState }> = Effect.fnUntraced(function* (p, state, extensions) {
  const tbs = groupInfoTbs(contentOf(state, extensions))
  const { signature, state: signer } = yield* signInfo(p, state, tbs)
  return { bytes: groupInfoBytes(tbs, signature), signer }
})

/** The epoch's whole tree as an extension (12.4.3.3). */
export const treeExtension = ({ tree }: EpochState): Extension => makeExtension(extensionTypes.ratchetTree, publicTree, tree)

/** The epoch's whole tree, for a joiner who gets it another way than in the GroupInfo (12.4.3.3); encoded by `ratchetTree` of wire. */
export const exportTree = ({ tree }: GroupState): ReadonlyArray<Node | undefined> => nodesOf(tree)

/** What a published GroupInfo carries. */
export interface GroupInfoChoices {
  /** The ratchet tree; without it joiners must get it another way (12.4.3.3). Default: carried. */
  readonly ratchetTree?: boolean
  /** The key by which anybody who holds the GroupInfo may join (12.4.3.2). Default: carried. */
  readonly externalPub?: boolean
}

/**
 * This epoch's GroupInfo as an encoded MLSMessage, to be published or given to somebody who may join by itself (12.4.3, 12.4.3.2). It serves for this
 * epoch only: publish anew after each commit.
 */
export const makeGroupInfo: (
  state: GroupState,
  choice?: GroupInfoChoices
) => Effect.Effect<Uint8Array, SendRejected | Closed | CryptoFailure, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState,
  choice: GroupInfoChoices = {}
) {
  const p = yield* parts
  const options = yield* choices
  const closed = closedFor(state, "send")
  if (closed !== undefined) return yield* closed
  if (p.scheme.facts.verifiers === "members") {
    const detail = `signatures of ${p.scheme.id} convince members alone: somebody outside can make nothing of a GroupInfo`
    return yield* new SendRejected({ reason: "Incompatible", rule: "V269", detail })
  }
  const extensions: Array<Extension> = []
  if (choice.externalPub !== false) {
    if (Option.isNone(p.schedule.external)) {
      const detail = `the key schedule ${p.schedule.id} has no external key: nobody can join by itself`
      return yield* new SendRejected({ reason: "Incompatible", rule: "V269", detail })
    }
    const publicKey = p.schedule.external.value.publicKey(state.secrets)
    extensions.push(makeExtension(extensionTypes.externalPub, externalPub, { externalPub: publicKey }))
  }
  if (choice.ratchetTree !== false) extensions.push(treeExtension(state))
  extensions.push(...greaseExtension(greaseValue(options, p.random), p.random))
  const { groupInfo } = yield* signGroupInfo(p, state, extensions)
  return encode(p.wire.mlsMessage, { _tag: "groupInfo", groupInfo })
})

/** The GroupInfo in an encoded MLSMessage. Nothing of it is verified: that happens on joining. */
export const readGroupInfo: (message: Uint8Array) => Effect.Effect<GroupInfo, DecodeError | FrameRejected, GroupServices> =
  Effect.fnUntraced(function* (message: Uint8Array) {
    const p = yield* parts
    const decoded = yield* Effect.fromResult(decode(p.wire.mlsMessage, message))
    if (decoded._tag === "groupInfo") return decoded.groupInfo
    const detail = `a GroupInfo was expected, not a ${decoded._tag}`
    return yield* new FrameRejected({ reason: "UnexpectedMessage", rule: "V012", detail })
  })
