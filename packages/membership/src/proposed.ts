import type { LeafIndex } from "@copath/tree-math"
import type { Extension, GroupContext, Proposal, Sender } from "@copath/wire"
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
  /** The operation that this commit belongs to, if it re-creates or branches off a group: it alone may use that kind of PSK (12.1.4). */
  readonly resumption?: "reInit" | "branch"
}

/** The group context's extensions after the list: wholly replaced, or as they were (12.1.7). */
export const extensionsAfter = ({ groupContext, proposals }: Pick<PlanInput, "groupContext" | "proposals">): ReadonlyArray<Extension> => {
  for (const { proposal } of proposals) if (proposal._tag === "groupContextExtensions") return proposal.extensions
  return groupContext.extensions
}

/**
 * Whether a list may not be committed without a path (12.4): an empty list, ExternalInit, GroupContextExtensions, and whatever the tree rules name.
 */
export const pathRequired = (proposals: ReadonlyArray<Proposed>, rules: TreeRules): boolean =>
  proposals.length === 0 || proposals.some(({ proposal }) => needsPath(proposal, rules))

const needsPath = ({ _tag }: Proposal, { pathFor }: TreeRules): boolean => {
  switch (_tag) {
    case "add":
    case "remove":
    case "update":
      return pathFor.has(_tag)
    case "externalInit":
    case "groupContextExtensions":
      return true
    case "psk":
    case "reInit":
      return false
  }
}
