import { leafIndex } from "@copath/tree-math"
import type { Extension, GroupContext, LeafNode, Proposal, Sender } from "@copath/wire"
import * as Result from "effect/Result"
import {
  checkPathLeaf,
  merge,
  type PathInput,
  plan,
  type Plan,
  type PlanInput,
  planRules,
  type PlanRules,
  type Proposed,
  type PublicTree,
  rfc9420TreeRules,
  setLeaf,
  singleton,
  treeHash
} from "../../src/index.ts"
import { sha256 } from "./digests.ts"
import { keyFor, leafFor, NOW, SUITE } from "./leaves.ts"
import { pathEdits } from "./story.ts"
import { verdict } from "./verdict.ts"

export const MAX_LIFETIME = 93n * 86_400n

/** Members `m0`, `m1`, … at leaves 0, 1, …, every parent above them set by `m0`. */
export const groupOf = (size: number, over: (i: number) => Partial<LeafNode> = () => ({})): PublicTree => {
  let tree = singleton(leafFor("m0", over(0)))
  for (let i = 1; i < size; i++) tree = setLeaf(tree, leafIndex(i), leafFor(`m${i}`, over(i)))
  const { parentHash, tree: merged } = merge(tree, leafIndex(0), pathEdits(tree, 0, "first"), "required", sha256)
  return setLeaf(merged, leafIndex(0), leafFor("m0", { source: { _tag: "commit", parentHash }, ...over(0) }))
}

export const contextOf = (tree: PublicTree, extensions: ReadonlyArray<Extension> = []): GroupContext => ({
  version: 1,
  cipherSuite: SUITE,
  groupId: keyFor("group"),
  epoch: 5n,
  treeHash: treeHash(tree, sha256),
  confirmedTranscriptHash: new Uint8Array(32),
  extensions
})

const five = groupOf(5)

/** A commit of member 0 with a path, in a group of five, at leaves 0 to 4 of 8. */
export const memberCommit = (proposals: ReadonlyArray<Proposed>, over: Partial<PlanInput> = {}): PlanInput => ({
  tree: five,
  groupContext: contextOf(over.tree ?? five),
  committer: leafIndex(0),
  proposals,
  rules: rfc9420TreeRules,
  hasPath: true,
  suiteId: SUITE,
  hashSize: 32,
  now: NOW,
  maxLifetime: MAX_LIFETIME,
  ...over
})

/** An external commit in the same group. */
export const externalCommit = (proposals: ReadonlyArray<Proposed>, over: Partial<PlanInput> = {}): PlanInput =>
  memberCommit(proposals, { committer: undefined, ...over })

export const byValue = (proposal: Proposal, sender: Sender = { _tag: "member", leafIndex: 0 }): Proposed => ({
  proposal,
  sender,
  reference: undefined
})

let references = 0
/** By reference, from a member or somebody outside; each with a reference of its own. */
export const byReference = (proposal: Proposal, from: number | Sender = 1): Proposed => ({
  proposal,
  sender: typeof from === "number" ? { _tag: "member", leafIndex: from } : from,
  reference: keyFor(`reference ${references++}`)
})

export const byJoiner = (proposal: Proposal): Proposed => byValue(proposal, { _tag: "newMemberCommit" })

export const externalInit: Proposed = byJoiner({ _tag: "externalInit", kemOutput: keyFor("kem output") })
export const psk = (name: string, nonce: Uint8Array = keyFor(`${name} nonce`)): Proposal => ({
  _tag: "psk",
  psk: { _tag: "external", pskId: keyFor(name), pskNonce: nonce }
})
export const update = (name: string, over: Partial<LeafNode> = {}): Proposal => ({
  _tag: "update",
  leafNode: leafFor(name, { source: { _tag: "update" }, ...over })
})
export const remove = (removed: number): Proposal => ({ _tag: "remove", removed })
export const newExtensions = (extensions: ReadonlyArray<Extension>): Proposal => ({ _tag: "groupContextExtensions", extensions })

export const planned = (input: PlanInput, rules?: PlanRules): string => verdict(plan(input, rules))

/** The rules of a plan without one. */
export const planWithout = (rule: unknown): PlanRules => {
  const known = [
    ...planRules.memberCommit,
    ...planRules.externalCommit,
    ...planRules.proposal,
    ...planRules.result
  ] as ReadonlyArray<unknown>
  if (!known.includes(rule)) throw new Error("the rule is in none of the lists")
  return {
    memberCommit: planRules.memberCommit.filter((r) => r !== rule),
    externalCommit: planRules.externalCommit.filter((r) => r !== rule),
    proposal: planRules.proposal.filter((r) => r !== rule),
    result: planRules.result.filter((r) => r !== rule)
  }
}

export const planOf = (input: PlanInput): Plan => Result.getOrThrow(plan(input))

/** The path that the committer of a plan would send. */
export const pathFor = (input: PlanInput, leaf: (right: LeafNode) => LeafNode = (right) => right): PathInput => {
  const p = planOf(input)
  const edits = pathEdits(p.tree, p.change.committer, "path")
  const { parentHash } = merge(p.tree, p.change.committer, edits, "required", sha256)
  const kept = p.replaced ?? leafFor("joiner")
  return {
    plan: p,
    leaf: leaf({ ...kept, encryptionKey: keyFor("path leaf"), source: { _tag: "commit", parentHash } }),
    pathKeys: edits.map(({ key }) => key).filter((key) => key !== undefined),
    groupContext: input.groupContext,
    suiteId: SUITE,
    hashSize: 32,
    now: NOW,
    maxLifetime: MAX_LIFETIME,
    parentHash
  }
}

export const pathVerdict = (path: PathInput): string => verdict(checkPathLeaf(path))
