import type { NodeIndex } from "@copath/tree-math"
import type { GroupContext } from "@copath/wire"
import * as Context from "effect/Context"

/** An epoch as its members see it: what a signature may vouch for beside the content. */
export interface SignedEpoch {
  /** What all members agree on (RFC 9420, 8.1). */
  readonly context: GroupContext
  /** The encoding of `context`; one object serves a whole epoch, so that what is computed once can be remembered by it. */
  readonly contextBytes: Uint8Array
  /** The public tree. */
  readonly tree: SignedTree
}

/** A tree, read node by node. */
export interface SignedTree {
  /** Leaves, blank ones included. */
  readonly leafCount: number
  /** A leaf node's or parent node's encoding; `undefined` for a blank one. */
  encodedAt(node: NodeIndex): Uint8Array | undefined
}

/** What two epochs may differ in. `tree`: a parent; `members`: a credential or key of one of them; `extensions`: of the group context. */
export type EpochAspect = "suite" | "group" | "epoch" | "tree" | "members" | "transcript" | "extensions"

/** What stands in a signature's input in the place of RFC 9420's GroupContext (6.1). */
export interface ContextToSign {
  /** The option id, such as `context`. */
  readonly id: string
  /** The aspects in which no two epochs have the same bytes: a signature made in one of them is worth nothing in the other. */
  readonly covers: ReadonlySet<EpochAspect>
  /** The bytes for an epoch. `digest`: the cipher suite's hash. The same bytes for all members, whenever they are asked for. */
  readonly bytes: (epoch: SignedEpoch, digest: (data: Uint8Array) => Uint8Array) => Uint8Array
}

/**
 * What a member's signature over content covers beside the content, and an external joiner's: always of the epoch in which it is sent. By default the encoded
 * GroupContext, as RFC 9420 demands (6.1). Provide another one to the engine: `Layer.merge(parts, transcript)`.
 */
export const SignedContext = Context.Reference<ContextToSign>("@copath/contracts/SignedContext", {
  defaultValue: () => ({
    id: "context",
    covers: new Set<EpochAspect>(["suite", "group", "epoch", "tree", "members", "transcript", "extensions"]),
    bytes: ({ contextBytes }) => contextBytes
  })
})
