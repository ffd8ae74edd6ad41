import { decode, encode } from "@copath/codec"
import type { GroupState, Received } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import { type Credential, credential, leafNode } from "@copath/wire"
import * as Result from "effect/Result"

/** Who said it: the encoded credential that stood at the sender's leaf in the message's own epoch, whoever stands there now. */
export const authorOf = ({ epoch, sender, state }: Extract<Received, { readonly _tag: "application" }>): Uint8Array =>
  encode(credential, epoch === state.context.epoch ? credentialAt(state, sender) : pastCredential(state, epoch, sender))

/** This member's own encoded credential. */
export const myself = (state: GroupState): Uint8Array => encode(credential, credentialAt(state, state.me))

/** What somebody is known by who sits at a leaf now; a blank one is a defect. */
export const credentialAt = ({ tree }: GroupState, leaf: LeafIndex): Credential => {
  const there = tree.leafAt(leaf)
  if (there === undefined) throw new TypeError(`leaf ${leaf} is blank`)
  return there.credential
}

const pastCredential = ({ past }: GroupState, epoch: bigint, leaf: LeafIndex): Credential => {
  const bytes = past.find((e) => e.epoch === epoch)?.leaves.encodedLeafAt(leaf)
  if (bytes === undefined) throw new TypeError(`nobody spoke at leaf ${leaf} in epoch ${epoch}`)
  return Result.getOrThrow(decode(leafNode, bytes)).credential
}
