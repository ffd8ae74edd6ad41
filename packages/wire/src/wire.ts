import type { Codec } from "@copath/codec"
import { type Commit, commit, updatePath, type UpdatePath, updatePathNodes } from "./commit.ts"
import {
  authenticatedContent,
  type AuthenticatedContent,
  framedContent,
  type FramedContent,
  framedContentAuthData,
  framedContentAuthDataOf
} from "./framing.ts"
import { mlsMessage, type MlsMessage } from "./mlsMessage.ts"
import { type ContentType } from "./framing.ts"
import { privateMessageContent, type PrivateMessageContent, senderDataAndCiphertext } from "./privateMessage.ts"
import { type Proposal, proposalOf } from "./proposal.ts"
import { preSharedKeyIdOf } from "./preSharedKey.ts"
import type { ProposalKind, PskKind } from "./registry.ts"
import { rfc9420WireFormats, type WireFormats } from "./registries.ts"
import { groupSecrets, type GroupSecrets, pathSecret } from "./welcome.ts"

/** What fills the holes of the wire format, and the code points around them. */
export interface Fillings<U, W, B> {
  /** `UpdatePath.nodes`. */
  readonly update: Codec<U>
  /** `GroupSecrets.path_secret`. */
  readonly welcome: Codec<W>
  /** `PrivateMessage` after the authenticated data. */
  readonly body: Codec<B>
  /** Of `MLSMessage.wire_format`. */
  readonly formats: WireFormats
  /**
   * `FramedContentAuthData.signature` as messages carry it; left out, `opaque<V>`. What is hashed or authenticated by a MAC keeps `opaque<V>`, and so do leaves,
   * key packages and GroupInfo.
   */
  readonly signature?: Codec<Uint8Array>
  /** Proposal types beyond RFC 9420's; left out, none. */
  readonly proposals?: ReadonlyArray<ProposalKind>
  /** PSK types beyond RFC 9420's; left out, none. */
  readonly psks?: ReadonlyArray<PskKind>
}

/** Every codec that a filling reaches. */
export interface Wire<U, W, B> {
  /** Code points of `MLSMessage.wire_format`. */
  readonly formats: WireFormats
  /** Section 12.1, registered types included. */
  readonly proposal: Codec<Proposal>
  /** Section 7.6. */
  readonly updatePath: Codec<UpdatePath<U>>
  /** Section 12.4. */
  readonly commit: Codec<Commit<U>>
  /** Section 6. */
  readonly framedContent: Codec<FramedContent<U>>
  /** Section 6. */
  readonly authenticatedContent: Codec<AuthenticatedContent<U>>
  /** Section 6.3.1: one codec for each content type, which the ciphertext does not tell. */
  readonly privateMessageContent: (contentType: ContentType) => Codec<PrivateMessageContent<U>>
  /** Section 12.4.3.1. */
  readonly groupSecrets: Codec<GroupSecrets<W>>
  /** Section 6: everything that travels, under this composition's code points. */
  readonly mlsMessage: Codec<MlsMessage<U, B>>
}

/** The wire format with its holes filled. */
export const wireOf = <U, W, B>(fillings: Fillings<U, W, B>): Wire<U, W, B> => {
  const { body, formats, proposals = [], psks = [], signature, update, welcome } = fillings
  const proposal = proposalOf(proposals, psks)
  const authData = signature === undefined ? framedContentAuthData : framedContentAuthDataOf(signature)
  const contents = {
    1: privateMessageContent(update, 1, proposal, authData),
    2: privateMessageContent(update, 2, proposal, authData),
    3: privateMessageContent(update, 3, proposal, authData)
  }
  return {
    formats,
    proposal,
    updatePath: updatePath(update),
    commit: commit(update, proposal),
    framedContent: framedContent(update, proposal),
    authenticatedContent: authenticatedContent(update, proposal),
    privateMessageContent: (contentType) => contents[contentType],
    groupSecrets: groupSecrets(welcome, preSharedKeyIdOf(psks)),
    mlsMessage: mlsMessage(update, body, formats, proposal, authData)
  }
}

/** RFC 9420, byte for byte. */
export const rfc9420Wire = wireOf({
  update: updatePathNodes,
  welcome: pathSecret,
  body: senderDataAndCiphertext,
  formats: rfc9420WireFormats
})
