import type { CgkaBook, CgkaState, Change, EpochSecrets, KeyPair, ProtectionState, Secret, Share, SignerState } from "@copath/contracts"
import type { PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { Leaves } from "./pastLeaves.ts"
import type { GroupContext, KeyPackage, Proposal, Sender } from "@copath/wire"

/**
 * What the engine keeps of an epoch's secrets. Message protection owns `encryption` and `senderData`: kept here they would open what its ratchets have
 * forgotten. `confirmation` has served once the epoch begins.
 */
export type KeptSecrets = Omit<EpochSecrets, "encryption" | "senderData" | "confirmation">

export const kept = ({ confirmation: _c, encryption: _e, senderData: _s, ...rest }: EpochSecrets): KeptSecrets => rest

/** A verified proposal, waiting for a commit that takes it (12.4). */
export interface CachedProposal {
  readonly reference: Uint8Array
  readonly proposal: Proposal
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
  readonly epoch: bigint
  /** The encoded GroupContext that its signatures cover. */
  readonly contextBytes: Uint8Array
  readonly leaves: Leaves
  readonly protection: ProtectionState
  readonly resumption: Secret | undefined
}

/**
 * One member's whole knowledge of one group in one epoch. Immutable: every operation gives a new one, which shares what did not change.
 * Each fact has one owner: the tree is `membership`'s, the opaque values belong to the parts that made them.
 */
export interface EpochState {
  readonly me: LeafIndex
  /** My leaf's signature key pair. */
  readonly identity: KeyPair
  readonly context: GroupContext
  /** The encoding of `context`: what signatures of this epoch cover. */
  readonly contextBytes: Uint8Array
  readonly interimTranscriptHash: Uint8Array
  readonly confirmationTag: Uint8Array
  readonly tree: PublicTree
  readonly book: CgkaBook
  readonly secrets: KeptSecrets
  readonly cgka: CgkaState
  readonly protection: ProtectionState
  readonly signer: SignerState
  readonly proposals: ReadonlyArray<CachedProposal>
  readonly ownUpdates: ReadonlyArray<OwnUpdate>
  /** Digests of the latest messages I sent in this epoch, to know their echoes (V062). */
  readonly sent: ReadonlyArray<Uint8Array>
  /** Newest first. */
  readonly past: ReadonlyArray<PastEpoch>
}

/** My own commit, until the delivery service has decided. */
export interface PendingCommit {
  /** The group as it will be. */
  readonly next: EpochState
  /** The encoded MLSMessage, by which the echo is known. */
  readonly message: Uint8Array
  readonly change: Change
  /** Chain keys for single members, to send once the commit is confirmed. */
  readonly shares: ReadonlyArray<Share>
  /** To be wiped once `next` is written down; not part of the written state. */
  readonly retired: ReadonlyArray<Secret>
}

export interface GroupState extends EpochState {
  readonly pending: PendingCommit | undefined
}

/** Who I am: a credential and the signature key pair it stands for. */
export interface Identity {
  readonly credential: KeyPackage["leafNode"]["credential"]
  readonly signatureKey: KeyPair
}

/** The private halves of a key package; used up by joining with it. */
export interface KeyPackageSecrets {
  readonly keyPackage: KeyPackage
  /** `KeyPackageRef` (5.2). */
  readonly reference: Uint8Array
  readonly initKey: KeyPair
  readonly leafKey: KeyPair
  readonly identity: KeyPair
  readonly signer: SignerState
}
