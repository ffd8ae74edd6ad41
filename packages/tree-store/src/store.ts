import type { StoreFailure } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Blob } from "./blob.ts"
import type { BlobForm } from "./form.ts"

/** Bytes under a name. */
export interface StoredBlob {
  /** What the form makes of the blob's tree hash. */
  readonly name: string
  /** What the form laid: in clear or sealed. */
  readonly bytes: Uint8Array
}

/** Where blobs lie: a server, or a disk. It is trusted with nothing: what it gives is checked against the name that was asked for. */
export class BlobStore extends Context.Service<
  BlobStore,
  {
    /** One answer for each name, in their order; `undefined` where there is nothing. */
    readonly get: (names: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Uint8Array | undefined>, StoreFailure>
    /** Keeps these. What is there already under a name stays: it is the same blob, and members who are behind may lack the key of a newer copy. */
    readonly put: (blobs: ReadonlyArray<StoredBlob>) => Effect.Effect<void, StoreFailure>
    /** Forgets these. Members who still stand in an old epoch need its blobs: wait until all have moved on. */
    readonly remove: (names: ReadonlyArray<string>) => Effect.Effect<void, StoreFailure>
  }
>()("@copath/tree-store/BlobStore") {}

/** A store over a map, which a test can look into, and change. */
export const memory = (contents: Map<string, Uint8Array> = new Map()): Layer.Layer<BlobStore> =>
  Layer.succeed(
    BlobStore,
    BlobStore.of({
      get: (names) => Effect.sync(() => names.map((name) => contents.get(name)?.slice())),
      put: (blobs) =>
        Effect.sync(() => {
          for (const { bytes, name } of blobs) if (!contents.has(name)) contents.set(name, bytes.slice())
        }),
      remove: (names) => Effect.sync(() => names.forEach((name) => contents.delete(name)))
    })
  )

/** Puts blobs into the store, in one batch. The committer does it once its commit is taken; any other member may. */
export const publish: (form: BlobForm, blobs: ReadonlyArray<Blob>) => Effect.Effect<void, StoreFailure, BlobStore> = Effect.fnUntraced(
  function* (form: BlobForm, blobs: ReadonlyArray<Blob>) {
    const store = yield* BlobStore
    yield* store.put(blobs.map((blob) => ({ name: form.nameOf(blob.hash), bytes: form.lay(blob) })))
  }
)

/** Takes blobs out of the store that no epoch needs any more. */
export const withdraw: (form: BlobForm, blobs: ReadonlyArray<Blob>) => Effect.Effect<void, StoreFailure, BlobStore> = Effect.fnUntraced(
  function* (form: BlobForm, blobs: ReadonlyArray<Blob>) {
    const store = yield* BlobStore
    yield* store.remove(blobs.map(({ hash }) => form.nameOf(hash)))
  }
)
