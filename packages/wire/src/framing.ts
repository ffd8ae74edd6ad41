import { arm, type Codec, type CodecType, encode, opaque, struct, uint16, uint32, uint64, uint8, union } from "@copath/codec"
import { type Commit, commit } from "./commit.ts"
import { allocated, joined, joinedIn, type Place } from "./joined.ts"
import { proposal, type Proposal } from "./proposal.ts"
import { receivedBytes, remembering } from "./received.ts"
import { MLS10 } from "./registries.ts"

/** `ContentType` (section 6). */
export const contentTypes = { application: 1, proposal: 2, commit: 3 } as const
/** A code point of {@link contentTypes}. */
export type ContentType = 1 | 2 | 3

/**
 * ```
 * struct {
 *     SenderType sender_type;
 *     select (Sender.sender_type) {
 *         case member:              uint32 leaf_index;
 *         case external:            uint32 sender_index;
 *         case new_member_commit:
 *         case new_member_proposal: struct{};
 *     };
 * } Sender;
 * ```
 * Section 6.
 */
export const sender = union("Sender", uint8, {
  member: arm(1, { leafIndex: uint32 }),
  external: arm(2, { senderIndex: uint32 }),
  newMemberProposal: arm(3, {}),
  newMemberCommit: arm(4, {})
})
/** Who sent a message; indices are a leaf's, or a position in `external_senders`. */
export type Sender = CodecType<typeof sender>

/** The three things a message can say. */
export type Content<U> =
  | { readonly _tag: "application"; readonly applicationData: Uint8Array }
  | { readonly _tag: "proposal"; readonly proposal: Proposal }
  | { readonly _tag: "commit"; readonly commit: Commit<U> }

/** What a sender says, and where: the part of a message that is signed. `U`: what fills `UpdatePath.nodes`. */
export interface FramedContent<U> {
  /** The group in which it is sent. */
  readonly groupId: Uint8Array
  /** The epoch in which it is sent. */
  readonly epoch: bigint
  /** As claimed, until the signature holds. */
  readonly sender: Sender
  /** The application's; never encrypted. */
  readonly authenticatedData: Uint8Array
  /** Application data, a proposal or a commit. */
  readonly content: Content<U>
}

/** `content_type` and the content itself. */
export const content = <U>(update: Codec<U>, proposals: Codec<Proposal> = proposal): Codec<Content<U>> =>
  union("FramedContent", uint8, {
    application: arm(contentTypes.application, { applicationData: opaque }),
    proposal: arm(contentTypes.proposal, { proposal: proposals }),
    commit: arm(contentTypes.commit, { commit: commit(update, proposals) })
  })

/** The content alone, where its type is told outside. */
export const contentBody = <U>(update: Codec<U>, contentType: ContentType, proposals: Codec<Proposal> = proposal): Codec<Content<U>> => {
  switch (contentType) {
    case contentTypes.application:
      return body(
        "application",
        opaque,
        (applicationData) => ({ _tag: "application", applicationData }),
        (c) => (c._tag === "application" ? c.applicationData : undefined)
      )
    case contentTypes.proposal:
      return body(
        "proposal",
        proposals,
        (p) => ({ _tag: "proposal", proposal: p }),
        (c) => (c._tag === "proposal" ? c.proposal : undefined)
      )
    case contentTypes.commit:
      return body(
        "commit",
        commit(update, proposals),
        (inner) => ({ _tag: "commit", commit: inner }),
        (c) => (c._tag === "commit" ? c.commit : undefined)
      )
  }
}

const body = <U, A>(name: string, inner: Codec<A>, from: (a: A) => Content<U>, to: (c: Content<U>) => A | undefined): Codec<Content<U>> =>
  remembering({
    name,
    write: (w, c) => {
      const a = to(c)
      if (a === undefined) throw new RangeError(`content is ${c._tag}, not ${name}`)
      inner.write(w, a)
    },
    read: (r) => from(inner.read(r))
  })

const head = struct("FramedContent", { groupId: opaque, epoch: uint64, sender, authenticatedData: opaque, contentType: uint8 })

/** The encoding of framed content in parts, of which a long one is not copied. */
const framedContentParts = <U>(codec: Codec<FramedContent<U>>, framed: FramedContent<U>): ReadonlyArray<Uint8Array> => {
  const whole = receivedBytes(framed)
  if (whole !== undefined) return [whole]
  const body = receivedBytes(framed.content)
  if (body === undefined) return [encode(codec, framed)]
  const { authenticatedData, epoch, groupId } = framed
  return [encode(head, { groupId, epoch, sender: framed.sender, authenticatedData, contentType: contentTypes[framed.content._tag] }), body]
}

/**
 * The encoding of framed content: the bytes that it was decoded from, where there are any. Content out of a private message comes without its
 * head, which then is put in front of it.
 */
export const framedContentBytes = <U>(codec: Codec<FramedContent<U>>, framed: FramedContent<U>): Uint8Array => {
  const parts = framedContentParts(codec, framed)
  const [first] = parts
  return first !== undefined && parts.length === 1 ? first : joined(...parts)
}

/**
 * ```
 * struct {
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     Sender sender;
 *     opaque authenticated_data<V>;
 *     ContentType content_type;
 *     select (FramedContent.content_type) { … };
 * } FramedContent;
 * ```
 * Section 6.
 */
export const framedContent = <U>(update: Codec<U>, proposals: Codec<Proposal> = proposal): Codec<FramedContent<U>> =>
  remembering(
    struct<FramedContent<U>>("FramedContent", {
      groupId: opaque,
      epoch: uint64,
      sender,
      authenticatedData: opaque,
      content: content(update, proposals)
    })
  )

/** A signature, and for a commit its confirmation tag. */
export interface FramedContentAuthData {
  /** Over `FramedContentTBS`. */
  readonly signature: Uint8Array
  /** MAC over the new epoch's confirmed transcript hash; present on a commit only. */
  readonly confirmationTag: Uint8Array | undefined
}

/** One codec for each content type, which comes from outside (V060). */
export type AuthDataFor = (contentType: ContentType) => Codec<FramedContentAuthData>

/** {@link framedContentAuthData} with another field for the signature. */
export const framedContentAuthDataOf = (signature: Codec<Uint8Array>): AuthDataFor => {
  const signed = struct("FramedContentAuthData", { signature })
  const confirmed = struct("FramedContentAuthData", { signature, confirmationTag: opaque })
  return (contentType) => ({
    name: "FramedContentAuthData",
    write: (w, auth) => {
      if (contentType !== contentTypes.commit) return signed.write(w, auth)
      if (auth.confirmationTag === undefined) throw new RangeError("a commit carries a confirmation tag")
      confirmed.write(w, { signature: auth.signature, confirmationTag: auth.confirmationTag })
    },
    read: (r) => (contentType === contentTypes.commit ? confirmed.read(r) : { ...signed.read(r), confirmationTag: undefined })
  })
}

/**
 * ```
 * struct {
 *     opaque signature<V>;
 *     select (FramedContent.content_type) {
 *         case commit: MAC confirmation_tag;
 *         …
 *     };
 * } FramedContentAuthData;
 * ```
 * Section 6.1; the content type comes from outside (V060).
 */
export const framedContentAuthData: AuthDataFor = /* @__PURE__ */ framedContentAuthDataOf(opaque)

/** Signed content apart from the way it travels: the same from a PublicMessage and from a PrivateMessage. */
export interface AuthenticatedContent<U> {
  /** The code point under which it travelled, which is signed too (V045). */
  readonly wireFormat: number
  /** The signed content. */
  readonly content: FramedContent<U>
  /** What vouches for it. */
  readonly auth: FramedContentAuthData
}

const dependent = <U>(update: Codec<U>, proposals: Codec<Proposal>, authData: AuthDataFor) => {
  const framed = framedContent(update, proposals)
  return {
    framed,
    write: (w: Parameters<Codec<unknown>["write"]>[0], content: FramedContent<U>, auth: FramedContentAuthData): void => {
      framed.write(w, content)
      authData(contentTypes[content.content._tag]).write(w, auth)
    },
    read: (r: Parameters<Codec<unknown>["read"]>[0]): { readonly content: FramedContent<U>; readonly auth: FramedContentAuthData } => {
      const content = framed.read(r)
      return { content, auth: authData(contentTypes[content.content._tag]).read(r) }
    }
  }
}

/**
 * ```
 * struct {
 *     WireFormat wire_format;
 *     FramedContent content;
 *     FramedContentAuthData auth;
 * } AuthenticatedContent;
 * ```
 * Section 6: what a ProposalRef is the hash of.
 */
export const authenticatedContent = <U>(update: Codec<U>, proposals: Codec<Proposal> = proposal): Codec<AuthenticatedContent<U>> => {
  const both = dependent(update, proposals, framedContentAuthData)
  return {
    name: "AuthenticatedContent",
    write: (w, a) => {
      w.u16(a.wireFormat)
      both.write(w, a.content, a.auth)
    },
    read: (r) => ({ wireFormat: r.u16(), ...both.read(r) })
  }
}

const version = struct("FramedContentTBS", { version: uint16, wireFormat: uint16 })

interface FramedIn {
  /** The bytes of `FramedContentTBS` (6.1). */
  readonly tbs: Uint8Array
  /** The part of them that is the content's own encoding. */
  readonly bytes: Uint8Array
}

const tbsIn = (
  place: Place,
  wireFormat: number,
  framed: ReadonlyArray<Uint8Array>,
  senderTag: Sender["_tag"],
  context: Uint8Array
): FramedIn => {
  const bound = senderTag === "member" || senderTag === "newMemberCommit"
  const [before, after] = [encode(version, { version: MLS10, wireFormat }), bound ? context : nothing]
  const tbs = joinedIn(place, [before, ...framed, after])
  return { tbs, bytes: tbs.subarray(before.length, tbs.length - after.length) }
}

const nothing = new Uint8Array(0)

/**
 * The bytes of `FramedContentTBS` (6.1): version, wire format, the content, and the encoded group context for members and for new members
 * who commit.
 *
 * `framed` is the content's own encoding, which both sides have at hand.
 */
export const framedContentTbs = (wireFormat: number, framed: Uint8Array, senderTag: Sender["_tag"], context: Uint8Array): Uint8Array =>
  tbsIn(allocated, wireFormat, [framed], senderTag, context).tbs

/** {@link framedContentTbs} and, within it, {@link framedContentBytes}, written once: to the bytes that `place` gives for a length. */
export const framedContentIn = <U>(
  place: Place,
  codec: Codec<FramedContent<U>>,
  wireFormat: number,
  framed: FramedContent<U>,
  context: Uint8Array
): FramedIn => tbsIn(place, wireFormat, framedContentParts(codec, framed), framed.sender._tag, context)

/** The bytes of `AuthenticatedContentTBM` (6.2): what a membership tag is computed over. */
export const authenticatedContentTbm = (tbs: Uint8Array, contentType: ContentType, auth: FramedContentAuthData): Uint8Array =>
  joined(tbs, encode(framedContentAuthData(contentType), auth))

/** Content that travels in clear: signed, and tagged when a member sends it. Never application data (V043). */
export interface PublicMessage<U> {
  /** The signed content. */
  readonly content: FramedContent<U>
  /** Signature, and a commit's confirmation tag. */
  readonly auth: FramedContentAuthData
  /** MAC over `AuthenticatedContentTBM`; present when the sender is a member, and only then (V055, V056). */
  readonly membershipTag: Uint8Array | undefined
}

/**
 * ```
 * struct {
 *     FramedContent content;
 *     FramedContentAuthData auth;
 *     select (PublicMessage.content.sender.sender_type) {
 *         case member: MAC membership_tag;
 *         …
 *     };
 * } PublicMessage;
 * ```
 * Section 6.2.
 */
export const publicMessage = <U>(
  update: Codec<U>,
  proposals: Codec<Proposal> = proposal,
  authData: AuthDataFor = framedContentAuthData
): Codec<PublicMessage<U>> => {
  const both = dependent(update, proposals, authData)
  return {
    name: "PublicMessage",
    write: (w, m) => {
      both.write(w, m.content, m.auth)
      if (m.content.sender._tag !== "member") return
      if (m.membershipTag === undefined) throw new RangeError("a member's public message carries a membership tag")
      opaque.write(w, m.membershipTag)
    },
    read: (r) => {
      const { auth, content } = both.read(r)
      return { content, auth, membershipTag: content.sender._tag === "member" ? opaque.read(r) : undefined }
    }
  }
}
