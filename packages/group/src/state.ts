import type {
  CgkaBook,
  CgkaState,
  Change,
  EpochSecrets,
  ExporterState,
  KeyPair,
  ProtectionState,
  Secret,
  SignerState
} from "@copath/contracts"
import type { CustomListed, PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { Leaves } from "./pastLeaves.ts"
import type { GroupContext, KeyPackage, Proposal, Sender } from "@copath/wire"

/**
 * What the engine keeps of an epoch's secrets. Message protection owns `encryption` and `senderData`: kept here they would open what its ratchets have
 * forgotten; a forward-secure exporter owns `applicationExport` likewise. `confirmation` has served once the epoch begins.
 */
export type KeptSecrets = Omit<EpochSecrets, "encryption" | "senderData" | "confirmation" | "applicationExport">

/** Leaves out the secrets that others own or that have served. */
export const kept = ({ applicationExport: _a, confirmation: _c, encryption: _e, senderData: _s, ...rest }: EpochSecrets): KeptSecrets =>
  rest

/** A committed ReInit proposal: what the group's successor is to be. */
export type ReInit = Extract<Proposal, { readonly _tag: "reInit" }>

/** A verified proposal, waiting for a commit that takes it (12.4). */
export interface CachedProposal {
  /** `ProposalRef` (5.2), Nh bytes: the hash of the exact AuthenticatedContent that carried it. */
  readonly reference: Uint8Array
  /** What is proposed; judged when it is committed. */
  readonly proposal: Proposal
  /** Who signed it: an Update changes the leaf of its sender. */
  readonly sender: Sender
}

/** What I must hold on to until an Update of mine is committed, or its epoch ends. */
export interface OwnUpdate {
  readonly reference: Uint8Array
  readonly leafKey: KeyPair
  readonly signer: SignerState
}

/** An epoch that has ended and still takes late application messages. */
export interface PastEpoch {
  /** Its number; below the current one. */
  readonly epoch: bigint
  /** What its signatures cover beside the content; RFC 9420: the encoded GroupContext. */
  readonly signedBytes: Uint8Array
  /** Who could speak in it, and with which keys. */
  readonly leaves: Leaves
  /** Its receiving ratchets; it sends no more (V083). `undefined` where the present epoch's state serves it as well. */
  readonly protection: ProtectionState | undefined
  /** Its `resumption_psk` (8.6), Nh bytes; `undefined` under a key schedule that makes none. */
  readonly resumption: Secret | undefined
}

/**
 * One member's whole knowledge of one group in one epoch. Immutable: every operation gives a new one, which shares what did not change.
 * Each fact has one owner: the tree is `membership`'s, the opaque values belong to the parts that made them.
 */
export interface EpochState {
  /** My leaf index. */
  readonly me: LeafIndex
  /** My leaf's signature key pair. */
  readonly identity: KeyPair
  /** What all members agree on (8.1). */
  readonly context: GroupContext
  /** The encoding of `context`: what RFC 9420's signatures of this epoch cover. */
  readonly contextBytes: Uint8Array
  /** Input of the next commit's confirmed transcript hash (8.2). Bytes of the hash size. */
  readonly interimTranscriptHash: Uint8Array
  /** The MAC over the confirmed transcript hash (6.1) of the commit that began this epoch; a Welcome carries it too. */
  readonly confirmationTag: Uint8Array
  /** The ratchet tree's public half. */
  readonly tree: PublicTree
  /** What the key agreement keeps in the group context beside the tree; empty for RFC 9420. */
  readonly book: CgkaBook
  /** The epoch's secrets that the engine itself needs. */
  readonly secrets: KeptSecrets
  /** My private keys of the tree; opaque to all but the key agreement. */
  readonly cgka: CgkaState
  /** The epoch's ratchets; opaque to all but the message protection. */
  readonly protection: ProtectionState
  /** What the forward-secure exporter has left of this epoch; `undefined` in compositions without one. */
  readonly exporter: ExporterState | undefined
  /** My signing keys of this epoch; opaque to all but the signature scheme. */
  readonly signer: SignerState
  /** Verified and not yet committed, in the order of their arrival, my own included (12.4). */
  readonly proposals: ReadonlyArray<CachedProposal>
  /** Private halves of the Updates among `proposals` that are mine. */
  readonly ownUpdates: ReadonlyArray<OwnUpdate>
  /** Digests of the latest messages I sent, to know their echoes (V062). */
  readonly sent: ReadonlyArray<Uint8Array>
  /** The ReInit that ended this group (RFC 9420, 11.2). */
  readonly reInit: ReInit | undefined
  /** Whether this is a state that may have been used elsewhere since (a backup, a clone): it sends nothing until an Update or path of ours is committed (V293). */
  readonly receiveOnly: boolean
  /** Newest first. */
  readonly past: ReadonlyArray<PastEpoch>
}

/** What everybody knows of an epoch, members and onlookers alike. */
export type PublicEpoch = Pick<EpochState, "context" | "contextBytes" | "interimTranscriptHash" | "tree" | "book" | "proposals" | "reInit">

/** My own commit, until the delivery service has decided. */
export interface PendingCommit {
  /** The group as it will be. */
  readonly next: EpochState
  /** The encoded MLSMessage, by which the echo is known. */
  readonly message: Uint8Array
  /** What a private one holds, as its committer cannot open it: an encoded PrivateMessageContent. `undefined` for a public one. */
  readonly inside: Uint8Array | undefined
  /** The leaves that it adds, removes and updates. */
  readonly change: Change
  /** Its proposals of registered kinds. */
  readonly custom: ReadonlyArray<CustomListed>
  /** What travels beside it. */
  readonly authenticatedData: Uint8Array
  /** To be wiped once `next` is written down; not part of the written state. */
  readonly retired: ReadonlyArray<Secret>
}

/** One member's whole state of one group: what every operation takes and gives, and what `persist` writes. */
export interface GroupState extends EpochState {
  /** My commit that the delivery service has not decided; at most one. */
  readonly pending: PendingCommit | undefined
}

/** Who I am: a credential and the signature key pair it stands for. */
export interface Identity {
  /** What the authentication service is shown (5.3). */
  readonly credential: KeyPackage["leafNode"]["credential"]
  /** Of the suite's signature algorithm; its public half stands in every leaf of mine. */
  readonly signatureKey: KeyPair
}

/** The private halves of a key package; used up by joining with it. */
export interface KeyPackageSecrets {
  /** The public half, as it was published. */
  readonly keyPackage: KeyPackage
  /** `KeyPackageRef` (5.2), Nh bytes: finds the entry of a Welcome that is for us. */
  readonly reference: Uint8Array
  /** HPKE key pair that opens the Welcome; deleted after the join (16.8). */
  readonly initKey: KeyPair
  /** HPKE key pair of the leaf, in use until my first Update or path. */
  readonly leafKey: KeyPair
  /** The leaf's signature key pair. */
  readonly identity: KeyPair
  /** The signature scheme's state as the leaf announces it. */
  readonly signer: SignerState
}
