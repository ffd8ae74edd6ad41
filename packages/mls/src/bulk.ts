import { type Codec, DecodeFault, mapped, uint8, vector } from "@copath/codec"
import { equalBytes, type StoreFailure, TreeShaping } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import { type PublicTree, publicTreeOf } from "@copath/membership"
import * as Effect from "effect/Effect"
import { corrupt, type Format, type Owner, seal, unseal } from "./sealed.ts"

/**
 * The trees of a group's record: most of its bytes, and only commits change them. They are written apart from the rest of the state, so that a message that is
 * sent or taken in writes none of them.
 *
 * ```
 *   state   engine: keys, ratchets, proposals, 0 and 1 in place of trees ─┐     each message
 *   bulk    0: the epoch's tree     1: that of our pending commit  ◄──────┘     each commit
 * ```
 */
export interface Bulk {
  /** The epoch's; maybe that of a pending commit; and maybe an older one, until the next is written. */
  readonly trees: ReadonlyArray<PublicTree>
  /** Of its bytes, Nh bytes: the state that refers to it names it. */
  readonly digest: Uint8Array
}

const format = (trees: Codec<ReadonlyArray<PublicTree>>): Format<ReadonlyArray<PublicTree>> => ({
  kind: "bulk",
  current: 1,
  codecs: new Map([[1, trees]])
})

const treesFormat = Effect.map(TreeShaping, (shape) => format(vector(publicTreeOf(shape))))

/** The trees that a state refers to. */
const treesOf = ({ pending, tree }: GroupState): ReadonlyArray<PublicTree> => (pending === undefined ? [tree] : [tree, pending.next.tree])

/** What a state's trees are found in. */
export interface Shelved {
  readonly bulk: Bulk
  /** To be written with the state; `undefined`: it is what is stored already. */
  readonly bytes: Uint8Array | undefined
}

/** Where the trees of a state are, or will be: in what is `stored`, unless one is new. */
export const shelve: (owner: Owner, state: GroupState, stored: Bulk | undefined) => Effect.Effect<Shelved> = Effect.fnUntraced(function* (
  owner: Owner,
  state: GroupState,
  stored: Bulk | undefined
) {
  const trees = treesOf(state)
  if (stored !== undefined && trees.every((tree) => stored.trees.includes(tree))) return { bulk: stored, bytes: undefined }
  const bytes = seal(yield* treesFormat, owner, trees)
  return { bulk: { trees, digest: owner.suite.hash.digest(bytes) }, bytes }
})

/** The bulk with this digest again; `Corrupt` for other bytes. */
export const readBulk: (owner: Owner, digest: Uint8Array, bytes: Uint8Array) => Effect.Effect<Bulk, StoreFailure> = Effect.fnUntraced(
  function* (owner: Owner, digest: Uint8Array, bytes: Uint8Array) {
    if (!equalBytes(owner.suite.hash.digest(bytes), digest)) return yield* corrupt(owner)
    const trees = yield* Effect.fromResult(unseal(yield* treesFormat, owner, bytes))
    return { trees, digest }
  }
)

/** Trees written as their places in a bulk. A tree that is in none is a defect. */
export const placeIn = ({ trees }: Bulk): Codec<PublicTree> =>
  mapped(
    uint8,
    "TreePlace",
    (tree: PublicTree) => {
      const place = trees.indexOf(tree)
      if (place < 0) throw new TypeError("the tree was not written")
      return place
    },
    (place, offset) => {
      const tree = trees[place]
      if (tree === undefined) throw new DecodeFault("LimitExceeded", offset, "a tree of the bulk")
      return tree
    }
  )
