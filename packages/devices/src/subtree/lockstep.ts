import type { Secret } from "@copath/contracts"
import type { GroupServices } from "@copath/group"
import * as Effect from "effect/Effect"
import type { Asked, InnerPlace } from "./ask.ts"
import type { Device, Told } from "./device.ts"
import type { OuterParts } from "./outerParts.ts"
import { takeInner, type TakeInnerError } from "./takeInner.ts"

/** A user's devices when none of them is ever behind: each takes an inner message in before the next one is sent. Immutable. */
export interface Lockstep {
  /** All in one inner epoch, with one state of the outer group. */
  readonly devices: ReadonlyArray<Device>
  /** Which of them acts next: a position. */
  readonly turn: number
  /** Messages sent in the present inner epoch: the next one's slot. */
  readonly sent: bigint
}

/** What an inner message comes to on all devices. */
export interface Ordered<A> {
  readonly lockstep: Lockstep
  readonly asked: A
  /** To the device that sent it. */
  readonly told: ReadonlyArray<Told>
  readonly retired: ReadonlyArray<Secret>
}

/** The device whose turn it is sends an inner message, and all take it in. */
export const inOrder: <A extends Asked, E>(
  before: Lockstep,
  ask: (device: Device, place: Required<InnerPlace>) => Effect.Effect<A, E, GroupServices | OuterParts>
) => Effect.Effect<Ordered<A>, E | TakeInnerError, GroupServices | OuterParts> = Effect.fnUntraced(function* (before, ask) {
  const { sent, turn } = before
  const asked = yield* ask(before.devices[turn] as Device, { innerSlot: sent })
  const devices: Array<Device> = []
  const told: Array<Told> = []
  const retired = [...asked.retired]
  for (const [i, old] of before.devices.entries()) {
    const taken = yield* takeInner(i === turn ? asked.device : old, asked.message)
    if (taken.device === undefined) throw new Error("no device is removed in lockstep")
    devices.push(taken.device)
    retired.push(...taken.retired)
    if (i === turn) told.push(...taken.told)
  }
  const same = devices[0]?.inner.context.epoch === before.devices[0]?.inner.context.epoch
  return { lockstep: { devices, turn, sent: same ? sent + 1n : 0n }, asked, told, retired }
})

/** The next device's turn. */
export const passed = ({ devices, turn, ...rest }: Lockstep): Lockstep => ({ ...rest, devices, turn: (turn + 1) % devices.length })
