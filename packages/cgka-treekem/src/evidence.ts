import {
  type CgkaEvidence,
  type Change,
  equalBytes,
  type KeyPair,
  noBytes,
  type SealedSecret,
  Secret,
  type TreeView
} from "@copath/contracts"
import { covers, type LeafIndex, leafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import type { Boxes } from "./boxes.ts"
import type { Family } from "./family.ts"
import type { TreeKemReading } from "./receive.ts"
import type { TreeKemState } from "./state.ts"

/*
 *            P3            Whoever is below a ciphertext's target opens it with the one private key they share, so one of them
 *          /    \          speaks for all. The four right leaves read P3's secret by the same ciphertext, or by two if their
 *        P2      *  <--    root is blank: one for each node of its resolution.
 *       /  \    / \
 *     P1    *  *   *       keeps(secret of P2): its key pair is P2's, and that of the secret hashed from it is P3's.
 *    /  \  / \ ...
 */

/** {@link CgkaEvidence} of one TreeKEM. */
export const evidenceOf = (family: Family, { reading, state }: Boxes): CgkaEvidence => ({
  sealed: (r, tree, change, groupContext) => sealedIn(family, reading.unwrap(r), tree, change, groupContext),
  keyFor: (s, node) => keyFor(state.unwrap(s), node),
  open: (pair, { aad, info, sealed, sender }) => family.sealing.open(family.suite, sender, pair, info, aad, sealed),
  keeps: (r, index, plain) => keeps(family, reading.unwrap(r), index, plain)
})

/** Every ciphertext of a commit with those who come to the commit secret by it. */
const sealedIn = (
  { derivation }: Pick<Family, "derivation">,
  { sender, steps }: TreeKemReading,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): ReadonlyArray<SealedSecret> => {
  const info = derivation.info(groupContext)
  const readers = readersOf(steps, tree, change)
  const all: Array<SealedSecret> = []
  let index = 0
  for (const { encryptedPathSecret, targets } of steps) {
    for (const [position, target] of targets.entries()) {
      const publicKey = tree.keyAt(target)
      const sealed = encryptedPathSecret.at(position)
      const at = index++
      if (publicKey === undefined || sealed === undefined) continue
      all.push({ index: at, target, publicKey, sender, info, aad: noBytes, sealed, readers: readers.get(at) ?? [] })
    }
  }
  return all
}

/** For each ciphertext the members that must open it: those who cannot hash what is in it from what they opened below. */
const readersOf = (
  steps: TreeKemReading["steps"],
  tree: TreeView,
  { added, committer }: Change
): ReadonlyMap<number, ReadonlyArray<LeafIndex>> => {
  const joining = new Set(added)
  const readers = new Map<number, ReadonlyArray<LeafIndex>>()
  for (let i = 0; i < tree.leafCount; i++) {
    const member = leafIndex(i)
    if (member === committer || joining.has(member) || !tree.occupied(member)) continue
    const known = new Set<NodeIndex>()
    let first = 0
    for (const { from, node, targets } of steps) {
      if (covers(node, member)) {
        if (from === undefined || !known.has(from)) {
          // An unmerged leaf is named beside the parent whose key it does not hold.
          const named = targets.indexOf(toNode(member))
          const position = named === -1 ? targets.findIndex((target) => covers(target, member)) : named
          if (position !== -1) readers.set(first + position, [...(readers.get(first + position) ?? []), member])
        }
        known.add(node)
      }
      first += targets.length
    }
  }
  return readers
}

const keyFor = ({ leaf, me, path }: TreeKemState, node: NodeIndex): KeyPair | undefined =>
  node === toNode(me) ? leaf : path.find((key) => key.node === node)?.pair

/** Whether every key that follows from this secret is the published one (7.5). */
const keeps = (
  { derivation, suite }: Pick<Family, "derivation" | "suite">,
  { steps }: TreeKemReading,
  index: number,
  plain: Uint8Array
): boolean => {
  if (plain.length !== derivation.secretSize(suite)) return false
  const learnt = new Map<NodeIndex, Secret>()
  let first = 0
  for (const { encryptionKey, from, node, targets } of steps) {
    const opens = index >= first && index < first + targets.length
    const source = from === undefined ? undefined : learnt.get(from)
    first += targets.length
    if (!opens && source === undefined) continue
    const secret = source === undefined ? new Secret(plain.slice()) : derivation.next(suite, source)
    learnt.set(node, secret)
    if (!equalBytes(derivation.pair(suite, secret).publicKey, encryptionKey)) return false
  }
  return learnt.size > 0
}
