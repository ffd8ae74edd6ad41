import { encode, opaque, optional, struct, uint32, uint64, uint8 } from "@copath/codec"
import { type Author, BadSignature, type SignedAt, signWithLabel, type Suite, verifyWithLabel } from "@copath/contracts"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { follows, isCertified, readNote } from "./note.ts"
import type { EphemeralSigner } from "./state.ts"

/**
 * ```
 * struct {
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     uint32 leaf_index;
 *     ContentType content_type;
 *     optional<uint32> generation;
 *     opaque content<V>;
 * } EphemeralTBS;
 * ```
 * What an ephemeral key signs, under the label that the content would have had: a signature is worth nothing at another place.
 */
const ephemeralTbs = struct("EphemeralTBS", {
  groupId: opaque,
  epoch: uint64,
  leafIndex: uint32,
  contentType: uint8,
  generation: optional(uint32),
  content: opaque
})

const tbs = ({ contentType, epoch, generation, group, leaf }: SignedAt, content: Uint8Array): Uint8Array =>
  encode(ephemeralTbs, { groupId: group, epoch, leafIndex: leaf, contentType, generation: Option.getOrUndefined(generation), content })

/** Signs with the ephemeral key. */
export const sign = (suite: Suite, signer: EphemeralSigner, at: SignedAt, label: string, content: Uint8Array): Uint8Array =>
  signWithLabel(suite, signer.ephemeral, label, tbs(at, content))

/** Checks a signature against the key in the author's note, whose certificate was checked when it entered the tree. */
export const verify = (
  suite: Suite,
  author: Author,
  at: SignedAt,
  label: string,
  content: Uint8Array,
  signature: Uint8Array
): Result.Result<void, BadSignature> => {
  const note = readNote(author.note)
  return note !== undefined && verifyWithLabel(suite, note.key, label, tbs(at, content), signature) ? Result.void : refused(author, label)
}

/** Whether a note may enter the tree: certified by the leaf's identity key, and next in the member's chain of notes. */
export const admit = (suite: Suite, author: Author, previousNote: Option.Option<Uint8Array>): Result.Result<void, BadSignature> => {
  const note = readNote(author.note)
  if (note === undefined || !isCertified(suite, author.identityKey, note)) return refused(author, "note")
  if (Option.isSome(previousNote) && !follows(suite, author.note, note, previousNote.value)) return refused(author, "note")
  return Result.void
}

const refused = (author: Author, what: string): Result.Result<never, BadSignature> =>
  Result.fail(new BadSignature({ sender: author.leaf, what }))
