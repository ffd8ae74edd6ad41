import { encode } from "@copath/codec"
import {
  type BadSignature,
  type CryptoFailure,
  type Header,
  type OuterSignature,
  placeToSign,
  type ProtectedBody,
  type SignedItem,
  type UnsignedItem
} from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import type { PrivateMessage } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { signedBytes } from "./context.ts"
import { FrameRejected } from "./errors.ts"
import { authorAt, type Reader, signedAt } from "./framing.ts"
import type { Parts } from "./parts.ts"
import type { Leaves } from "./pastLeaves.ts"
import type { EpochState } from "./state.ts"

/*
 * Private messages that are signed beside their ciphertext. Such a signature can be neither in the transcript hash nor in a ProposalRef: the confirmation tag
 * inside a commit's ciphertext follows from the transcript hash, which therefore cannot cover what vouches for that ciphertext. The content's own signature is
 * empty then; hash and reference bind the content.
 */

/** The epoch of a message, as far as its signature depends on it. */
export interface SignedIn {
  /** What its signatures cover beside the content. */
  readonly signedBytes: Uint8Array
  /** Who could speak in it. */
  readonly leaves: Leaves
}

/** What the message protection sealed, and under which header. */
export interface Protected {
  readonly header: Header
  readonly body: ProtectedBody
  /** Who signed it outside; `undefined` where the signature is inside. */
  readonly signer: LeafIndex | undefined
}

const headerOf = ({ authenticatedData, contentType, epoch, groupId }: PrivateMessage<ProtectedBody>): Header => ({
  groupId,
  epoch,
  contentType,
  authenticatedData
})

/** Takes what the protection sealed out of a private message. */
export const protectedIn = ({ position: { outer } }: Parts, message: PrivateMessage<ProtectedBody>): Protected => {
  const header = headerOf(message)
  if (outer === undefined) return { header, body: message.body, signer: undefined }
  const { body, sender } = outer.unwrap(message.body)
  return { header: outer.header(header, sender), body, signer: sender }
}

const contentIn = (
  p: Parts,
  outer: OuterSignature,
  header: Header,
  sender: LeafIndex,
  context: Uint8Array,
  encoded: Uint8Array
): Uint8Array =>
  outer.tbs((length) => placeToSign(outer.label, length), { wireFormat: p.wire.formats.privateMessage, header, sender, context }, encoded)

/** A sealed body without its signature. */
export interface Unsigned {
  /** For the signature scheme. */
  readonly item: UnsignedItem
  /** The body with the signature beside it. */
  readonly signed: (signature: Uint8Array) => ProtectedBody
}

/** Prepares what we sealed for the scheme to sign. */
export const unsigned = (
  p: Parts,
  outer: OuterSignature,
  state: Pick<EpochState, "context" | "contextBytes" | "me" | "tree">,
  header: Header,
  body: ProtectedBody
): Unsigned => {
  const { context, me: sender, tree } = state
  const encoded = encode(p.protection.bodyCodec, body)
  const content = contentIn(p, outer, header, sender, signedBytes(p, state), encoded)
  return {
    item: { at: signedAt(header, sender, context.epoch, tree), label: outer.label, content },
    signed: (signature) => outer.wrap({ sender, signature, body, encoded })
  }
}

/** What vouches for a private message from outside, for the scheme to check; refused if it names nobody. */
export const outerItem = (
  p: Parts,
  outer: OuterSignature,
  { context: { epoch: current } }: Reader,
  epoch: SignedIn,
  message: PrivateMessage<ProtectedBody>
): Result.Result<SignedItem, FrameRejected> => {
  const { encoded, sender, signature } = outer.unwrap(message.body)
  const author = authorAt(epoch.leaves, sender)
  if (author === undefined) {
    return Result.fail(new FrameRejected({ reason: "UnknownSender", rule: "V046", detail: `leaf ${sender} is no member` }))
  }
  const header = headerOf(message)
  const content = contentIn(p, outer, header, sender, epoch.signedBytes, encoded)
  return Result.succeed({ author, at: signedAt(header, sender, current, epoch.leaves), label: outer.label, content, signature })
}

/** Verifies a private message by what anybody sees of it. */
export const verifyOuter: (
  p: Parts,
  outer: OuterSignature,
  reader: Reader,
  epoch: SignedIn,
  message: PrivateMessage<ProtectedBody>
) => Effect.Effect<void, FrameRejected | BadSignature | CryptoFailure> = Effect.fnUntraced(function* (p, outer, reader, epoch, message) {
  const { at, author, content, label, signature } = yield* Effect.fromResult(outerItem(p, outer, reader, epoch, message))
  yield* p.scheme.verify(author, at, label, content, signature, reader.signer)
})
