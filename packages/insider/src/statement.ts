import { arm, type CodecType, decode, encode, fixed, opaque, struct, uint32, uint64, uint8, union } from "@copath/codec"
import { equalBytes, signWithLabel, type Suite, verifyWithLabel } from "@copath/contracts"
import type { GroupState, Observed } from "@copath/group"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Data from "effect/Data"
import * as Result from "effect/Result"

/**
 * ```
 * enum { ack(1), report(2), complaint(3), (255) } StatementType;
 *
 * struct {
 *     StatementType type;
 *     select (Claim.type) {
 *         case ack:       uint32 index;        // of the ciphertext that its signer has opened, and found right
 *         case report:    uint8 failure;       // see `failures`
 *         case complaint: uint32 index;
 *                         opaque evidence<V>;  // of what that ciphertext opens to; empty if anybody sees that it opens to nothing
 *     };
 * } Claim;
 * ```
 * What a member says of a commit that nobody has adopted yet.
 */
export const claim = union("Claim", uint8, {
  ack: arm(1, { index: uint32 }),
  report: arm(2, { failure: uint8 }),
  complaint: arm(3, { index: uint32, evidence: opaque })
})
/** See {@link claim}. */
export type Claim = CodecType<typeof claim>

/** What a commit failed at, in the order of their numbers: for people and counters, as nobody can check it. */
export const failures = ["undecryptable", "keys", "confirmation", "other"] as const
/** See {@link failures}. */
export type Failure = (typeof failures)[number]

/**
 * ```
 * struct {
 *     uint32 leaf;          // of its signer, in the epoch in which the commit was sent
 *     opaque commit_id[8];  // the first bytes of the commit's hash; all of it is signed
 *     Claim claim;
 *     opaque signature<V>;
 * } Statement;
 * ```
 */
const statement = struct("Statement", { leaf: uint32, commitId: fixed(8), claim, signature: opaque })

/** What a signature covers: the claim, who makes it, and of which commit of which group. */
const signed = struct("SignedStatement", { groupId: opaque, epoch: uint64, commit: opaque, leaf: uint32, claim })

const LABEL = "InsiderStatement"

/** The commit that a statement is about. */
export interface About {
  /** The group that it was sent in. */
  readonly groupId: Uint8Array
  /** The epoch in which it was sent. */
  readonly epoch: bigint
  /** Hash of the encoded MLSMessage. */
  readonly hash: Uint8Array
}

/** Whose claim a statement is, once its signature holds. */
export interface Signed {
  readonly leaf: LeafIndex
  readonly claim: Claim
}

/** `Unsigned`: not signed by the member that it names. `AnotherCommit`: a member may have been given another commit; ask it for that. */
export class StatementRejected extends Data.TaggedError("StatementRejected")<{
  readonly reason: "Malformed" | "UnknownMember" | "AnotherCommit" | "Unsigned"
}> {}

const idOf = ({ hash }: About): Uint8Array => hash.slice(0, 8)

const signedBytes = ({ epoch, groupId, hash: commit }: About, leaf: number, what: Claim): Uint8Array =>
  encode(signed, { groupId, epoch, commit, leaf, claim: what })

/** Signs a claim with the identity key of the leaf, in the epoch that the commit is to end. */
export const state = (suite: Suite, by: Pick<GroupState, "identity" | "me">, about: About, what: Claim): Uint8Array =>
  encode(statement, {
    leaf: by.me,
    commitId: idOf(about),
    claim: what,
    signature: signWithLabel(suite, by.identity, LABEL, signedBytes(about, by.me, what))
  })

/** Reads a statement about this very commit, from a member of the epoch. It costs one signature check, and none if it is about another commit. */
export const readStatement = (
  suite: Suite,
  { tree }: Pick<Observed, "tree">,
  about: About,
  bytes: Uint8Array
): Result.Result<Signed, StatementRejected> => {
  const rejected = (reason: StatementRejected["reason"]) => Result.fail(new StatementRejected({ reason }))
  const read = decode(statement, bytes)
  if (Result.isFailure(read)) return rejected("Malformed")
  const { claim: what, commitId, leaf, signature } = read.success
  if (!equalBytes(commitId, idOf(about))) return rejected("AnotherCommit")
  const member = leaf < tree.leafCount ? tree.leafAt(leafIndex(leaf)) : undefined
  if (member === undefined) return rejected("UnknownMember")
  return verifyWithLabel(suite, member.signatureKey, LABEL, signedBytes(about, leaf, what), signature)
    ? Result.succeed({ leaf: leafIndex(leaf), claim: what })
    : rejected("Unsigned")
}
