import type { DecodeError } from "@copath/codec"
import { type Keeper, type Moved, NotKept, StateKeeping } from "@copath/client"
import { CipherSuite, type Change, type StoreFailure } from "@copath/contracts"
import type { GroupServices, GroupState, KeyPackageSecrets, NoGroupSecret } from "@copath/group"
import type { KeyPackage } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Blob, blobsOf, changedBlobs } from "./blob.ts"
import { type FormOf, leavesSealed } from "./form.ts"
import { firstKeys, handKeys, keysAfter, type KeysRefused, type StoreKeys, takeKeys } from "./keys.ts"
import { metered, nothingMoved } from "./metered.ts"
import type { BlobRefused } from "./refused.ts"
import { BlobStore, publish } from "./store.ts"
import { persistDigest, restoreDigest } from "./written.ts"

/** How a group's blobs lie in the store, and what of them whoever holds it can read. */
export interface DigestChoices {
  /** How blobs are named and laid, given the suite and the group's keys. */
  readonly formOf: FormOf
  /** As the part declares it. */
  readonly shows: StateKeeping["Service"]["shows"]
}

/**
 * `digest+fetch` with blobs in another form. Members of a group choose the same. `NotKept` is `Unavailable` if the store does not answer or lacks a blob (its
 * committer may not have stored it yet), `Refused` if it gives another than the one asked for, or one under a key that we were never given.
 */
export const digestFetchWith = ({ formOf, shows }: DigestChoices): Layer.Layer<StateKeeping, never, BlobStore> =>
  Layer.effect(
    StateKeeping,
    Effect.map(BlobStore, (store) => keeping(store, formOf, shows))
  )

/**
 * `digest+fetch`: each member writes down its secrets, its own leaf and path, and the tree's hash; the store holds the tree, its parents readable and its leaves
 * sealed ({@link leavesSealed}).
 */
export const digestFetch: Layer.Layer<StateKeeping, never, BlobStore> = digestFetchWith({ formOf: leavesSealed, shows: "parents" })

const keeping = (store: BlobStore["Service"], formOf: FormOf, shows: DigestChoices["shows"]): StateKeeping["Service"] => {
  const stores = Effect.fnUntraced(function* (keys: StoreKeys, blobs: ReadonlyArray<Blob>) {
    const suite = yield* CipherSuite
    const { moved } = yield* metered(store, publish(formOf(suite, keys), blobs))
    return keeper(keys, moved)
  })

  /** By the exporter of an epoch that began with no keys at hand: everything is stored, under keys that all members of it can make. */
  const beginsAnew = Effect.fnUntraced(function* (state: GroupState) {
    const { digest } = (yield* CipherSuite).hash
    return yield* stores(yield* firstKeys(state), blobsOf(state.tree, digest))
  }, Effect.mapError(notKept))

  const follow = Effect.fnUntraced(function* (
    keys: StoreKeys,
    before: GroupState,
    after: GroupState,
    change: Change,
    mine: boolean
  ): Effect.fn.Return<Keeper, NotKept | KeepingError, GroupServices> {
    if (cameByItself(before, change)) {
      return mine ? yield* beginsAnew(after) : keeper(yield* firstKeys(after), nothingMoved)
    }
    const next = yield* keysAfter(keys, change, after)
    if (!mine) return keeper(next, nothingMoved)
    const { digest } = (yield* CipherSuite).hash
    return yield* stores(next, changedBlobs(before.tree, after.tree, digest))
  }, Effect.mapError(notKept))

  const keeper = (keys: StoreKeys, moved: Moved): Keeper => ({
    moved,
    follow: (before, after, change, mine) => follow(keys, before, after, change, mine),
    hand: (to: KeyPackage) => handKeys(keys, to),
    write: (state) => persistDigest(state, keys)
  })

  const joined = Effect.fnUntraced(function* (
    state: GroupState,
    mine: KeyPackageSecrets | undefined,
    handed: Uint8Array | undefined
  ): Effect.fn.Return<Keeper, NotKept | KeepingError, GroupServices> {
    if (mine === undefined) return yield* beginsAnew(state)
    if (handed !== undefined) return keeper(yield* takeKeys(handed, mine), nothingMoved)
    return yield* new NotKept({
      reason: "Unavailable",
      detail: "no keys came beside the Welcome: a member who has them can hand them again"
    })
  }, Effect.mapError(notKept))

  const read = Effect.fnUntraced(function* (bytes: Uint8Array) {
    const { moved, value } = yield* metered(store, restoreDigest(bytes, formOf))
    return { state: value.state, keeper: keeper(value.keys, moved) }
  }, Effect.mapError(notKept))

  return StateKeeping.of({ id: "digest+fetch", shows, begin: beginsAnew, joined, read })
}

/**
 * Whether somebody joined by a commit of its own: a newcomer, or a member who lost its state and with it the keys. Nobody who could seal them to it has heard of
 * it before, so that all go on by keys of the epoch that it began, and it stores the tree under them.
 */
const cameByItself = ({ tree }: GroupState, { committer, removed }: Change): boolean =>
  tree.leafAt(committer) === undefined || removed.includes(committer)

type KeepingError = BlobRefused | DecodeError | KeysRefused | NoGroupSecret | StoreFailure

const notKept = (error: NotKept | KeepingError): NotKept => {
  switch (error._tag) {
    case "NotKept":
      return error
    case "DecodeError":
      return new NotKept({ reason: "Malformed", detail: error.message })
    case "StoreFailure":
      return new NotKept({ reason: "Unavailable", detail: `the store of blobs: ${error.reason}` })
    case "NoGroupSecret":
      return new NotKept({ reason: "Unavailable", detail: `${error.message}: there is nothing to seal blobs with; keep the full state` })
    case "KeysRefused":
      return new NotKept({ reason: "Refused", detail: "the keys that were handed are for another key package" })
    case "BlobRefused":
      return error.reason === "Missing"
        ? new NotKept({ reason: "Unavailable", detail: `the store has no blob ${error.hash}: whoever has the tree can store it` })
        : new NotKept({ reason: "Refused", detail: `blob ${error.hash}: ${error.reason}` })
  }
}
