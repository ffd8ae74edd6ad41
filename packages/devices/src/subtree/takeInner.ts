import { decode, type DecodeError } from "@copath/codec"
import { equalBytes, type Secret } from "@copath/contracts"
import { type GroupServices, type NoGroupSecret, receive, type ReceiveError, restore } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import type { Device, Held, SharedGroup, Told } from "./device.ts"
import { type Entry, entry as entryCodec } from "./entry.ts"
import { isGroup, withGroup } from "./findGroup.ts"
import { asOuter, type OuterParts, virtualLeafSecret } from "./outerParts.ts"
import { drain } from "./replay.ts"

/** The device after a message, and what came of it. */
export interface Taken {
  /** `undefined`: this device was removed from the inner group. */
  readonly device: Device | undefined
  /** Messages of ours among these leave once `device` is written down. */
  readonly told: ReadonlyArray<Told>
  /** To be wiped once `device` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** Why an inner message is refused; nothing was changed. */
export type TakeInnerError = ReceiveError | DecodeError | NoGroupSecret

/**
 * Takes in one message of the inner group, this device's own included. Its delivery service's order is what all devices go by, so give them in that
 * order, and these before the outer groups' messages.
 */
export const takeInner: (device: Device, message: Uint8Array) => Effect.Effect<Taken, TakeInnerError, GroupServices | OuterParts> =
  Effect.fnUntraced(function* (device: Device, message: Uint8Array) {
    const { me } = device.inner
    const own = device.waiting.find((w) => equalBytes(w.message, message))
    if (own !== undefined) {
      const next = { ...device, waiting: device.waiting.filter((w) => w !== own) }
      if (own.epoch !== device.inner.context.epoch) return stale(next, me, own.entry)
      return yield* enter(next, { from: me, mine: true }, own.entry)
    }
    const got = yield* receive(device.inner, message)
    if (got._tag === "removed") return { device: undefined, told: [], retired: got.retired }
    const { retired, state } = got
    const next: Device = { ...device, inner: state }
    switch (got._tag) {
      case "commit":
        return {
          device: inNewEpoch(next, got.change.removed.length > 0),
          told: [],
          retired: [...retired, ...device.early.map((h) => h.seed)]
        }
      case "application": {
        // Whoever was removed since, or was slow: its place in the order is that of the epoch that is over.
        if (got.epoch !== state.context.epoch) return { ...stale(next, got.sender, undefined), retired }
        const taken = yield* enter(next, { from: got.sender, mine: false }, yield* Effect.fromResult(decode(entryCodec, got.data)))
        return { ...taken, retired: [...retired, ...taken.retired] }
      }
      default:
        return { device: next, told: [], retired }
    }
  })

const stale = (device: Device, from: LeafIndex, entry: Entry | undefined): Taken => {
  const detail = "the devices' group has gone on before this had its place in the order"
  return {
    device,
    told: [{ _tag: "notDone", from, mine: from === device.inner.me, reason: "Stale", entry, detail, error: undefined }],
    retired: []
  }
}

/** Operations are counted anew, and after a removal every shared leaf needs new keys. */
const inNewEpoch = (device: Device, removal: boolean): Device => ({
  ...device,
  early: [],
  groups: device.groups.map((g) => ({ ...g, taken: 0, due: removal ? device.inner.context.epoch : g.due }))
})

type Teller = Pick<Held, "from" | "mine">

const enter = (
  device: Device,
  teller: Teller,
  entry: Entry
): Effect.Effect<Taken, DecodeError | NoGroupSecret, GroupServices | OuterParts> => {
  switch (entry._tag) {
    case "note":
      return Effect.succeed({ device, told: [{ _tag: "note", ...teller, data: entry.data }], retired: [] })
    case "handOver":
      return receiveGroup(device, teller, entry)
    case "say":
    case "commit":
      return place(device, teller, entry)
  }
}

const place = Effect.fnUntraced(function* (device: Device, teller: Teller, operation: Held["operation"]) {
  const innerEpoch = device.inner.context.epoch
  const seed = yield* virtualLeafSecret(device.inner, operation.groupId, operation.nonce)
  const held: Held = { ...teller, innerEpoch, seed, operation }
  const group = device.groups.find(isGroup(operation.groupId))
  if (group === undefined) return { device: { ...device, early: [...device.early, held] }, told: [], retired: [] }
  return yield* drained(device, { ...group, held: [...group.held, held] })
})

const receiveGroup = Effect.fnUntraced(function* (device: Device, { from }: Teller, entry: Extract<Entry, { readonly _tag: "handOver" }>) {
  const { cursor, due, groupId, seeded, taken } = entry
  const handed: Told = { _tag: "handedOver", groupId, from, cursor }
  if (device.groups.some(isGroup(groupId))) return { device, told: [handed], retired: [] }
  const state = yield* asOuter(restore(entry.state))
  const [ours, others] = [true, false].map((want) => device.early.filter((h) => equalBytes(h.operation.groupId, groupId) === want))
  const group = { state, taken, held: ours?.slice(taken) ?? [], due, seeded }
  const done = yield* drained({ ...device, early: others ?? [], groups: [...device.groups, group] }, group)
  return { ...done, told: [handed, ...done.told] }
})

/** The device with an outer group of its own in which all is done that can be. */
export const drained = Effect.fnUntraced(function* (device: Device, group: SharedGroup) {
  const done = yield* drain(group, device.inner.context.epoch)
  return { device: withGroup(device, done.group), told: done.told, retired: done.retired }
})
