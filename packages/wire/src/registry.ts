import type { AnyCodec } from "@copath/codec"
import type * as Result from "effect/Result"
import type { Extension } from "./extension.ts"
import type { Sender } from "./framing.ts"
import type { LeafNode } from "./leafNode.ts"

/*
 * RFC 9420 leaves its registries open (13, 17): a program may bring proposal types, extensions and credentials of its own. A row here is what the
 * rest of the stack needs to know of one; what no row names is carried where it may be carried and refused where it cannot be understood.
 */

/** A proposal of a registered type in a commit's list. */
export interface ListedProposal {
  /** Position in the commit's list. */
  readonly at: number
  /** The encoding of the body. */
  readonly body: Uint8Array
  /** Who proposed it. */
  readonly sender: Sender
}

/** What a kind is asked about a whole commit. */
export interface KindQuestion {
  /** The group context's extensions before the commit. */
  readonly before: ReadonlyArray<Extension>
  /** The same after its GroupContextExtensions and after kinds earlier in the registry. */
  readonly after: ReadonlyArray<Extension>
  /** Its own proposals in the list; the kind is asked even when there is none. */
  readonly proposals: ReadonlyArray<ListedProposal>
}

/** Why a kind refuses a commit: the place in the list, where there is one, and what is wrong. */
export interface KindObjection {
  /** Position in the commit's list. */
  readonly at: number | undefined
  /** What is wrong, and what would be right. */
  readonly detail: string
}

/** A proposal type beyond RFC 9420's seven (13.2 and 17.4). Its attributes come from here, never from a message (V160). */
export interface ProposalKind {
  /** Code point. */
  readonly type: number
  /** As in the registry, such as `self_remove`. */
  readonly name: string
  /** Finds where a body ends; what it decodes to is the kind's own business. */
  readonly body: AnyCodec
  /** Column `Path Required`. */
  readonly pathRequired: boolean
  /** Column `External`: whether external senders may send it. */
  readonly external: boolean
  /** How an external commit may hold it (12.2); RFC 9420's default is not at all. */
  readonly inExternalCommit: "never" | "byValue" | "byReference" | "either"
  /** Whether a member's commit may spell it out; otherwise by reference only. */
  readonly byValue: boolean
  /** Whether it must travel as a PublicMessage, so that joiners can read it. */
  readonly publicOnly: boolean
  /** Whether its sender leaves the group by it, as by a Remove. */
  readonly removesSender: boolean
  /** The group context's extensions that follow from the list, or an objection to it. Left out: nothing follows. */
  readonly judge?: (q: KindQuestion) => Result.Result<ReadonlyArray<Extension>, KindObjection>
}

/** The four lists that hold extensions (13.4), and a ReInit's, which is a group context's to be. */
export type ExtensionPlace = "leaf" | "keyPackage" | "groupContext" | "groupInfo"

/** An extension type beyond RFC 9420's five (17.3). */
export interface ExtensionKind {
  /** Code point. */
  readonly type: number
  /** As in the registry, such as `app_data_dictionary`. */
  readonly name: string
  /** Where it may stand (V107). */
  readonly places: ReadonlyArray<ExtensionPlace>
  /** What its data decodes as; data that does not is refused wherever it stands (V008, V156). Left out: any bytes. */
  readonly data?: AnyCodec
  /** What its data in a group context asks of every leaf (V104, V138): an answer is what this one lacks. Asked for data that decodes. Left out: nothing. */
  readonly demands?: (data: Uint8Array, leaf: LeafNode) => string | undefined
}

/** A type of pre-shared key beyond RFC 9420's two (8.4). No capability tells peers of it: use it where every member is known to understand it. */
export interface PskKind {
  /** `PSKType`, one byte. */
  readonly type: number
  /** As in the draft that names it, such as `application`. */
  readonly name: string
  /** Finds where the body between type and nonce ends. */
  readonly body: AnyCodec
}

/** Everything beyond RFC 9420's own code points that a client understands; it lists them in the capabilities of its leaves, but for PSK types, for which those have no place. */
export interface Registry {
  /** In the order in which they are asked. */
  readonly proposals: ReadonlyArray<ProposalKind>
  /** In no particular order. */
  readonly extensions: ReadonlyArray<ExtensionKind>
  /** Types of pre-shared keys; their values come from the `PskStore`. */
  readonly psks: ReadonlyArray<PskKind>
  /** Credential types that the authentication service can judge, beside that of the client's own credential. */
  readonly credentials: ReadonlyArray<number>
}

/** Nothing beyond RFC 9420. */
export const emptyRegistry: Registry = { proposals: [], extensions: [], psks: [], credentials: [] }

/** The kind of a code point, if it is registered. */
export const proposalKind = (registry: Registry, type: number): ProposalKind | undefined => registry.proposals.find((k) => k.type === type)
