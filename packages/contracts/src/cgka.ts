import type { Codec } from "@copath/codec"
import type { LeafIndex, NodeIndex, TreeShape } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Option from "effect/Option"
import type * as Result from "effect/Result"
import type { CgkaCounting } from "./cgkaCounting.ts"
import type { CgkaEvidence } from "./cgkaEvidence.ts"
import type { Crypt, KeyPair } from "./cipherSuite.ts"
import type { Opaque } from "./opaque.ts"
import type { Secret } from "./secret.ts"

/** What a variant may see of the public tree. Read-only; owned by `membership`. `undefined`, not Option: a join reads it 2n times. */
export interface TreeView {
  /** Leaves of the full tree, blank ones included: a power of two. */
  readonly leafCount: number
  /** The leaves that stand, blank ones included, where these are fewer than the full tree's: a parent whose right side lies beyond them is elided and holds no key. */
  readonly standing?: number
  /** Tells how many leaves stand. Left out: all of the full tree's. */
  readonly shape?: TreeShape
  /** Whether a member stands at this leaf. */
  readonly occupied: (leaf: LeafIndex) => boolean
  /** The node's public key: a leaf's `encryption_key`, a parent's; `undefined` for a blank node. */
  readonly keyAt: (node: NodeIndex) => Uint8Array | undefined
  /** RFC 9420, 4.1.1: the non-blank nodes that cover the members below `node`, left to right. */
  readonly resolution: (node: NodeIndex) => ReadonlyArray<NodeIndex>
}

/** What the proposals did, by leaf. The tree handed along is the one *after* them. `committer`'s own leaf is in none of the lists. */
export interface Change {
  /** Leaves of new members, in the order of the Adds. */
  readonly added: ReadonlyArray<LeafIndex>
  /** Leaves that a Remove blanked. An Add of the same list may have taken one again; some may lie beyond a tree that has shrunk. */
  readonly removed: ReadonlyArray<LeafIndex>
  /** Leaves that an Update replaced. */
  readonly updated: ReadonlyArray<LeafIndex>
  /** The committer's leaf; an external joiner's is the one that it takes. */
  readonly committer: LeafIndex
}

/** A parent's new public key, or `undefined` to blank it. Parents only: the committer's leaf is `leafKey`. */
export interface TreeEdit {
  /** Node index of a parent. */
  readonly node: NodeIndex
  /** A KEM public key in the suite's encoding. */
  readonly key: Uint8Array | undefined
}

/** How proposals change the public tree, and which of them force a path. Data, because `membership` applies it and sees no variant. */
export interface TreeRules {
  /** Parents above an added leaf: list it as unmerged (RFC 9420, 7.7), blank them, or leave them. */
  readonly onAdd: "unmerged" | "blank" | "keep"
  /** Parents above a removed or updated leaf: blank them (RFC 9420, 7.7), or leave them. */
  readonly onRemove: "blank" | "keep"
  /** Kinds of proposal that may not be committed without a path. An empty list of proposals always has one. */
  readonly pathFor: ReadonlySet<"add" | "remove" | "update">
}

/** One member's private state. */
export type CgkaState = Opaque<"CgkaState">
/** A commit's fresh keys between `stage` and `seal`. */
export type CgkaStaged = Opaque<"CgkaStaged">
/** Public facts that fit no node of the tree, equal for all members: who knows what it should not, borrowed slots. RFC: empty. */
export type CgkaBook = Opaque<"CgkaBook">
/** What a commit's path carries beside the leaf: fills the hole in `UpdatePath`. */
export type CgkaUpdate = Opaque<"CgkaUpdate">
/** An update, digested by `read` for `process`. */
export type CgkaReading = Opaque<"CgkaReading">
/** What one joiner is told: fills the hole in `GroupSecrets`. */
export type CgkaWelcome = Opaque<"CgkaWelcome">

/** A peer's update or welcome that cannot be used; `OutsideSubtree`: a commit that its committer cannot make (see `removers`). */
export class CgkaRejected extends Data.TaggedError("CgkaRejected")<{
  readonly reason: "PathLength" | "KeyMismatch" | "NotForUs" | "Undecryptable" | "Malformed" | "OutsideSubtree"
  /** The node at which it failed, where there is one. */
  readonly node?: NodeIndex
}> {}

/** What a commit does to the public tree: parents' new keys and the next book. */
export interface CgkaEdits {
  /** One for each parent that changes; all others stay as they are. */
  readonly edits: ReadonlyArray<TreeEdit>
  /** The book of the new epoch. */
  readonly book: CgkaBook
}

/**
 * Continuous group key agreement: a sequence of epochs, each with one commit secret that current members know.
 *
 * A commit is made in two calls and taken in two calls, because path secrets are sealed under a group context whose tree hash already
 * contains the new public keys (RFC 9420, 12.4.1): `stage` or `read` tell the new public keys, the engine hashes the tree, `seal` or
 * `process` do the rest.
 */
export class Cgka extends Context.Service<
  Cgka,
  {
    /** The option id, such as `treekem9420`. */
    readonly id: string
    readonly rules: TreeRules
    /** Where a commit's edits lie: on the committer's direct path alone, or anywhere. Parent hashes need `path`. */
    readonly reach: "path" | "anywhere"
    /**
     * Who can commit a Remove; left out, anybody. `inside`: only who holds a private key below each parent that it changes. Everybody else's `stage`
     * fails with `OutsideSubtree`, and nothing is changed: let a member below the node that the failure names commit it.
     */
    readonly removers?: "inside"
    /**
     * `false`: commit secrets are public constants (sender keys). Whoever was ever a member then knows every later epoch's secrets, so membership and
     * confirmation tags prove nothing to the others (signatures still do), and there is nothing to export.
     */
    readonly groupSecret: boolean
    /** Whether the secrets of a commit are sealed by `PathSealing`. Left out: nothing is sealed to nodes of the tree. */
    readonly sealsPaths?: true
    readonly emptyBook: CgkaBook
    readonly stateCodec: Codec<CgkaState>
    readonly bookCodec: Codec<CgkaBook>
    readonly updateCodec: Codec<CgkaUpdate>
    readonly welcomeCodec: Codec<CgkaWelcome>
    /** A fresh leaf key pair, for a key package or an Update proposal. */
    readonly leaf: () => Crypt<KeyPair>
    /** The state of a group's creator, or of an external joiner before its `stage`. */
    readonly begin: (me: LeafIndex, leaf: KeyPair) => CgkaState
    /** My own Update proposal was committed: this is my leaf's key pair now. The parents above it are blanked or refilled by the commit. */
    readonly renew: (state: CgkaState, leaf: KeyPair) => { readonly state: CgkaState; readonly retired: ReadonlyArray<Secret> }
    /** Committer's phase 1: fresh public keys, on whichever nodes the variant must. Nothing is encrypted yet. `tree`: after the proposals. Rejected
     *  only where `removers` says that not everybody can. */
    readonly stage: (
      state: CgkaState,
      book: CgkaBook,
      tree: TreeView,
      change: Change
    ) => Crypt<CgkaEdits & { readonly staged: CgkaStaged; readonly leafKey: Uint8Array }, CgkaRejected>
    /** Committer's phase 2: the tree now holds those keys and its hash is in `groupContext`. One welcome per `change.added`, same order. */
    readonly seal: (
      staged: CgkaStaged,
      tree: TreeView,
      change: Change,
      groupContext: Uint8Array
    ) => Crypt<{
      readonly state: CgkaState
      readonly commitSecret: Secret
      readonly update: CgkaUpdate
      readonly welcomes: ReadonlyArray<CgkaWelcome>
      readonly retired: ReadonlyArray<Secret>
    }>
    /** Receiver's phase 1, public and pure: the same edits and book that `stage` gave, and a digested update for `process`. `tree`: after the
     *  proposals; `leafKey`: the committer's new leaf key. */
    readonly read: (
      book: CgkaBook,
      tree: TreeView,
      change: Change,
      update: CgkaUpdate,
      leafKey: Uint8Array
    ) => Result.Result<CgkaEdits & { readonly reading: CgkaReading }, CgkaRejected>
    /** Receiver's phase 2. `tree`: with the edits and the committer's new leaf. */
    readonly process: (
      state: CgkaState,
      reading: CgkaReading,
      tree: TreeView,
      change: Change,
      groupContext: Uint8Array
    ) => Crypt<{ readonly state: CgkaState; readonly commitSecret: Secret; readonly retired: ReadonlyArray<Secret> }, CgkaRejected>
    /** After a commit without a path: forget keys of nodes that the tree no longer holds. */
    readonly follow: (state: CgkaState, tree: TreeView) => { readonly state: CgkaState; readonly retired: ReadonlyArray<Secret> }
    /** A joiner's state. `from`: the committer's leaf; `tree`, `book`: after the commit. */
    readonly join: (
      me: LeafIndex,
      leaf: KeyPair,
      from: LeafIndex,
      tree: TreeView,
      book: CgkaBook,
      welcome: Option.Option<CgkaWelcome>
    ) => Crypt<CgkaState, CgkaRejected>
    /** My leaf's HPKE key pair, for what is sealed to it outside of commits. Left out: no such use is possible. */
    readonly leafKey?: (state: CgkaState) => KeyPair
    /** The nodes whose private keys this state holds, for invariant checkers: public data plus one member's state. */
    readonly knows: (state: CgkaState) => ReadonlyArray<{ readonly node: NodeIndex; readonly publicKey: Uint8Array }>
    /** Members with equal routes do equal work on this commit; public data only. For counting at scale, which without it tells members from samples. */
    readonly route?: (reading: CgkaReading, tree: TreeView, change: Change, member: LeafIndex) => string
    /** What else counting at scale asks. Left out: a member's state does not follow from public data. */
    readonly counting?: CgkaCounting
    /** What can be acknowledged and complained about. Left out: nothing is encrypted, or public data do not tell who reads what. */
    readonly evidence?: CgkaEvidence
  }
>()("@copath/contracts/Cgka") {}
