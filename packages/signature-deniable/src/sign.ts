import { decode, encode, opaque, optional, struct } from "@copath/codec"
import {
  type Author,
  BadSignature,
  equalBytes,
  type KeyPair,
  noBytes,
  type NotedAt,
  placedContent,
  type Roster,
  signContent,
  type SignedAt,
  type SignedItem,
  type Suite
} from "@copath/contracts"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { tagsFor } from "./issue.ts"
import { areTags, type DeniableNote, holdsTag, readNote } from "./note.ts"
import { channelOf, keyTbm } from "./pairwise.ts"
import type { DeniableSigner } from "./state.ts"

/**
 * ```
 * struct {
 *     // before the first rotation, when the note holds none
 *     optional<SignaturePublicKey> key;
 *     // for members whose tag is not in the note
 *     opaque tags<V>;
 *     // SignWithLabel(signing key, label, DeniableTBS)
 *     opaque signature<V>;
 * } DeniableSignature;
 * ```
 */
const deniableSignature = struct("DeniableSignature", { key: optional(opaque), tags: opaque, signature: opaque })

/**
 * ```
 * struct {
 *     optional<SignaturePublicKey> key;
 *     opaque tags<V>;
 *     opaque content<V>;
 * } DeniableTBS;
 * ```
 * `content`: with its place.
 */
const tbs = struct("DeniableTBS", { key: optional(opaque), tags: opaque, content: opaque })

interface Newcomers {
  readonly signer: DeniableSigner
  readonly at: NotedAt
  readonly tags: Uint8Array
}

// An epoch's newcomers stay the same from message to message.
const newcomers = new WeakMap<Roster, Newcomers>()

const newcomersTags = (suite: Suite, signer: DeniableSigner, at: SignedAt): Uint8Array => {
  const found = newcomers.get(at.roster)
  const { group, leaf } = at
  const note = readNote(signer.note)
  const shown = { group, leaf, epoch: note?.issue?.epoch ?? at.epoch }
  if (found?.signer === signer && found.at.epoch === shown.epoch && found.at.leaf === leaf && equalBytes(found.at.group, group))
    return found.tags
  const channel = channelOf(suite, signer.identity.publicKey, signer.channel)
  const tags = tagsFor(channel, shown, signer.ephemeral.publicKey, at.roster, note?.issue?.tags ?? noBytes)
  newcomers.set(at.roster, { signer, at: shown, tags })
  return tags
}

/** What a signature brings beside itself. */
export interface Shown {
  /** The signing key, where the note holds none. */
  readonly key: Uint8Array | undefined
  /** For members who have no tag in the note. */
  readonly tags: Uint8Array
}

/** Signs content and what is shown with it. */
export const signedBy = (suite: Suite, ephemeral: KeyPair, shown: Shown, at: SignedAt, label: string, content: Uint8Array): Uint8Array => {
  const message = signContent(label, encode(tbs, { ...shown, content: placedContent(at, content) }))
  return encode(deniableSignature, { ...shown, signature: suite.signature.sign(ephemeral, message) })
}

/** Signs with the ephemeral key, and shows that key to whom the note does not. */
export const sign = (suite: Suite, signer: DeniableSigner, at: SignedAt, label: string, content: Uint8Array): Uint8Array => {
  const key = readNote(signer.note)?.issue === undefined ? signer.ephemeral.publicKey : undefined
  return signedBy(suite, signer.ephemeral, { key, tags: newcomersTags(suite, signer, at) }, at, label, content)
}

/** Checks that the signature holds, and that its key was shown to the reader by the author, or is the reader's own. */
export const verify = (suite: Suite, item: SignedItem, reader: DeniableSigner | undefined): Result.Result<void, BadSignature> => {
  const { at, author, content, label } = item
  const note = readNote(author.note)
  const read = decode(deniableSignature, item.signature)
  if (note === undefined || reader === undefined || Result.isFailure(read)) return refused(author, label)
  const { key: brought, signature, tags } = read.success
  const { issue } = note
  const key = issue === undefined ? brought : issue.key
  if (key === undefined || (issue !== undefined && brought !== undefined) || !areTags(tags)) return refused(author, label)
  const { group, leaf } = at
  const shown =
    (isOwn(author, reader) && (brought === undefined || equalBytes(brought, reader.ephemeral.publicKey))) ||
    isShown(suite, author, note, { group, leaf, epoch: issue?.epoch ?? at.epoch }, key, [issue?.tags ?? noBytes, tags], reader)
  const message = () => signContent(label, encode(tbs, { key: brought, tags, content: placedContent(at, content) }))
  return shown && suite.signature.verify(key, message(), signature) ? Result.void : refused(author, label)
}

/** Whether a note may stand in the tree; see `isNext` for one that takes the place of another. */
export const admit = (
  suite: Suite,
  author: Author,
  previousNote: Option.Option<Uint8Array>,
  at: NotedAt,
  reader: DeniableSigner | undefined
): Result.Result<void, BadSignature> => {
  const note = readNote(author.note)
  if (note === undefined || !suite.kem.validPublicKey(note.channel)) return refused(author, "note")
  const { issue } = note
  if (issue !== undefined && (issue.epoch > at.epoch || !suite.signature.validPublicKey(issue.key))) return refused(author, "note")
  if (Option.isNone(previousNote) || equalBytes(previousNote.value, author.note)) return Result.void
  return isNext(suite, author, note, previousNote.value, at, reader) ? Result.void : refused(author, "note")
}

/** Whether a note may follow another: the same channel, a key that begins now, and, for a reader who was there, its tag. */
const isNext = (
  suite: Suite,
  author: Author,
  note: DeniableNote,
  before: Uint8Array,
  at: NotedAt,
  reader: DeniableSigner | undefined
): boolean => {
  const { channel, issue } = note
  const old = readNote(before)
  if (old === undefined || issue === undefined || issue.epoch !== at.epoch || !equalBytes(old.channel, channel)) return false
  return reader === undefined || isOwn(author, reader) || isShown(suite, author, note, at, issue.key, [issue.tags], reader)
}

const isOwn = ({ identityKey }: Author, { identity }: DeniableSigner): boolean => equalBytes(identityKey, identity.publicKey)

const isShown = (
  suite: Suite,
  author: Author,
  { channel }: DeniableNote,
  at: NotedAt,
  key: Uint8Array,
  lists: ReadonlyArray<Uint8Array>,
  reader: DeniableSigner
): boolean => {
  const mine = channelOf(suite, reader.identity.publicKey, reader.channel)
  const tag = mine.from({ identityKey: author.identityKey, channel }, keyTbm(at, key))
  return tag !== undefined && lists.some((tags) => holdsTag(tags, tag))
}

const refused = (author: Author, what: string): Result.Result<never, BadSignature> =>
  Result.fail(new BadSignature({ sender: author.leaf, what }))
