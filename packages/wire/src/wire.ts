import type { Codec } from "@copath/codec"
import { type Commit, commit, updatePath, type UpdatePath, updatePathNodes } from "./commit.ts"
import { authenticatedContent, type AuthenticatedContent, framedContent, type FramedContent } from "./framing.ts"
import { mlsMessage, type MlsMessage } from "./mlsMessage.ts"
import { type ContentType } from "./framing.ts"
import { privateMessageContent, type PrivateMessageContent, senderDataAndCiphertext } from "./privateMessage.ts"
import { rfc9420WireFormats, type WireFormats } from "./registries.ts"
import { groupSecrets, type GroupSecrets, pathSecret } from "./welcome.ts"

/** What fills the three holes of the wire format, and the code points around them. */
export interface Fillings<U, W, B> {
  /** `UpdatePath.nodes`. */
  readonly update: Codec<U>
  /** `GroupSecrets.path_secret`. */
  readonly welcome: Codec<W>
  /** `PrivateMessage` after the authenticated data. */
  readonly body: Codec<B>
  readonly formats: WireFormats
}

/** Every codec that a filling reaches. */
export interface Wire<U, W, B> {
  readonly formats: WireFormats
  readonly updatePath: Codec<UpdatePath<U>>
  readonly commit: Codec<Commit<U>>
  readonly framedContent: Codec<FramedContent<U>>
  readonly authenticatedContent: Codec<AuthenticatedContent<U>>
  readonly privateMessageContent: (contentType: ContentType) => Codec<PrivateMessageContent<U>>
  readonly groupSecrets: Codec<GroupSecrets<W>>
  readonly mlsMessage: Codec<MlsMessage<U, B>>
}

/** The wire format with its holes filled. */
export const wireOf = <U, W, B>({ body, formats, update, welcome }: Fillings<U, W, B>): Wire<U, W, B> => {
  const contents = { 1: privateMessageContent(update, 1), 2: privateMessageContent(update, 2), 3: privateMessageContent(update, 3) }
  return {
    formats,
    updatePath: updatePath(update),
    commit: commit(update),
    framedContent: framedContent(update),
    authenticatedContent: authenticatedContent(update),
    privateMessageContent: (contentType) => contents[contentType],
    groupSecrets: groupSecrets(welcome),
    mlsMessage: mlsMessage(update, body, formats)
  }
}

/** RFC 9420, byte for byte. */
export const rfc9420Wire = wireOf({
  update: updatePathNodes,
  welcome: pathSecret,
  body: senderDataAndCiphertext,
  formats: rfc9420WireFormats
})
