import { type CodecType, decode, encode, opaque, struct, text, uint32 } from "@copath/codec"
import { equalBytes } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import { type Credential, credential as credentialCodec, leafNode, type LeafNode } from "@copath/wire"
import * as Context from "effect/Context"
import * as Result from "effect/Result"

/** Somebody in a group, as the tree of an epoch says it: authenticated, and vouched for when it entered. */
export const memberCodec = struct("Member", { name: text, leaf: uint32, key: opaque })
/** `name`: see {@link Names}; `leaf`: its leaf index in that epoch; `key`: its signature key, by which one device is told from another of the same name. */
export type Member = CodecType<typeof memberCodec>

/** How a credential is called, and a client addressed in the directory. */
export const Names = Context.Reference<(credential: Credential) => string>("@copath/mls/Names", { defaultValue: () => nameOf })

/** A basic credential's identity as text if it is UTF-8; any other credential's bytes in hex. */
export const nameOf = (credential: Credential): string => {
  if (credential._tag === "basic") {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(credential.identity)
    } catch {
      return hexOf(credential.identity)
    }
  }
  return hexOf(encode(credentialCodec, credential))
}

/** Bytes as lower-case hex. */
export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

const memberAt = (leaf: number, node: LeafNode, names: (credential: Credential) => string): Member => ({
  name: names(node.credential),
  leaf,
  key: node.signatureKey
})

/** Everybody in the state's present epoch, in the order of leaves. */
export const membersOf = (state: Pick<GroupState, "tree">, names: (credential: Credential) => string): ReadonlyArray<Member> =>
  state.tree.members().flatMap((leaf) => memberIn(state, leaf, names) ?? [])

/** The member at a leaf of the present epoch. */
export const memberIn = (
  { tree }: Pick<GroupState, "tree">,
  leaf: LeafIndex,
  names: (credential: Credential) => string
): Member | undefined => {
  const node = leaf < tree.leafCount ? tree.leafAt(leaf) : undefined
  return node === undefined ? undefined : memberAt(leaf, node, names)
}

/** Who sent a message of an epoch, which may be over. */
export const senderOf = (state: GroupState, epoch: bigint, leaf: LeafIndex, names: (credential: Credential) => string): Member => {
  const present = epoch === state.context.epoch ? memberIn(state, leaf, names) : undefined
  if (present !== undefined) return present
  const bytes = state.past.find((p) => p.epoch === epoch)?.leaves.encodedLeafAt(leaf)
  const node = bytes === undefined ? undefined : Result.getOrElse(decode(leafNode, bytes), () => undefined)
  if (node === undefined) throw new TypeError("a message that opened has a sender in its epoch")
  return memberAt(leaf, node, names)
}

/** Where the holder of a signature key sits, if it is still there. */
export const leafOfKey = ({ tree }: Pick<GroupState, "tree">, key: Uint8Array): LeafIndex | undefined =>
  tree.members().find((leaf) => {
    const node = tree.leafAt(leaf)
    return node !== undefined && equalBytes(node.signatureKey, key)
  })
