import {
  type Author,
  BadSignature,
  equalBytes,
  type NotedAt,
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
import type { DisclosedSigner } from "./state.ts"

/** Signs with the ephemeral key, which names its place: a signature is worth nothing at another one. */
export const sign = (suite: Suite, signer: DisclosedSigner, at: SignedAt, label: string, content: Uint8Array): Uint8Array =>
  signWithLabel(suite, signer.ephemeral, label, placedContent(at, content))

/** The check of a signature under the key in the author's note; `undefined` if there is none, or if that key may be everybody's by now. */
export const checkOf = ({ at, author, content, label, signature }: SignedItem, delay: number): SignatureCheck | undefined => {
  const note = readNote(author.note)
  if (note === undefined || at.current - at.epoch > BigInt(delay)) return undefined
  return { publicKey: note.key, message: signContent(label, placedContent(at, content)), signature }
}

/** Checks one signature. */
export const verify = (suite: Suite, item: SignedItem, delay: number): Result.Result<void, BadSignature> => {
  const check = checkOf(item, delay)
  return check !== undefined && suite.signature.verify(check.publicKey, check.message, check.signature)
    ? Result.void
    : refused(item.author, item.label)
}

/** Whether a note may enter the tree: certified by the leaf's identity key, of the group's delay, and next in the member's chain of notes. */
export const admit = (
  suite: Suite,
  author: Author,
  previousNote: Option.Option<Uint8Array>,
  { epoch }: NotedAt,
  delay: number
): Result.Result<void, BadSignature> => {
  const note = readNote(author.note)
  if (note === undefined || note.delay !== delay || !isCertified(suite, author.identityKey, note)) return refused(author, "note")
  if (Option.isNone(previousNote) || equalBytes(previousNote.value, author.note)) return Result.void
  return follows(suite, note, previousNote.value, epoch) ? Result.void : refused(author, "note")
}

const refused = (author: Author, what: string): Result.Result<never, BadSignature> =>
  Result.fail(new BadSignature({ sender: author.leaf, what }))
