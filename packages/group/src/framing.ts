import { decode } from "@copath/codec"
import {
  type Author,
  BadSignature,
  type CgkaUpdate,
  type Crypt,
  type KeyPair,
  placeToSign,
  type Roster,
  type SignedAt,
  type SignedItem,
  type SignerState,
  signWithLabel,
  verifyWithLabel
} from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import {
  authenticatedContentTbm,
  type ContentType,
  contentTypes,
  type FramedContent,
  type FramedContentAuthData,
  framedContentIn,
  leafNode
} from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { noteOf } from "./leaf.ts"
import type { Parts } from "./parts.ts"
import type { Leaves } from "./pastLeaves.ts"
import type { EpochState } from "./state.ts"

/** Content, its encoding, and the bytes that its signature covers. */
export interface Framed {
  readonly wireFormat: number
  readonly content: FramedContent<CgkaUpdate>
  readonly contentType: ContentType
  /** The encoding of `content`. */
  readonly bytes: Uint8Array
  /** `FramedContentTBS` (RFC 9420, 6.1). */
  readonly tbs: Uint8Array
}

/** Encodes content for `wireFormat`, with the bytes to sign; `contextBytes`: the encoded GroupContext of its epoch (6.1). */
export const frame = (p: Parts, wireFormat: number, content: FramedContent<CgkaUpdate>, contextBytes: Uint8Array): Framed => {
  const { bytes, tbs } = framedContentIn(place, p.wire.framedContent, wireFormat, content, contextBytes)
  return { wireFormat, content, contentType: contentTypes[content.content._tag], bytes, tbs }
}

const LABEL = "FramedContentTBS"
const place = (length: number): Uint8Array => placeToSign(LABEL, length)

const placed = (framed: Framed, leaf: LeafIndex, current: bigint, leaves: Leaves): SignedAt => ({
  group: framed.content.groupId,
  epoch: framed.content.epoch,
  current,
  leaf,
  contentType: framed.contentType,
  generation: Option.none(),
  roster: rosterOf(leaves)
})

/** Signs as a member, with the scheme's key of this epoch. */
export const signFramed = (
  p: Parts,
  { context, me, signer, tree }: Pick<EpochState, "context" | "me" | "signer" | "tree">,
  framed: Framed
): Crypt<{ readonly signature: Uint8Array; readonly state: SignerState }> =>
  p.scheme.sign(signer, placed(framed, me, context.epoch, tree), LABEL, framed.tbs)

// The tree holds encodings: whoever speaks is decoded once an epoch.
const authors = new WeakMap<Leaves, Map<LeafIndex, Author>>()

/** A member's keys, read from the tree of the message's epoch (V059). */
export const authorAt = (leaves: Leaves, leaf: LeafIndex): Author | undefined => {
  let known = authors.get(leaves)
  const found = known?.get(leaf)
  if (found !== undefined) return found
  const bytes = leaf < leaves.leafCount ? leaves.encodedLeafAt(leaf) : undefined
  if (bytes === undefined) return undefined
  const node = Result.getOrThrow(decode(leafNode, bytes))
  const author = { leaf, identityKey: node.signatureKey, note: noteOf(node) }
  if (known === undefined) authors.set(leaves, (known = new Map()))
  known.set(leaf, author)
  return author
}

const rosters = new WeakMap<Leaves, Roster>()

/** The members of an epoch, as signature schemes see them. */
export const rosterOf = (leaves: Leaves): Roster => {
  const found = rosters.get(leaves)
  if (found !== undefined) return found
  const roster = { leafCount: leaves.leafCount, authorAt: (leaf: LeafIndex) => authorAt(leaves, leaf) }
  rosters.set(leaves, roster)
  return roster
}

/** Who should have signed: a member, whose key of this epoch (with these `leaves`) the scheme knows, or somebody outside, who shows a key. */
export type Signatory =
  | { readonly _tag: "member"; readonly author: Author; readonly leaves: Leaves }
  | { readonly _tag: "outsider"; readonly signatureKey: Uint8Array }

/** Who verifies: where it stands, and its own keys if it is a member. */
export interface Reader {
  readonly context: Pick<EpochState["context"], "epoch">
  readonly signer?: SignerState
}

/** A member's signature over content, for the scheme to check. */
export const itemOf = (
  { context }: Reader,
  { author, leaves }: Extract<Signatory, { readonly _tag: "member" }>,
  framed: Framed,
  signature: Uint8Array
): SignedItem => ({
  author,
  at: placed(framed, author.leaf, context.epoch, leaves),
  label: LABEL,
  content: framed.tbs,
  signature
})

/** Verifies a signature over content: a member's by the scheme, an outsider's by the suite's algorithm under the key that it shows. */
export const verifyFramed = (p: Parts, reader: Reader, by: Signatory, framed: Framed, signature: Uint8Array): Crypt<void, BadSignature> => {
  if (by._tag === "member") {
    const { at, author, content, label } = itemOf(reader, by, framed, signature)
    return p.scheme.verify(author, at, label, content, signature, reader.signer)
  }
  return verifyWithLabel(p.suite, by.signatureKey, LABEL, framed.tbs, signature)
    ? Effect.void
    : Effect.fail(new BadSignature({ sender: undefined, what: LABEL }))
}

/** Signs as somebody outside the group. */
export const signOutside = (p: Parts, key: KeyPair, framed: Framed): Uint8Array => signWithLabel(p.suite, key, LABEL, framed.tbs)

/** The membership tag of a public message (6.2). */
export const membershipTag = (
  p: Parts,
  key: Parameters<Parts["suite"]["mac"]["tag"]>[0],
  framed: Framed,
  auth: FramedContentAuthData
): Uint8Array => p.suite.mac.tag(key, authenticatedContentTbm(framed.tbs, framed.contentType, auth))

/** Content framed by a member of this epoch. */
export const memberContent = (
  groupId: Uint8Array,
  epoch: bigint,
  me: LeafIndex,
  authenticatedData: Uint8Array,
  content: FramedContent<CgkaUpdate>["content"]
): FramedContent<CgkaUpdate> => ({ groupId, epoch, sender: { _tag: "member", leafIndex: me }, authenticatedData, content })
