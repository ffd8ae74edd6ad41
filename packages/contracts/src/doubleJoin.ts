import type { Codec } from "@copath/codec"
import type { LeafIndex, NodeIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import type { CgkaBook, Change, TreeRules, TreeView } from "./cgka.ts"

/** One parent that a commit sets: where its secret comes from, and to whom it is sealed. */
export interface Refresh {
  /** Node index of the parent. */
  readonly node: NodeIndex
  /** From what its secret is hashed: an earlier step's node, or the committer's fresh leaf. `undefined`: it is drawn at random. */
  readonly from: NodeIndex | undefined
  /** The nodes to whose keys the secret is sealed, in the order of the ciphertexts. Those set by an earlier step have their new key already. */
  readonly targets: ReadonlyArray<NodeIndex>
}

/** What a commit does to the parents of the tree: the same for committer and receivers, from public data alone. */
export interface RefreshPlan {
  /** Children before parents. The last one's secret, the topmost, gives the commit secret; none in a group of one. */
  readonly steps: ReadonlyArray<Refresh>
  /** Parents that hold no key afterwards; they may be blank already. */
  readonly blanked: ReadonlyArray<NodeIndex>
  /** The book of the new epoch. */
  readonly book: CgkaBook
}

/** Which parents may hold a key; see `TreeFill` for who decides. */
export interface TreeLayout {
  /** Whether the level of this parent holds keys. The topmost parent with members on both sides always does. */
  readonly populated: (node: NodeIndex) => boolean
  /** In the commit by which a creator adds the first members: the parents set beside the creator's path. `undefined` in any other commit. */
  readonly initial: ReadonlyArray<NodeIndex> | undefined
  /** Whether a parent with members on one side only gets no key, as it would cover nobody but its child's (RFC 9420, 4.1.2). */
  readonly filtered: boolean
}

/**
 * What becomes of node keys when members come and go. Member m is double-joined at node v if m knows v's private key and v is not above m: evicting
 * m without replacing that key leaves m able to read. A policy either never lets that happen, or writes it down and cleans up, or does neither.
 */
export class DoubleJoinPolicy extends Context.Service<
  DoubleJoinPolicy,
  {
    /** The option id, such as `unmerged`. */
    readonly id: string
    /** What proposals do to the tree before the commit's own plan. */
    readonly rules: TreeRules
    /** Where its plans set and blank parents: on the committer's direct path alone, or anywhere. */
    readonly reach: "path" | "anywhere"
    /** What its book says: nothing, an upper bound of who knows which node from outside, or exactly who does. */
    readonly book: "none" | "bound" | "exact"
    /** Whether somebody may go on knowing a live key after having been removed. */
    readonly mayLeaveKnowledge: boolean
    readonly emptyBook: CgkaBook
    /** Equal books have equal bytes, for they are hashed. */
    readonly bookCodec: Codec<CgkaBook>
    /** `tree`: after the proposals. Deterministic, and without look at any secret. */
    readonly plan: (book: CgkaBook, tree: TreeView, change: Change, layout: TreeLayout) => RefreshPlan
    /** Who, says the book, knows the key of a live parent without being below it; ascending. For reports and checkers. */
    readonly outside: (book: CgkaBook, node: NodeIndex) => ReadonlyArray<LeafIndex>
    /** Of an exact book: `outside` of every parent where there is anybody. */
    readonly knowers?: (book: CgkaBook) => ReadonlyMap<NodeIndex, ReadonlyArray<LeafIndex>>
  }
>()("@copath/contracts/DoubleJoinPolicy") {}
