import { decode } from "@copath/codec"
import {
  type Author,
  BadSignature,
  type CgkaUpdate,
  type Crypt,
  type Header,
  type KeyPair,
  noBytes,
  type OuterSignature,
  placeToSign,
  type Roster,
  type SignedAt,
  type SignedItem,
  type SignerState,
  signWithLabel,
  type UnsignedItem,
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

/** Encodes content for `wireFormat`, with the bytes to sign; `signed`: what they end with, the encoded GroupContext of its epoch (6.1) or `signedBytes`. */
export const frame = (p: Parts, wireFormat: number, content: FramedContent<CgkaUpdate>, signed: Uint8Array): Framed => {
  const { bytes, tbs } = framedContentIn(place, p.wire.framedContent, wireFormat, content, signed)
  return { wireFormat, content, contentType: contentTypes[content.content._tag], bytes, tbs }
}

const LABEL = "FramedContentTBS"
const place = (length: number): Uint8Array => placeToSign(LABEL, length)

/** Where a member's signature stands: in a message with these fields, read by somebody who stands in epoch `current`. */
export const signedAt = (
  { contentType, epoch, groupId }: Pick<Header, "contentType" | "epoch" | "groupId">,
  leaf: LeafIndex,
  current: bigint,
  leaves: Leaves
): SignedAt => ({ group: groupId, epoch, current, leaf, contentType, generation: Option.none(), roster: rosterOf(leaves) })

const placed = ({ content: { epoch, groupId }, contentType }: Framed, leaf: LeafIndex, current: bigint, leaves: Leaves): SignedAt =>
  signedAt({ contentType, epoch, groupId }, leaf, current, leaves)

/** The signature beside the ciphertext, of content that travels in this wire format. There is none by RFC 9420. */
export const outerOf = (p: Parts, wireFormat: number): OuterSignature | undefined =>
  wireFormat === p.wire.formats.privateMessage ? p.position.outer : undefined

/** Signs as a member, with the scheme's key of this epoch. Content whose signature stands outside gets none here: `seal` makes it. */
export const signFramed = (
  p: Parts,
  { context, me, signer, tree }: Pick<EpochState, "context" | "me" | "signer" | "tree">,
  framed: Framed
): Crypt<{ readonly signature: Uint8Array; readonly state: SignerState }> =>
  outerOf(p, framed.wireFormat) === undefined
    ? p.scheme.sign(signer, placed(framed, me, context.epoch, tree), LABEL, framed.tbs)
    : Effect.succeed({ signature: noBytes, state: signer })

/** As {@link signFramed}, for many: at once where the scheme can, else one by one. Signatures in order. */
export const signAllFramed: (
  p: Parts,
  by: Pick<EpochState, "context" | "me" | "signer" | "tree">,
  framed: ReadonlyArray<Framed>
) => Crypt<{ readonly signatures: ReadonlyArray<Uint8Array>; readonly state: SignerState }> = Effect.fnUntraced(function* (p, by, framed) {
  const { context, me, signer, tree } = by
  if (framed.some((one) => outerOf(p, one.wireFormat) !== undefined)) return { signatures: framed.map(() => noBytes), state: signer }
  return yield* signAll(
    p,
    signer,
    framed.map((one) => ({ at: placed(one, me, context.epoch, tree), label: LABEL, content: one.tbs }))
  )
})

/** Signs all items: at once where the scheme can, else one by one. Signatures in order. */
export const signAll: (
  p: Parts,
  signer: SignerState,
  items: ReadonlyArray<UnsignedItem>
) => Crypt<{ readonly signatures: ReadonlyArray<Uint8Array>; readonly state: SignerState }> = Effect.fnUntraced(
  function* (p, signer, items) {
    if (p.scheme.signAll !== undefined) return yield* p.scheme.signAll(signer, items)
    const signatures: Array<Uint8Array> = []
    let state = signer
    for (const { at, content, label } of items) {
      const made = yield* p.scheme.sign(state, at, label, content)
      signatures.push(made.signature)
      state = made.state
    }
    return { signatures, state }
  }
)

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
