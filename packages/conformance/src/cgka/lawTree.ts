import type { CgkaEdits, Change, Suite, TreeRules } from "@copath/contracts"
import { merge, plan, type Proposed, type PublicTree, setLeaf, singleton } from "@copath/membership"
import type { LeafIndex, TreeShape } from "@copath/tree-math"
import type { KeyPackage, LeafNode } from "@copath/wire"
import * as Result from "effect/Result"

/*
 * The laws run over `membership`'s public tree. A CGKA sees keys alone, so everything else in a leaf is left empty, and no rule is asked: what
 * a leaf must look like is not the CGKA's business.
 */

const none = new Uint8Array(0)
const noRules = { memberCommit: [], externalCommit: [], proposal: [], result: [] }

const leafWith = (encryptionKey: Uint8Array, source: LeafNode["source"]): LeafNode => ({
  encryptionKey,
  signatureKey: none,
  credential: { _tag: "basic", identity: none },
  capabilities: { versions: [], cipherSuites: [], extensions: [], proposals: [], credentials: [] },
  source,
  extensions: [],
  signature: none
})

const keyPackageLeaf = (key: Uint8Array): LeafNode => leafWith(key, { _tag: "keyPackage", lifetime: { notBefore: 0n, notAfter: 0n } })
const keyPackageWith = (key: Uint8Array): KeyPackage => ({
  version: 1,
  cipherSuite: 1,
  initKey: none,
  leafNode: keyPackageLeaf(key),
  extensions: [],
  signature: none
})

/** A group of one. */
export const soleMember = (key: Uint8Array, shape: TreeShape): PublicTree => singleton(keyPackageLeaf(key), shape)

/** Proposals by what they do to keys. */
export interface KeyProposals {
  /** `undefined` for an outsider. */
  readonly committer: LeafIndex | undefined
  readonly updates: ReadonlyMap<LeafIndex, Uint8Array>
  readonly removes: ReadonlyArray<LeafIndex>
  readonly adds: ReadonlyArray<Uint8Array>
}

/** The tree after the proposals (RFC 9420, 12.3), and where everybody went. */
export const planned = (
  tree: PublicTree,
  rules: TreeRules,
  { adds, committer, removes, updates }: KeyProposals
): { readonly tree: PublicTree; readonly change: Change } => {
  const by = (leafIndex: number, proposal: Proposed["proposal"]): Proposed => ({
    proposal,
    sender: { _tag: "member", leafIndex },
    reference: undefined
  })
  const proposals = [
    ...[...updates].map(([leaf, key]) => by(leaf, { _tag: "update", leafNode: leafWith(key, { _tag: "update" }) })),
    ...removes.map((removed) => by(0, { _tag: "remove", removed })),
    ...adds.map((key) => by(0, { _tag: "add", keyPackage: keyPackageWith(key) }))
  ]
  const groupContext = {
    version: 1,
    cipherSuite: 1,
    groupId: none,
    epoch: 0n,
    treeHash: none,
    confirmedTranscriptHash: none,
    extensions: []
  }
  const input = {
    tree,
    groupContext,
    committer,
    proposals,
    rules,
    hasPath: true,
    suiteId: 1,
    hashSize: 32,
    now: undefined,
    maxLifetime: 0n
  }
  return Result.getOrThrow(plan(input, noRules))
}

/** The tree with a commit's path (7.5), with parent hashes where all edits lie on it. */
export const merged = (
  tree: PublicTree,
  committer: LeafIndex,
  leafKey: Uint8Array,
  edits: CgkaEdits["edits"],
  reach: "path" | "anywhere",
  suite: Suite
): PublicTree => {
  const { parentHash, tree: after } = merge(tree, committer, edits, reach === "path" ? "required" : "absent", suite.hash.digest)
  return setLeaf(after, committer, leafWith(leafKey, { _tag: "commit", parentHash }))
}
