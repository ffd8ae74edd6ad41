import {
  type Author,
  BadSignature,
  placedContent,
  type SignatureCheck,
  signContent,
  type SignedAt,
  type SignedItem,
  signWithLabel,
  type Suite
} from "@copath/contracts"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { follows, isCertified, readNote } from "./note.ts"
import type { EphemeralSigner } from "./state.ts"

/** Signs with the ephemeral key, which names its place: a signature is worth nothing at another one. */
export const sign = (suite: Suite, signer: EphemeralSigner, at: SignedAt, label: string, content: Uint8Array): Uint8Array =>
  signWithLabel(suite, signer.ephemeral, label, placedContent(at, content))

/** The check of a signature under the key in the author's note, whose certificate was checked when it entered the tree; `undefined` if there is none. */
export const checkOf = ({ at, author, content, label, signature }: SignedItem): SignatureCheck | undefined => {
  const note = readNote(author.note)
  return note === undefined ? undefined : { publicKey: note.key, message: signContent(label, placedContent(at, content)), signature }
}

/** Checks one signature. */
export const verify = (suite: Suite, item: SignedItem): Result.Result<void, BadSignature> => {
  const check = checkOf(item)
  return check !== undefined && suite.signature.verify(check.publicKey, check.message, check.signature)
    ? Result.void
    : refused(item.author, item.label)
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
