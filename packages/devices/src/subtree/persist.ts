import {
  type Codec,
  decode,
  type DecodeError,
  encode,
  mapped,
  oneOf,
  opaque,
  optional,
  struct,
  uint16,
  uint32,
  uint64,
  vector
} from "@copath/codec"
import { secretCodec } from "@copath/contracts"
import { type GroupServices, persist, restore } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import type { Device, Held } from "./device.ts"
import { entry, type Entry, flag } from "./entry.ts"
import { asOuter, type OuterParts } from "./outerParts.ts"

const isOperation = (e: Entry): e is Held["operation"] => e._tag === "say" || e._tag === "commit"

const held: Codec<Held> = mapped(
  struct("Held", { from: uint32, mine: flag, innerEpoch: uint64, seed: secretCodec, operation: entry }),
  "Held",
  (h: Held) => h,
  ({ operation, ...h }) => {
    if (!isOperation(operation)) throw new TypeError(`a ${operation._tag} never waits`)
    return { ...h, from: leafIndex(h.from), operation }
  }
)

/** The format of written devices; another one is refused. */
const FORMAT = 2

const written = struct("Device", {
  format: oneOf("format", uint16, [FORMAT]),
  inner: opaque,
  groups: vector(
    struct("SharedGroup", { state: opaque, taken: uint32, held: vector(held), due: optional(uint64), seeded: optional(uint64) })
  ),
  waiting: vector(struct("Waiting", { message: opaque, epoch: uint64, entry })),
  early: vector(held)
})

/** A device's whole state as bytes, secrets included: keep them encrypted at rest, and write them down before a message leaves. */
export const persistDevice: (device: Device) => Effect.Effect<Uint8Array, never, GroupServices | OuterParts> = Effect.fnUntraced(
  function* ({ early, groups, inner, waiting }: Device) {
    const shared = []
    for (const group of groups) shared.push({ ...group, state: yield* asOuter(persist(group.state)) })
    return encode(written, { format: FORMAT, inner: yield* persist(inner), groups: shared, waiting, early })
  }
)

/**
 * The device that `persistDevice` wrote. If it may have been used since, make its `inner` a backup (`asBackup` of `@copath/group`): it then tells nothing
 * before a commit of its own in the inner group, and what was said meanwhile comes to it in the inner order.
 */
export const restoreDevice: (bytes: Uint8Array) => Effect.Effect<Device, DecodeError, GroupServices | OuterParts> = Effect.fnUntraced(
  function* (bytes: Uint8Array) {
    const { early, groups, inner, waiting } = yield* Effect.fromResult(decode(written, bytes, true))
    const shared = []
    for (const group of groups) shared.push({ ...group, state: yield* asOuter(restore(group.state)) })
    return { inner: yield* restore(inner), groups: shared, waiting, early }
  }
)
