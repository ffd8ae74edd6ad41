import { type LeafIndex, leafIndex } from "@copath/tree-math"
import {
  type Extension,
  type ExternalSender,
  externalSenders,
  extensionTypes,
  extensionValue,
  type KeyPackage,
  type LeafNode,
  type PreSharedKeyId,
  type Sender
} from "@copath/wire"
import * as Result from "effect/Result"
import { type Applied, applyProposals } from "./applyProposals.ts"
import { type GroupTerms, termsOf } from "./groupTerms.ts"
import { firstObjection, type Invalid, invalid } from "./invalid.ts"
import { credentialOf, hpkeKey, leafObligations, type Obligation, sameClaim, signatureKey } from "./obligation.ts"
import { judgeKinds } from "./judgeKinds.ts"
import { extensionsAfter, type PlanInput, type ProposalOf } from "./proposed.ts"
import type { PublicTree } from "./publicTree.ts"
import { externalCommitRules } from "./rules/externalCommit.ts"
import { memberCommitRules } from "./rules/memberCommit.ts"
import { type ProposalRule, proposalRules } from "./rules/proposal.ts"
import type { ListRule } from "./rules/proposalList.ts"
import { type ResultRule, resultRules } from "./rules/result.ts"

/** What the proposals did, by leaf; the committer's own leaf is not listed. On a resync `removed` holds the joiner's old leaf, even where the joiner takes it again. */
export interface Change {
  /** Leaves of joiners, in the order of the Adds. */
  readonly added: ReadonlyArray<LeafIndex>
  /** Leaves that were blanked, though an Add of the same list may have taken one again. */
  readonly removed: ReadonlyArray<LeafIndex>
  /** Leaves that an Update replaced. */
  readonly updated: ReadonlyArray<LeafIndex>
  /** The committer's leaf; for an external commit the one that the joiner takes. */
  readonly committer: LeafIndex
}

/** A proposal of a registered kind in a valid list, and who sent it. */
export interface CustomListed {
  /** Code point. */
  readonly proposalType: number
  /** The encoding of the body. */
  readonly body: Uint8Array
  /** Who proposed it: the committer, for one by value. */
  readonly sender: Sender
}

/** A valid list of proposals, applied; still to be shown: its obligations, and its path. */
export interface Plan {
  /** The tree after the proposals. For an external commit it has room for the joiner, whose leaf is still blank. */
  readonly tree: PublicTree
  /** What happened to which leaf. */
  readonly change: Change
  /** The next group context's extensions. */
  readonly extensions: ReadonlyArray<Extension>
  /** Joiners in the order of the list. */
  readonly added: ReadonlyArray<{ readonly leaf: LeafIndex; readonly keyPackage: KeyPackage }>
  /** Replaced leaves with their new nodes, in the order of the list. */
  readonly updated: ReadonlyArray<{ readonly leaf: LeafIndex; readonly leafNode: LeafNode }>
  /** In the order of the list, which is that of the key derivation (8.4). */
  readonly psks: ReadonlyArray<PreSharedKeyId>
  /** The KEM output of an external commit. */
  readonly externalInit: Uint8Array | undefined
  /** Proposals of registered kinds, in the order of the list. */
  readonly custom: ReadonlyArray<CustomListed>
  /** The ReInit, which then is the whole list (V172). */
  readonly reInit: ProposalOf<"reInit"> | undefined
  /** What a path's leaf replaces: the committer's leaf; on a resync the removed one. */
  readonly replaced: LeafNode | undefined
  /** What the proposals still have to show; the path's own come from `checkPathLeaf`. */
  readonly obligations: ReadonlyArray<Obligation>
}

/** The rules of a profile, by the stage at which they are asked. Leave one out and its check is gone: for experiments and mutation tests. */
export interface PlanRules {
  /** Of the list as a whole, when a member commits. */
  readonly memberCommit: ReadonlyArray<ListRule>
  /** Of the list as a whole, when a joiner commits. */
  readonly externalCommit: ReadonlyArray<ListRule>
  /** Of each proposal by itself. */
  readonly proposal: ReadonlyArray<ProposalRule>
  /** Of the tree after the proposals. */
  readonly result: ReadonlyArray<ResultRule>
}

/** RFC 9420's rules and ours. */
export const planRules: PlanRules = {
  memberCommit: memberCommitRules,
  externalCommit: externalCommitRules,
  proposal: proposalRules,
  result: resultRules
}

/**
 * Judges a commit's list of proposals and applies it (12.2, 12.3). Sender and receiver call the same function. Cheap rules of the whole list come
 * first, then each proposal's own, then those of the resulting tree; the first objection is the answer.
 */
export const plan = (input: PlanInput, rules: PlanRules = planRules): Result.Result<Plan, Invalid> => {
  const external = input.committer === undefined
  const listed = firstObjection(external ? rules.externalCommit : rules.memberCommit, input)
  if (listed !== undefined) return Result.fail(listed)
  const judged = judgeKinds(input, extensionsAfter(input))
  if (Result.isFailure(judged)) return Result.fail(judged.failure)
  const extensions = judged.success

  const terms = termsOf(input.groupContext.version, input.suiteId, extensions)
  if (Result.isFailure(terms))
    return Result.fail(invalid("V156", undefined, `required_capabilities does not decode: ${terms.failure.message}`))
  for (const [at, proposed] of input.proposals.entries()) {
    const objection = firstObjection(rules.proposal, { proposed, at, input, terms: terms.success })
    if (objection !== undefined) return Result.fail(objection)
  }

  const replaced = replacedLeaf(input)
  return Result.flatMap(applyProposals(input.tree, input.proposals, input.rules, external, input.registry), (applied) => {
    const newExtensions = extensions !== input.groupContext.extensions
    const objection = firstObjection(rules.result, question(input, terms.success, applied, newExtensions, replaced))
    const committer = input.committer ?? applied.joiner
    if (committer === undefined) throw new Error("a commit has a committer or a joiner")
    return objection === undefined ? Result.succeed(planOf(input, applied, committer, extensions, replaced)) : Result.fail(objection)
  })
}

const question = (
  input: PlanInput,
  terms: GroupTerms,
  applied: Applied,
  newExtensions: boolean,
  replaced: LeafNode | undefined
): Parameters<ResultRule>[0] => ({
  ...applied,
  terms,
  newExtensions,
  before: input.groupContext.extensions,
  registry: input.registry,
  replacing: input.hasPath ? input.committer : undefined,
  customTypes: [...new Set(input.proposals.map(({ proposal }) => (proposal._tag === "custom" ? proposal.proposalType : 0)))].filter(
    Boolean
  ),
  leaving: input.hasPath && input.committer !== undefined ? replaced : undefined
})

/** The committer's leaf, or the one that a joiner removes (V184). */
const replacedLeaf = ({ committer, proposals, tree }: PlanInput): LeafNode | undefined => {
  if (committer !== undefined) return tree.leafAt(committer)
  for (const { proposal } of proposals) if (proposal._tag === "remove") return tree.leafAt(leafIndex(proposal.removed))
  return undefined
}

const planOf = (
  input: PlanInput,
  applied: Applied,
  committer: LeafIndex,
  extensions: ReadonlyArray<Extension>,
  replaced: LeafNode | undefined
): Plan => {
  const { proposals } = input
  const all = <Tag extends "psk" | "externalInit" | "reInit">(tag: Tag): ReadonlyArray<ProposalOf<Tag>> =>
    proposals.map(({ proposal }) => proposal).filter((p): p is ProposalOf<Tag> => p._tag === tag)
  return {
    tree: applied.tree,
    change: {
      added: applied.added.map(({ leaf }) => leaf),
      removed: applied.removed,
      updated: applied.updated.map(({ leaf }) => leaf),
      committer
    },
    extensions,
    added: applied.added,
    updated: applied.updated,
    psks: all("psk").map(({ psk }) => psk),
    externalInit: all("externalInit")[0]?.kemOutput,
    custom: proposals.flatMap(({ proposal, sender }) =>
      proposal._tag === "custom" ? [{ proposalType: proposal.proposalType, body: proposal.body, sender }] : []
    ),
    reInit: all("reInit")[0],
    replaced,
    obligations: obligations(input, applied, extensions)
  }
}

const obligations = (input: PlanInput, { added, updated }: Applied, extensions: ReadonlyArray<Extension>): ReadonlyArray<Obligation> => {
  const list: Array<Obligation> = []
  for (const { keyPackage, leaf } of added) {
    list.push({ _tag: "keyPackageSignature", keyPackage, index: leaf }, hpkeKey(keyPackage.initKey, "V124"))
    list.push(...leafObligations(keyPackage.leafNode, leaf, "joiner", undefined))
  }
  for (const { leaf, leafNode } of updated) list.push(...leafObligations(leafNode, leaf, "member", input.tree.leafAt(leaf)))
  if (extensions !== input.groupContext.extensions) list.push(...newSenders(input.groupContext.extensions, extensions))
  return list
}

/** V140, 12.1.8.1: external senders that were not listed before must be vouched for. */
const newSenders = (before: ReadonlyArray<Extension>, after: ReadonlyArray<Extension>): ReadonlyArray<Obligation> => {
  const known = sendersIn(before)
  return sendersIn(after)
    .filter((sender) => !known.some((k) => sameClaim(k, sender)))
    .flatMap(senderObligations)
}

/** The external senders of a group context; those of a list that does not decode are none (the rules refuse such a list). */
export const sendersIn = (extensions: ReadonlyArray<Extension>): ReadonlyArray<ExternalSender> =>
  Result.getOrElse(extensionValue(extensions, extensionTypes.externalSenders, externalSenders), () => undefined) ?? []

/** What an external sender must still show. */
export const senderObligations = (sender: ExternalSender): ReadonlyArray<Obligation> => [
  signatureKey(sender.signatureKey),
  credentialOf(sender, "external-sender", undefined)
]
