import type { PskStore } from "@copath/contracts"
import { Effect, Option } from "effect"

/** External pre-shared keys of one member, by id (hex). */
export type Psks = ReadonlyMap<string, Uint8Array>

/** A `PskStore` that gives these keys and takes no others. */
export const storeOf = (psks: Psks): PskStore["Service"] => ({
  get: (id) => Effect.sync(() => Option.fromNullishOr(psks.get(id))),
  put: (id) => Effect.die(new Error(`${id}: keys are given with the call`)),
  remove: (id) => Effect.die(new Error(`${id}: keys are given with the call`))
})

/** The keys with one more. */
export const withPsk = (psks: Psks, id: Uint8Array, secret: Uint8Array): Psks =>
  new Map([...psks, [Buffer.from(id).toString("hex"), secret]])
