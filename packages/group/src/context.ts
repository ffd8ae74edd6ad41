import { decode, encode } from "@copath/codec"
import { type CgkaBook, equalBytes, type SignedEpoch } from "@copath/contracts"
import {
  type Extension,
  extensionTypes,
  groupContext,
  type GroupContext,
  makeExtension,
  MLS10,
  privateExtensionTypes,
  requiredCapabilities,
  requiredIn
} from "@copath/wire"
import * as Result from "effect/Result"
import type { Parts } from "./parts.ts"

/**
 * The group context's extensions with the key agreement's book in place: last in the list, and absent while it is empty, so that a key agreement
 * without one leaves no trace on the wire.
 */
export const withBook = (p: Parts, extensions: ReadonlyArray<Extension>, book: CgkaBook): ReadonlyArray<Extension> => {
  const others = extensions.filter((e) => e.extensionType !== privateExtensionTypes.book)
  const bytes = encode(p.cgka.bookCodec, book)
  if (equalBytes(bytes, encode(p.cgka.bookCodec, p.cgka.emptyBook))) return others
  return [...others, { extensionType: privateExtensionTypes.book, extensionData: bytes }]
}

/** The book that a group context confirms; `undefined` if its bytes are none. */
export const bookIn = (p: Parts, extensions: ReadonlyArray<Extension>): CgkaBook | undefined => {
  const found = extensions.find((e) => e.extensionType === privateExtensionTypes.book)
  if (found === undefined) return p.cgka.emptyBook
  const book = decode(p.cgka.bookCodec, found.extensionData)
  return Result.isSuccess(book) ? book.success : undefined
}

/** Whether a list of group context extensions names this composition, and no other. */
export const carriesMark = (p: Parts, extensions: ReadonlyArray<Extension>): boolean => {
  const marks = extensions.filter((e) => e.extensionType === privateExtensionTypes.composition)
  const wanted = p.composition.mark
  return (
    marks.length === wanted.length &&
    wanted.every((m) => marks.some((e) => e.extensionType === m.extensionType && equalBytes(e.extensionData, m.extensionData)))
  )
}

/**
 * Group context extensions with what names the composition: its mark, and the demand that every member supports it. `required_capabilities` stands once:
 * the composition's demand joins the given one. A composition without a mark changes nothing.
 */
export const withMark = (p: Parts, wanted: ReadonlyArray<Extension>): ReadonlyArray<Extension> => {
  if (p.composition.mark.length === 0) return wanted
  const asked = Result.getOrElse(requiredIn(wanted), () => none)
  const required = { ...asked, extensionTypes: [...new Set([...Object.values(privateExtensionTypes), ...asked.extensionTypes])] }
  const others = wanted.filter((e) => e.extensionType !== extensionTypes.requiredCapabilities)
  return [makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, required), ...p.composition.mark, ...others]
}

const none = { extensionTypes: [], proposalTypes: [], credentialTypes: [] }

/** A group context of this composition's version and suite. */
export const contextOf = (p: Parts, fields: Omit<GroupContext, "version" | "cipherSuite">): GroupContext => ({
  version: MLS10,
  cipherSuite: p.suiteId,
  ...fields
})

/** The bytes that are sealed to and hashed, and that RFC 9420 signs. */
export const contextBytes = (context: GroupContext): Uint8Array => encode(groupContext, context)

/** What signatures of an epoch cover beside the content (6.1): its encoded GroupContext, or what the composition has in that place. */
export const signedBytes = (p: Parts, epoch: SignedEpoch): Uint8Array => p.signed.bytes(epoch, p.suite.hash.digest)
