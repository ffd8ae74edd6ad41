import { encode } from "@copath/codec"
import { type CryptoFailure, Entropy, noBytes, type Secret, type Unprotectable } from "@copath/contracts"
import {
  type Closed,
  commit,
  type CommitError,
  type GroupServices,
  type GroupState,
  type Identity,
  type Intent,
  persist,
  send,
  type SendOptions,
  SendRejected
} from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import type { KeyPackage } from "@copath/wire"
import * as Effect from "effect/Effect"
import { type Device, DeviceRefused, type SharedGroup } from "./device.ts"
import { type Entry, entry as entryCodec } from "./entry.ts"
import { findGroup, isGroup } from "./findGroup.ts"
import { asOuter, NONCE_SIZE, type OuterParts, signsAlike } from "./outerParts.ts"

/** Something for the other devices. It is done when it comes back in the inner order: see `takeInner`. */
export interface Asked {
  /** Write it down before the message leaves. */
  readonly device: Device
  /** To publish in the inner group. */
  readonly message: Uint8Array
  /** To be wiped once `device` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** The device must not (`DeviceRefused`), or one of the groups does not send (the engine's errors). Nothing was changed. */
export type AskError = DeviceRefused | SendRejected | Closed | Unprotectable | CryptoFailure

/** Where a message of the inner group goes. */
export interface InnerPlace {
  /** Position reserved at the inner group's delivery service, for protections that need one. */
  readonly innerSlot?: bigint
}

/** What a commit of the shared leaf does. */
export interface SharedCommit extends Omit<Intent, "identity"> {
  /** Whether the leaf gets new keys even where nothing demands it: the outer Update. Left out, yes. */
  readonly path?: boolean
  /**
   * The leaf's signature key from then on: the present one, a new one under the present credential that the devices derive as they do all else, or one that is
   * brought, where the authentication service must know it before. Left out: `derived` after a device was removed, for it knows the present one; else `kept`.
   */
  readonly identity?: "kept" | "derived" | Identity
}

/** Asks to say something in an outer group. `UpdateDue` after a device was removed, until the shared leaf has new keys there. */
export const askToSay: (
  device: Device,
  groupId: Uint8Array,
  data: Uint8Array,
  options?: SendOptions & InnerPlace
) => Effect.Effect<Asked, AskError, GroupServices> = Effect.fnUntraced(function* (device, groupId, data, options = {}) {
  const { authenticatedData = noBytes, slot } = options
  const group = yield* upToDate(device, groupId)
  const waits = group.state.proposals.length
  if (group.due !== undefined || removing(device)) {
    const detail = "a device was removed and still has the keys of this leaf: commit new ones before anything is said"
    return yield* new DeviceRefused({ reason: "UpdateDue", detail })
  }
  if (waits > 0) {
    const detail = `${waits} proposals of this epoch are not committed; commit them first`
    return yield* new SendRejected({ reason: "PendingProposals", rule: "V084", detail })
  }
  const { epoch } = group.state.context
  return yield* tell(device, { _tag: "say", groupId, epoch, nonce: yield* freshNonce, authenticatedData, slot, data }, options)
})

/** Asks for a commit of the shared leaf in an outer group. */
export const askToCommit: (
  device: Device,
  groupId: Uint8Array,
  intent?: SharedCommit & InnerPlace
) => Effect.Effect<Asked, AskError, GroupServices> = Effect.fnUntraced(function* (device, groupId, intent = {}) {
  const { due, state } = yield* upToDate(device, groupId)
  if (removing(device)) {
    const detail = "a device is being removed: keys that it could compute would not keep it out"
    return yield* new DeviceRefused({ reason: "UpdateDue", detail })
  }
  if (state.pending !== undefined) {
    const detail = "a commit of the shared leaf is undecided"
    return yield* new SendRejected({ reason: "PendingCommit", rule: "V212", detail })
  }
  const { add = [], authenticatedData = noBytes, custom = [], extensions, psks = [], reInit, remove = [], slot } = intent
  const { epoch } = state.context
  const nonce = yield* freshNonce
  const identity = identityOf(intent, due !== undefined)
  const path = intent.path !== false || due !== undefined || identity._tag !== "kept"
  const beside = { groupId, epoch, nonce, authenticatedData, slot, path, identity }
  return yield* tell(device, { _tag: "commit", ...beside, add, remove, ...takes(state, intent), psks, extensions, reInit, custom }, intent)
})

/** Whoever was removed must not keep the signature key. */
const identityOf = ({ identity }: SharedCommit, removal: boolean): Extract<Entry, { readonly _tag: "commit" }>["identity"] => {
  if (typeof identity === "object") return { _tag: "given", ...identity }
  return { _tag: identity ?? (removal ? "derived" : "kept") }
}

/** Devices choose among the proposals that the asking one has seen: the same for all. */
const takes = (
  { proposals }: GroupState,
  { take = "all" }: SharedCommit
): { readonly take: ReadonlyArray<Uint8Array>; readonly choose: boolean } => {
  if (take === "none") return { take: [], choose: false }
  return take === "all" ? { take: proposals.map((c) => c.reference), choose: true } : { take, choose: false }
}

/**
 * Brings in an outer group that this device has made or joined as any client does: its leaf is from now on that of all devices. `cursor`: where in the
 * outer group's messages the others begin to read. `RandomSignatures`: its signature algorithm gives another signature each time.
 */
export const share: (
  device: Device,
  state: GroupState,
  cursor?: bigint,
  place?: InnerPlace
) => Effect.Effect<Asked, AskError, GroupServices | OuterParts> = Effect.fnUntraced(function* (device, state, cursor = 0n, place = {}) {
  if (!(yield* signsAlike(state))) {
    const detail = "devices replay each other's commits, and this signature algorithm never signs a text alike twice"
    return yield* new DeviceRefused({ reason: "RandomSignatures", detail })
  }
  const group: SharedGroup = { state, taken: 0, held: [], due: undefined, seeded: undefined }
  const others = device.groups.filter((g) => !isGroup(state.context.groupId)(g))
  return yield* handOver({ ...device, groups: [...others, group] }, state.context.groupId, cursor, place)
})

/** Gives an outer group's whole state to devices that have none of it: new ones, and those that lost theirs. Sealed in the inner group. */
export const handOver: (
  device: Device,
  groupId: Uint8Array,
  cursor?: bigint,
  place?: InnerPlace
) => Effect.Effect<Asked, AskError, GroupServices | OuterParts> = Effect.fnUntraced(function* (device, groupId, cursor = 0n, place = {}) {
  const { due, seeded, state, taken } = yield* upToDate(device, groupId)
  return yield* tell(device, { _tag: "handOver", groupId, taken, due, seeded, cursor, state: yield* asOuter(persist(state)) }, place)
})

/** Says something to the user's other devices. */
export const askToNote = (device: Device, data: Uint8Array, place: InnerPlace = {}): Effect.Effect<Asked, AskError, GroupServices> =>
  tell(device, { _tag: "note", data }, place)

/** A change of the user's devices, and who comes in by it. */
export interface DevicesChanged extends Asked {
  /** For the devices that are added. */
  readonly welcome: Uint8Array | undefined
}

/**
 * Adds devices to the inner group, or removes some, or, with neither, gives this device new keys there: a commit of the inner group, in force once
 * `takeInner` has its echo. No outer group sees it. Hand the outer groups over to who is added; commit in each of them after a removal.
 */
export const changeDevices: (
  device: Device,
  change?: { readonly add?: ReadonlyArray<KeyPackage>; readonly remove?: ReadonlyArray<LeafIndex> } & InnerPlace
) => Effect.Effect<DevicesChanged, CommitError, GroupServices> = Effect.fnUntraced(function* (device, { innerSlot, ...change } = {}) {
  const { message, retired, state, welcome } = yield* commit(device.inner, { ...change, path: true, ...slotOf(innerSlot) })
  return { device: { ...device, inner: state }, message, welcome, retired }
})

const freshNonce = Effect.map(Entropy, ({ secret }) => secret(NONCE_SIZE).expose().slice())

const removing = ({ inner }: Device): boolean => (inner.pending?.change.removed.length ?? 0) > 0

const upToDate = (device: Device, groupId: Uint8Array): Effect.Effect<SharedGroup, DeviceRefused> =>
  Effect.flatMap(findGroup(device, groupId), (group) =>
    group.held.length === 0
      ? Effect.succeed(group)
      : Effect.fail(new DeviceRefused({ reason: "Behind", detail: `${group.held.length} operations wait for messages of this group` }))
  )

const slotOf = (slot: bigint | undefined): Pick<SendOptions, "slot"> => (slot === undefined ? {} : { slot })

const tell = Effect.fnUntraced(function* (device: Device, entry: Entry, { innerSlot }: InnerPlace) {
  const { message, retired, state } = yield* send(device.inner, encode(entryCodec, entry), slotOf(innerSlot))
  const { epoch } = state.context
  return { device: { ...device, inner: state, waiting: [...device.waiting, { message, epoch, entry }] }, message, retired }
})
