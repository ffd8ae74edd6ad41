import { type Codec, decode, type DecodeError, encode, mapped, oneOf, opaque, struct, uint16, uint32, vector } from "@copath/codec"
import { CipherSuite, type StoreFailure } from "@copath/contracts"
import { type GroupServices, type GroupState, persistWith, restoreWith } from "@copath/group"
import { type Digest, emptyTree, type PublicTree } from "@copath/membership"
import { standingPath, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { type Blob, blobAt, changedBlobs, hexOf, rootOf, type TreeRoot } from "./blob.ts"
import { fetchTree } from "./fetch.ts"
import type { FormOf } from "./form.ts"
import { type StoreKeys, storeKeys } from "./keys.ts"
import type { BlobRefused } from "./refused.ts"
import type { BlobStore } from "./store.ts"

/*
 * struct {
 *     uint16 format = 1;
 *     StoreKeys keys;
 *     opaque blobs<V><V>;        own leaf and path; of a pending commit, all that it would change
 *     opaque state<V>;           as the engine writes it, a TreeRoot in place of each tree
 * } WrittenDigest;
 */
const written = struct("WrittenDigest", { format: oneOf("format", uint16, [1]), keys: storeKeys, blobs: vector(opaque), state: opaque })

const treeRoot: Codec<TreeRoot> = struct<TreeRoot>("TreeRoot", { leafCount: uint32, treeHash: opaque })

/** Trees written as their roots; `read` says what stands for one when it is read. */
const rooted = (digest: Digest, read: (root: TreeRoot) => PublicTree): Codec<PublicTree> =>
  mapped(treeRoot, "TreeRoot", (tree: PublicTree) => rootOf(tree, digest), read)

/** Everything of a state but what others can be asked for. */
export interface Digested {
  /** The epoch's tree, by its hash. */
  readonly root: TreeRoot
  /** For the blobs of the group's store. */
  readonly keys: StoreKeys
  /** Own leaf and path; of a pending commit, all that it would change. */
  readonly known: ReadonlyArray<Blob>
  /** What needs no tree. */
  readonly state: Omit<GroupState, "tree" | "past" | "pending">
}

/**
 * A member's state without the tree: secrets, own leaf and path, and the tree's hash. O(log n) bytes. The blobs of the state's tree must lie in the store before
 * the other copy of it is given up; what a pending commit would change is written down here, and stored once it is adopted.
 */
export const persistDigest: (state: GroupState, keys: StoreKeys) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(
  function* (state: GroupState, keys: StoreKeys) {
    const { digest } = (yield* CipherSuite).hash
    const { me, pending, tree } = state
    const own = [toNode(me), ...standingPath(toNode(me), tree.standing)].map((node) => blobAt(tree, node, digest))
    const ahead = pending === undefined ? [] : changedBlobs(tree, pending.next.tree, digest)
    const blobs = [...own, ...ahead].map(({ input }) => input)
    return encode(written, {
      format: 1,
      keys,
      blobs,
      state: yield* persistWith(
        state,
        rooted(digest, () => emptyTree)
      )
    })
  }
)

/** What {@link persistDigest} wrote, as far as it goes by itself. */
export const readDigest: (bytes: Uint8Array) => Effect.Effect<Digested, DecodeError, GroupServices> = Effect.fnUntraced(function* (
  bytes: Uint8Array
) {
  const { digest } = (yield* CipherSuite).hash
  const { blobs, keys, roots, state } = yield* opened(bytes, digest)
  const { past: _past, pending: _pending, tree: _tree, ...rest } = state
  return { root: roots[0] as TreeRoot, keys, known: blobs, state: rest }
})

/** A state with its tree, and the keys of its store. */
export interface Restored {
  /** Complete, its tree included. */
  readonly state: GroupState
  /** For the blobs of the group's store. */
  readonly keys: StoreKeys
}

/**
 * The state that {@link persistDigest} wrote, with the tree out of the store: the same as `persist` and `restore` give, for everything that a member does. Each
 * blob is checked against the hash that the group agreed on, so a store can refuse to give, and nothing else.
 */
export const restoreDigest: (
  bytes: Uint8Array,
  formOf: FormOf
) => Effect.Effect<Restored, DecodeError | BlobRefused | StoreFailure, GroupServices | BlobStore> = Effect.fnUntraced(function* (
  bytes: Uint8Array,
  formOf: FormOf
) {
  const suite = yield* CipherSuite
  const { digest } = suite.hash
  const { blobs: known, keys, roots, written: inner } = yield* opened(bytes, digest)
  const trees = new Map<string, PublicTree>()
  for (const { treeHash } of roots) trees.set(hexOf(treeHash), yield* fetchTree({ form: formOf(suite, keys), digest, known }, treeHash))
  const fetched = rooted(digest, ({ treeHash }) => trees.get(hexOf(treeHash)) as PublicTree)
  return { state: yield* restoreWith(inner, fetched), keys }
})

const opened = Effect.fnUntraced(function* (bytes: Uint8Array, digest: Digest) {
  const { blobs, keys, state: inner } = yield* Effect.fromResult(decode(written, bytes, true))
  const roots: Array<TreeRoot> = []
  const noted = rooted(digest, (root) => {
    roots.push(root)
    return emptyTree
  })
  const state = yield* restoreWith(inner, noted)
  return { blobs: blobs.map((input) => ({ hash: digest(input), input })), keys, roots, state, written: inner }
})
