import type { LeafIndex } from "@copath/tree-math"
import { emptyRegistry, type Extension, type GroupContext, type Proposal, proposalKind, type Registry, type Sender } from "@copath/wire"
import type { PublicTree } from "./publicTree.ts"
import type { TreeRules } from "./treeRules.ts"

/** A proposal in a commit's list. */
export interface Proposed {
  /** Spelled out, also where the commit only refers to it. */
  readonly proposal: Proposal
  /** Who proposed it, which need not be who commits it. */
  readonly sender: Sender
  /** The ProposalRef; `undefined` for a proposal by value, whose sender is the committer. */
  readonly reference: Uint8Array | undefined
}

/** Proposals of one kind. */
export type ProposalOf<Tag extends Proposal["_tag"]> = Extract<Proposal, { readonly _tag: Tag }>

/** A list of proposals and all that it is judged by: the same for committer and receiver. */
export interface PlanInput {
  /** The tree of the epoch in which the commit is made. */
  readonly tree: PublicTree
  /** The group context of that epoch. */
  readonly groupContext: GroupContext
  /** `undefined` for an external commit. */
  readonly committer: LeafIndex | undefined
  /** In the order of the commit's list, references resolved. */
  readonly proposals: ReadonlyArray<Proposed>
  /** The key agreement's way with the tree. */
  readonly rules: TreeRules
  /** Whether the commit carries a path. */
  readonly hasPath: boolean
  /** The cipher suite as it stands on the wire. */
  readonly suiteId: number
  /** Nh, in bytes. */
  readonly hashSize: number
  /** Seconds since 1970; `undefined` leaves lifetimes unchecked but for their form. */
  readonly now: bigint | undefined
  /** Longest accepted lifetime of a leaf, in seconds (V112). */
  readonly maxLifetime: bigint
  /** Cipher suites to which a ReInit may lead (V154), as they stand on the wire; left out, any. */
  readonly suites?: ReadonlySet<number>
  /** Proposal types and extensions beyond RFC 9420's; left out, none. */
  readonly registry?: Registry
  /** The operation that this commit belongs to, if it re-creates or branches off a group: it alone may use that kind of PSK (12.1.4). */
  readonly resumption?: "reInit" | "branch"
}

/** The group context's extensions after the list: wholly replaced, or as they were (12.1.7). */
export const extensionsAfter = ({ groupContext, proposals }: Pick<PlanInput, "groupContext" | "proposals">): ReadonlyArray<Extension> => {
  for (const { proposal } of proposals) if (proposal._tag === "groupContextExtensions") return proposal.extensions
  return groupContext.extensions
}

/**
 * Whether a list may not be committed without a path (12.4): an empty list, ExternalInit, GroupContextExtensions, whatever the tree rules name (or any at
 * all), and registered kinds that say so.
 */
export const pathRequired = (proposals: ReadonlyArray<Proposed>, rules: TreeRules, registry: Registry = emptyRegistry): boolean =>
  proposals.length === 0 || rules.everyCommit === true || proposals.some(({ proposal }) => needsPath(proposal, rules, registry))

const needsPath = (proposal: Proposal, { pathFor }: TreeRules, registry: Registry): boolean => {
  switch (proposal._tag) {
    case "add":
    case "remove":
    case "update":
      return pathFor.has(proposal._tag)
    case "custom":
      return proposalKind(registry, proposal.proposalType)?.pathRequired === true
    case "externalInit":
    case "groupContextExtensions":
      return true
    case "psk":
    case "reInit":
      return false
  }
}

/** The leaf that a proposal takes out of the group: a Remove's target, or the sender of a kind that removes it; `undefined` for all others. */
export const removedBy = (
  { proposal, sender }: Pick<Proposed, "proposal" | "sender">,
  registry: Registry = emptyRegistry
): number | undefined => {
  if (proposal._tag === "remove") return proposal.removed
  if (proposal._tag !== "custom" || sender._tag !== "member") return undefined
  return proposalKind(registry, proposal.proposalType)?.removesSender === true ? sender.leafIndex : undefined
}

/** The leaf that an Update, or whatever removes, changes. */
export const changedBy = (proposed: Pick<Proposed, "proposal" | "sender">, registry: Registry = emptyRegistry): number | undefined => {
  const { proposal, sender } = proposed
  return proposal._tag === "update" && sender._tag === "member" ? sender.leafIndex : removedBy(proposed, registry)
}
