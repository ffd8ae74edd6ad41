import { type CodecType, decode, encode, opaque, optional, struct, uint64 } from "@copath/codec"
import { equalBytes, noBytes } from "@copath/contracts"
import * as Result from "effect/Result"

/** Length of a tag, in bytes: a forger without the key has one chance in 2^128. */
export const TAG_SIZE = 16

/**
 * ```
 * struct {
 *     uint64 epoch;
 *     SignaturePublicKey key;
 *     // one tag of 16 bytes for each other member, in the order of their leaves
 *     opaque tags<V>;
 * } KeyIssue;
 * ```
 * A signing key, in force from `epoch` on, and what shows it to each member of that epoch.
 */
const issue = struct("KeyIssue", { epoch: uint64, key: opaque, tags: opaque })
/** A signing key, the epoch from which it is in force, and its tags. */
export type Issue = CodecType<typeof issue>

/**
 * ```
 * struct {
 *     HPKEPublicKey channel;
 *     optional<KeyIssue> issue;
 * } DeniableNote;
 * ```
 * The channel key stands as long as the leaf has its member, and is all of the note that the leaf's signature covers. There is no issue before the first
 * rotation: nobody knows then for whom.
 */
const deniableNote = struct("DeniableNote", { channel: opaque, issue: optional(issue) })
/** A channel key, and an issue if there is one. */
export type DeniableNote = CodecType<typeof deniableNote>

/** The bytes of a note. */
export const writeNote = (note: DeniableNote): Uint8Array => encode(deniableNote, note)

// A leaf's bytes are read with every message of its member.
const known = new WeakMap<Uint8Array, DeniableNote>()

/** The note in a leaf's bytes, or `undefined` for bytes that are none. */
export const readNote = (bytes: Uint8Array): DeniableNote | undefined => {
  const found = known.get(bytes)
  if (found !== undefined) return found
  const read = decode(deniableNote, bytes)
  if (Result.isFailure(read) || !areTags(read.success.issue?.tags ?? noBytes)) return undefined
  known.set(bytes, read.success)
  return read.success
}

/** What the leaf's signature covers: the channel key. No signature of the identity key may name a signing key, or it would prove to anybody whose that is. */
export const vouched = (bytes: Uint8Array): Uint8Array => {
  const note = readNote(bytes)
  return note === undefined ? bytes : writeNote({ channel: note.channel, issue: undefined })
}

/** Whether these bytes are a list of tags. */
export const areTags = (tags: Uint8Array): boolean => tags.length % TAG_SIZE === 0

/** Whether a list of tags holds this one. */
export const holdsTag = (tags: Uint8Array, tag: Uint8Array): boolean => {
  for (let at = 0; at < tags.length; at += TAG_SIZE) if (equalBytes(tags.subarray(at, at + TAG_SIZE), tag)) return true
  return false
}
