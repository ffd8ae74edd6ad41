import { type Keeper, NotKept, StateKeeping } from "@copath/client"
import { decode, encode, opaque as bytes, struct } from "@copath/codec"
import { noBytes, Secret } from "@copath/contracts"
import { persist, restore } from "@copath/group"
import type { StatePart } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { chat } from "./histories.ts"
import { mutant } from "./mutant.ts"

const id = "init-key-kept"
const kept = struct("KeptWithInitKey", { state: bytes, initKey: bytes })
const malformed = (): NotKept => new NotKept({ reason: "Malformed", detail: "no state with an init key" })

/** A keeper with a joiner's init key, until the member's first commit: then it goes the way of the leaf key. */
const keeperOf = (initKey: Secret | undefined): Keeper => ({
  moved: { stored: 0, fetched: 0 },
  follow: (_before, _after, _change, mine) => Effect.succeed(mine ? keeperOf(undefined) : keeperOf(initKey)),
  hand: () => Effect.undefined,
  write: (state) => Effect.map(persist(state), (written) => encode(kept, { state: written, initKey: initKey?.expose() ?? noBytes }))
})

const copyOf = (secret: Secret): Secret => new Secret(secret.expose().slice())

const part: StatePart = {
  axis: "state",
  id,
  title: "The init key is kept until the member's first commit, as if the Welcome had been sealed to its leaf key",
  source: "a mutant",
  strict: false,
  layer: Layer.succeed(
    StateKeeping,
    StateKeeping.of({
      id,
      // Else nobody looks at what it writes.
      shows: "sealed blobs",
      begin: () => Effect.succeed(keeperOf(undefined)),
      joined: (_state, mine) => Effect.sync(() => keeperOf(mine === undefined ? undefined : copyOf(mine.initKey.secretKey))),
      read: (written) =>
        Effect.gen(function* () {
          const found = decode(kept, written)
          if (Result.isFailure(found)) return yield* malformed()
          const { initKey, state } = found.success
          const keeper = keeperOf(initKey.length === 0 ? undefined : new Secret(initKey.slice()))
          return { keeper, state: yield* Effect.mapError(restore(state), malformed) }
        })
    })
  )
}

/** The first epoch can be had again, and from there on all that the leaf key opens: chaining does not help. */
export const initKeyKept = mutant({
  part,
  of: "full-state",
  workload: chat,
  metric: "forwardSecrecy",
  values: { whole: 0, broken: 16 }
})
