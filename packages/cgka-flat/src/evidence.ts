import { type Change, encryptContext, noBytes, type SealedSecret, type Suite, type TreeView } from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import { type FlatReading, label } from "./flat.ts"

/** One ciphertext for each recipient, which nobody else reads. */
export const sealedIn = (
  { recipients, sealed, sender }: FlatReading,
  tree: TreeView,
  _change: Change,
  groupContext: Uint8Array
): ReadonlyArray<SealedSecret> => {
  const info = encryptContext(label, groupContext)
  return recipients.flatMap((leaf, index) => {
    const target = toNode(leaf)
    const publicKey = tree.keyAt(target)
    const mine = sealed[index]
    if (publicKey === undefined || mine === undefined) return []
    return [{ index, target, publicKey, sender, info, aad: noBytes, sealed: mine, readers: [leaf] }]
  })
}

/** Nothing public follows from a commit secret: only its length can be wrong. That two members were told different ones, two openings show. */
export const keeps = (suite: Suite, plain: Uint8Array): boolean => plain.length === suite.kdf.size
