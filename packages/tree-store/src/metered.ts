import type { Moved } from "@copath/client"
import * as Effect from "effect/Effect"
import { BlobStore } from "./store.ts"

/** Nothing went either way. */
export const nothingMoved: Moved = { stored: 0, fetched: 0 }

/** What a program came to, and what went between it and its store. */
export interface Metered<A> {
  readonly value: A
  readonly moved: Moved
}

/** The bytes that these names are the hex of: two digits for each. */
const named = (names: ReadonlyArray<string>): number => names.reduce((sum, name) => sum + name.length / 2, 0)

/**
 * The program over this store, and the bytes that it moves: blobs both ways, and the names by which they are stored, asked for and removed. What a transport
 * wraps around them is not in it, nor what was moved by a program that fails.
 */
export const metered = <A, E, R>(
  store: BlobStore["Service"],
  program: Effect.Effect<A, E, R>
): Effect.Effect<Metered<A>, E, Exclude<R, BlobStore>> =>
  Effect.suspend(() => {
    let stored = 0
    let fetched = 0
    const counting = BlobStore.of({
      get: (names) => {
        stored += named(names)
        return Effect.tap(store.get(names), (answers) =>
          Effect.sync(() => {
            fetched += answers.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0)
          })
        )
      },
      put: (blobs) => {
        stored += named(blobs.map(({ name }) => name)) + blobs.reduce((sum, { bytes }) => sum + bytes.length, 0)
        return store.put(blobs)
      },
      remove: (names) => {
        stored += named(names)
        return store.remove(names)
      }
    })
    return Effect.map(Effect.provideService(program, BlobStore, counting), (value) => ({ value, moved: { stored, fetched } }))
  })
