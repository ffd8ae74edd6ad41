import type { Change, Refresh } from "@copath/contracts"
import { covers, type LeafIndex, type NodeIndex } from "@copath/tree-math"
import type { Family } from "./family.ts"
import { meetingStep, type TreeKemReading } from "./receive.ts"

/**
 * What a commit costs a member, from public data: on a single chain, where its path meets the steps; else how many secrets it decrypts and how many it
 * hashes. `undefined`: the policy's book does not say exactly who knows what, so public data do not tell.
 */
export const routeOf = (
  { policy }: Family,
  chain: boolean
): ((reading: TreeKemReading, change: Change, member: LeafIndex) => string) | undefined => {
  if (chain) return ({ steps }, _change, member) => String(meetingStep(steps, member))
  if (policy.book !== "exact") return undefined
  return ({ before, steps }, _change, member) => {
    const knew = (node: NodeIndex): boolean => covers(node, member) || policy.outside(before, node).includes(member)
    return work(steps, knew)
  }
}

const work = (steps: ReadonlyArray<Refresh>, knew: (node: NodeIndex) => boolean): string => {
  const made = new Set(steps.map(({ node }) => node))
  const known = new Set<NodeIndex>()
  let [opened, hashed] = [0, 0]
  for (const { from, node, targets } of steps) {
    if (from !== undefined && known.has(from)) hashed++
    else if (targets.some((target) => (made.has(target) ? known.has(target) : knew(target)))) opened++
    else continue
    known.add(node)
  }
  return `${opened}+${hashed}`
}
