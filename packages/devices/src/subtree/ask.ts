import { encode } from "@copath/codec"
import { type CryptoFailure, Entropy, noBytes, type Secret, type Unprotectable } from "@copath/contracts"
import { type Closed, commit, type CommitError, type GroupServices, type GroupState, persist, send, SendRejected } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import type { Extension, KeyPackage } from "@copath/wire"
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

/** What a commit of the shared leaf does beside giving it new keys. */
export interface SharedCommit {
  /** Key packages of those who are to join the outer group. */
  readonly add?: ReadonlyArray<KeyPackage>
  /** Leaf indices of the outer group. */
  readonly remove?: ReadonlyArray<LeafIndex>
  /** References of cached proposals; none if left out. */
  readonly take?: ReadonlyArray<Uint8Array>
  /** The whole new list of group context extensions. */
  readonly extensions?: ReadonlyArray<Extension>
  /** Travels in clear beside the commit and is authenticated with it. */
  readonly authenticatedData?: Uint8Array
}

/** Asks to say something in an outer group. `UpdateDue` after a device was removed, until the shared leaf has new keys there. */
export const askToSay: (
  device: Device,
  groupId: Uint8Array,
  data: Uint8Array,
  authenticatedData?: Uint8Array
) => Effect.Effect<Asked, AskError, GroupServices> = Effect.fnUntraced(function* (device, groupId, data, authenticatedData = noBytes) {
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
  return yield* tell(device, { _tag: "say", groupId, epoch: group.state.context.epoch, nonce: yield* freshNonce, authenticatedData, data })
})

/** Asks for a commit of the shared leaf in an outer group, always with new keys: the outer Update. */
export const askToCommit: (device: Device, groupId: Uint8Array, intent?: SharedCommit) => Effect.Effect<Asked, AskError, GroupServices> =
  Effect.fnUntraced(function* (device, groupId, intent = {}) {
    const { state } = yield* upToDate(device, groupId)
    if (removing(device)) {
      const detail = "a device is being removed: keys that it could compute would not keep it out"
      return yield* new DeviceRefused({ reason: "UpdateDue", detail })
    }
    if (state.pending !== undefined) {
      const detail = "a commit of the shared leaf is undecided"
      return yield* new SendRejected({ reason: "PendingCommit", rule: "V212", detail })
    }
    const { add = [], authenticatedData = noBytes, extensions, remove = [], take = [] } = intent
    const { epoch } = state.context
    const nonce = yield* freshNonce
    return yield* tell(device, { _tag: "commit", groupId, epoch, nonce, authenticatedData, add, remove, take, extensions })
  })

/**
 * Brings in an outer group that this device has made or joined as any client does: its leaf is from now on that of all devices. `cursor`: where in the
 * outer group's messages the others begin to read. `RandomSignatures`: its signature algorithm gives another signature each time.
 */
export const share: (device: Device, state: GroupState, cursor?: bigint) => Effect.Effect<Asked, AskError, GroupServices | OuterParts> =
  Effect.fnUntraced(function* (device, state, cursor = 0n) {
    if (!(yield* signsAlike(state))) {
      const detail = "devices replay each other's commits, and this signature algorithm never signs a text alike twice"
      return yield* new DeviceRefused({ reason: "RandomSignatures", detail })
    }
    const group: SharedGroup = { state, taken: 0, held: [], due: undefined, seeded: undefined }
    const others = device.groups.filter((g) => !isGroup(state.context.groupId)(g))
    return yield* handOver({ ...device, groups: [...others, group] }, state.context.groupId, cursor)
  })

/** Gives an outer group's whole state to devices that have none of it: new ones, and those that lost theirs. Sealed in the inner group. */
export const handOver: (
  device: Device,
  groupId: Uint8Array,
  cursor?: bigint
) => Effect.Effect<Asked, AskError, GroupServices | OuterParts> = Effect.fnUntraced(function* (device, groupId, cursor = 0n) {
  const { due, seeded, state, taken } = yield* upToDate(device, groupId)
  return yield* tell(device, { _tag: "handOver", groupId, taken, due, seeded, cursor, state: yield* asOuter(persist(state)) })
})

/** Says something to the user's other devices. */
export const askToNote = (device: Device, data: Uint8Array): Effect.Effect<Asked, AskError, GroupServices> =>
  tell(device, { _tag: "note", data })

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
  change?: { readonly add?: ReadonlyArray<KeyPackage>; readonly remove?: ReadonlyArray<LeafIndex> }
) => Effect.Effect<DevicesChanged, CommitError, GroupServices> = Effect.fnUntraced(function* (device, change = {}) {
  const { message, retired, state, welcome } = yield* commit(device.inner, { ...change, path: true })
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

const tell = Effect.fnUntraced(function* (device: Device, entry: Entry) {
  const { message, retired, state } = yield* send(device.inner, encode(entryCodec, entry))
  const { epoch } = state.context
  return { device: { ...device, inner: state, waiting: [...device.waiting, { message, epoch, entry }] }, message, retired }
})
