import { decode, encode } from "@copath/codec"
import { type CgkaUpdate, type KeyPair, noBytes, signWithLabel } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import {
  type Commit,
  type Extension,
  type FramedContent,
  type GroupInfo,
  keyPackageTbs,
  type LeafNode,
  rfc9420Wire,
  type Sender
} from "@copath/wire"
import { Effect, Result } from "effect"
import { frame, signOutside } from "../src/framing.ts"
import type { GroupState, MadeKeyPackage } from "../src/index.ts"
import { keyPackageRef } from "../src/keyPackage.ts"
import { parts } from "../src/parts.ts"
import { signGroupInfo } from "../src/groupInfo.ts"

/** What somebody without a leaf may lie about. */
export interface Claim {
  readonly sender: Sender
  readonly key: KeyPair
  /** The bytes of a group context to sign over; by default what the sender type asks for. */
  readonly context?: Uint8Array
  readonly confirmationTag?: Uint8Array
}

/** Any content in a public message by somebody without a leaf, signed with the given key. */
export const outside = Effect.fnUntraced(function* (state: GroupState, content: FramedContent<CgkaUpdate>["content"], claim: Claim) {
  const p = yield* parts
  const { epoch, groupId } = state.context
  const whole = { groupId, epoch, sender: claim.sender, authenticatedData: noBytes, content }
  const framed = frame(p, p.wire.formats.publicMessage, whole, state.contextBytes)
  const tbs = claim.context === undefined ? framed.tbs : Uint8Array.of(...framed.tbs, ...claim.context)
  const confirmationTag = content._tag === "commit" ? (claim.confirmationTag ?? new Uint8Array(p.suite.mac.size)) : undefined
  const auth = { signature: signOutside(p, claim.key, { ...framed, tbs }), confirmationTag }
  return encode(p.wire.mlsMessage, { _tag: "publicMessage", publicMessage: { content: whole, auth, membershipTag: undefined } })
})

/** A published GroupInfo with something changed, signed anew by a member: what a member, not the delivery service, could have sent. */
export const resigned = Effect.fnUntraced(function* (by: GroupState, message: Uint8Array, edit: (info: GroupInfo) => Partial<GroupInfo>) {
  const p = yield* parts
  const decoded = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, message))
  if (decoded._tag !== "groupInfo") throw new Error(decoded._tag)
  const changed = { ...decoded.groupInfo, ...edit(decoded.groupInfo) }
  const { confirmationTag, extensions, groupContext, signer } = changed
  const { groupInfo } = yield* signGroupInfo(p, { ...by, context: groupContext, confirmationTag, me: leafIndex(signer) }, extensions)
  return encode(p.wire.mlsMessage, { _tag: "groupInfo", groupInfo })
})

/** A commit from outside with something changed, signed anew by its joiner: what the joiner could have sent. */
export const recommitted = Effect.fnUntraced(function* (
  state: GroupState,
  message: Uint8Array,
  key: KeyPair,
  edit: (commit: Commit<CgkaUpdate>) => Partial<Commit<CgkaUpdate>>,
  claim: Partial<Claim> = {}
) {
  const p = yield* parts
  const decoded = Result.getOrThrow(decode(p.wire.mlsMessage, message))
  if (decoded._tag !== "publicMessage" || decoded.publicMessage.content.content._tag !== "commit") throw new Error(decoded._tag)
  const { content } = decoded.publicMessage.content
  const commit = { ...content.commit, ...edit(content.commit) }
  return yield* outside(state, { _tag: "commit", commit }, { sender: { _tag: "newMemberCommit" }, key, ...claim })
})

/** A key package with another leaf, signed anew by its owner, and the private half that goes with it. */
export const repackaged = Effect.fnUntraced(function* (made: MadeKeyPackage, leafNode: LeafNode, extensions: ReadonlyArray<Extension>) {
  const p = yield* parts
  const { cipherSuite, initKey, version } = made.keyPackage
  const content = { version, cipherSuite, initKey, leafNode, extensions }
  const keyPackage = { ...content, signature: signWithLabel(p.suite, made.secrets.identity, "KeyPackageTBS", keyPackageTbs(content)) }
  return { keyPackage, secrets: { ...made.secrets, keyPackage, reference: keyPackageRef(p, keyPackage) } }
})
