import type { Secret } from "@copath/contracts"
import { type GroupServices, receive, type Received, type ReceiveError } from "@copath/group"
import * as Effect from "effect/Effect"
import type { Device, DeviceRefused, SharedGroup, Told } from "./device.ts"
import { findGroup, isGroup } from "./findGroup.ts"
import { asOuter, type OuterParts } from "./outerParts.ts"
import { drained } from "./takeInner.ts"

/** The device after an outer message. */
export interface TakenOuter {
  /** To be written down, and gone on with. */
  readonly device: Device
  /** What the engine made of it. After `removed` this device holds the group no more. */
  readonly received: Received
  /** Operations that waited for it. Messages of ours among these leave once `device` is written down. */
  readonly told: ReadonlyArray<Told>
  /** To be wiped once `device` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Takes in one message of an outer group, the shared leaf's own included: the echo of a commit puts it in force on every device.
 *
 * `FrameRejected` with `OwnCommitMismatch`: a commit of the shared leaf that no device told of here. Read the inner group to its end and try again; if it
 * stays, somebody else has the leaf's keys.
 */
export const takeOuter: (
  device: Device,
  groupId: Uint8Array,
  message: Uint8Array
) => Effect.Effect<TakenOuter, ReceiveError | DeviceRefused, GroupServices | OuterParts> = Effect.fnUntraced(
  function* (device, groupId, message) {
    const before = yield* findGroup(device, groupId)
    const received = yield* asOuter(receive(before.state, message))
    if (received._tag === "removed") {
      const groups = device.groups.filter((g) => !isGroup(groupId)(g))
      return { device: { ...device, groups }, received, told: [], retired: [...received.retired, ...before.held.map((h) => h.seed)] }
    }
    const done = yield* drained(device, afterOuter(before, received))
    return { ...done, received, retired: [...received.retired, ...done.retired] }
  }
)

/** An outer group after what came of a message, before anything that waited for it. */
export const afterOuter = (before: SharedGroup, received: Exclude<Received, { readonly _tag: "removed" }>): SharedGroup => {
  const { due, seeded } = before
  const { state } = received
  if (received._tag !== "commit") return { ...before, state }
  const ours = received.sender === state.me && !received.external
  const healed = ours && due !== undefined && seeded !== undefined && seeded >= due
  return { ...before, state, due: healed ? undefined : due, seeded: undefined }
}
