import { KeySchedule, type TreeIntegrity } from "@copath/contracts"
import { createGroup, type GroupState, makeIdentity, makeKeyPackage } from "@copath/group"
import { MAX_LEAVES, plantedTree, treeHash } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import type { LeafNode } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { pairOf } from "./leanSuite.ts"
import { refused } from "./refused.ts"
import { copied } from "./seam.ts"
import { type Making, standIn } from "./standIn.ts"

const utf8 = new TextEncoder()

/** A key that is told apart by its first bytes. */
const someKey = (size: number, kind: number, number: number): Uint8Array => {
  const key = new Uint8Array(size)
  new DataView(key.buffer).setUint32(0, number)
  key[4] = kind
  return key
}

/** Who the members of a made-up group are, and who of them has committed: see `plantedTree`. */
export interface Founding {
  readonly groupId: Uint8Array
  /** In the order of their leaves. */
  readonly names: ReadonlyArray<string>
  readonly committed: "all" | "first"
}

/**
 * A group as it would be, without anybody having made it: creating one of a million takes every newcomer's key package and a commit of hundreds of megabytes. The leaves are
 * like that of a key package of this composition. Its first member's state.
 */
export const foundGroup = Effect.fnUntraced(function* (
  making: Making,
  integrity: TreeIntegrity["Service"],
  { committed, groupId, names }: Founding
) {
  const { seam, suite } = making
  const { counting } = seam.cgka
  if (counting === undefined || counting.parents === "derived")
    return yield* refused(
      "Size",
      `a group of ${seam.cgka.id} cannot be made up, for its parents' keys cannot be just any: what else it holds has to agree with them; have it created (--founded created)`
    )
  if (names.length > MAX_LEAVES) return yield* refused("Size", `${names.length} members are more than a tree has leaves, ${MAX_LEAVES}`)
  // Where nothing but a rule of the composition wants a path, whoever only adds commits none.
  const withPath = seam.cgka.rules.pathFor.has("add") || !(yield* KeySchedule).chained
  const creator = yield* makeIdentity({ _tag: "basic", identity: utf8.encode(names[0] ?? "") })
  const alone = yield* createGroup({ groupId, identity: creator })
  const { signature: _, ...template } = (yield* makeKeyPackage(creator)).keyPackage.leafNode
  const { kem, signature } = suite
  const tree = plantedTree({
    members: names.length,
    committed: counting.parents === "none" || (committed === "first" && !withPath) ? "none" : committed,
    digest: suite.hash.digest,
    parentHashes: integrity.parentHashes,
    key: (node) => someKey(kem.publicKeySize, 1, node),
    leaf: (leaf, parentHash): LeafNode => {
      const signatureKey = someKey(signature.publicKeySize, 2, leaf)
      const content = {
        ...template,
        encryptionKey: someKey(kem.publicKeySize, 1, 2 * leaf),
        signatureKey,
        credential: { _tag: "basic", identity: utf8.encode(names[leaf] ?? "") },
        source: parentHash === undefined ? template.source : ({ _tag: "commit", parentHash } as const)
      } as const
      // Whose signature it is, is all that this provider sees.
      return { ...content, signature: signature.sign(pairOf(signatureKey, signature.seedSize), signatureKey) }
    }
  })
  // Whoever takes part has looked at the tree before.
  treeHash(tree, suite.hash.digest)
  tree.indexes()
  const me = leafIndex(0)
  const shared = { ...alone, tree }
  const state = yield* standIn(making, shared, me, { spoken: true, ratchets: undefined })
  const change = { added: [], removed: [], updated: [], committer: me }
  const standing = { epoch: alone.context.epoch, leafKey: seam.cgka.leafKey?.(state.cgka) }
  const { state: protection } = yield* making.protection.start(copied(seam.epochSecrets()), me, tree, change, Option.none(), standing)
  const founder: GroupState = { ...state, protection }
  return founder
})
