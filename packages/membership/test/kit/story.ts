import { leafIndex } from "@copath/tree-math"
import type { LeafNode, Proposal, Sender } from "@copath/wire"
import * as Result from "effect/Result"
import { applyProposals } from "../../src/applyProposals.ts"
import {
  type Digest,
  filteredDirectPath,
  merge,
  type Proposed,
  type PublicTree,
  setLeaf,
  type TreeEdit,
  type TreeRules
} from "../../src/index.ts"
import { keyFor, keyPackageFor, leafFor } from "./leaves.ts"
import * as naive from "./naiveTree.ts"

/** Numbers that decide one commit; each is reduced to what is possible. */
export interface Step {
  readonly adds: number
  readonly removes: ReadonlyArray<number>
  readonly updates: ReadonlyArray<number>
  readonly committer: number
  readonly path: boolean
}

/** A tree and its naive twin, and how many names are used up. */
export interface Twins {
  readonly tree: PublicTree
  readonly naive: naive.NaiveTree
  readonly named: number
}

const byMember = (proposal: Proposal, leaf: number): Proposed => ({
  proposal,
  sender: { _tag: "member", leafIndex: leaf } satisfies Sender,
  reference: new Uint8Array(0)
})

const updateLeaf = (name: string): LeafNode => leafFor(name, { source: { _tag: "update" } })

/** The edits of a TreeKEM commit: keys on the filtered direct path, blanks elsewhere on it. */
export const pathEdits = (tree: PublicTree, committer: number, name: string): ReadonlyArray<TreeEdit> => {
  const kept = new Set(filteredDirectPath(tree, leafIndex(committer)))
  const nodes: Array<TreeEdit> = []
  let width = 1
  for (let size = tree.leafCount; size > 1; size /= 2) {
    width *= 2
    const node = (Math.floor(committer / width) * width * 2 + width - 1) as TreeEdit["node"]
    nodes.push({ node, key: kept.has(node) ? keyFor(`${name} node ${node}`) : undefined })
  }
  return nodes
}

/** One commit, applied to both trees: Updates, Removes, truncation, Adds, then the committer's path (12.3, 7.5). */
export const applyStep = (twins: Twins, step: Step, rules: TreeRules, digest: Digest): Twins => {
  let named = twins.named
  const fresh = (): string => `member ${named++}`
  const members = twins.tree.members()
  const committer = members[step.committer % members.length] as number
  const others = members.filter((leaf) => leaf !== committer)
  const pick = (n: number): number | undefined => others[n % Math.max(1, others.length)]
  const removes = [...new Set(step.removes.map(pick).filter((leaf) => leaf !== undefined))]
  const updates = [...new Set(step.updates.map(pick).filter((leaf) => leaf !== undefined))].filter((leaf) => !removes.includes(leaf))

  const updated = updates.map((leaf) => ({ leaf, leafNode: updateLeaf(fresh()) }))
  const packages = Array.from({ length: step.adds }, () => keyPackageFor(fresh(), {}))
  const added = packages.map((p, i) => ({ ...p, leafNode: leafFor(`member ${named - step.adds + i}`) }))
  const proposals = [
    ...added.map((keyPackage) => byMember({ _tag: "add", keyPackage }, committer)),
    ...removes.map((removed) => byMember({ _tag: "remove", removed }, committer)),
    ...updated.map(({ leaf, leafNode }) => byMember({ _tag: "update", leafNode }, leaf))
  ]
  let { tree } = Result.getOrThrow(applyProposals(twins.tree, proposals, rules, false))

  let twin = twins.naive
  for (const { leaf, leafNode } of updated) twin = naive.update(twin, leaf, leafNode)
  for (const leaf of removes) twin = naive.remove(twin, leaf)
  if (removes.length > 0) twin = naive.truncate(twin)
  for (const { leafNode } of added) twin = naive.add(twin, leafNode, rules.onAdd)[0]

  if (step.path || removes.length > 0 || updates.length > 0 || proposals.length === 0) {
    const name = fresh()
    const edits = pathEdits(tree, committer, name)
    const merged = merge(tree, leafIndex(committer), edits, "required", digest)
    const leaf = leafFor(name, { source: { _tag: "commit", parentHash: merged.parentHash } })
    tree = setLeaf(merged.tree, leafIndex(committer), leaf)
    const [next, hash] = naive.merged(twin, committer, edits, digest)
    if (hash.join() !== merged.parentHash.join()) throw new Error("the twins compute different parent hashes")
    twin = naive.update(next, committer, leaf, false)
  }
  return { tree, naive: twin, named }
}
