import { CipherSuite, Composition, DeliveryService, KeyPackageDirectory, MessageProtection, type Secret } from "@copath/contracts"
import {
  commit,
  type Committed,
  createGroup,
  drop,
  GroupOptions,
  type GroupState,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  readKeyPackage,
  receive,
  type Received,
  type ReceiveError,
  send
} from "@copath/group"
import { Effect, Option, Result, Stream } from "effect"
import { nameAt, notes, notesRefusal, posts, type Room } from "./room.ts"

/** One device: what it knows of the group, and how far it has read the group's messages. */
export interface Device {
  readonly name: string
  group: GroupState
  next: bigint
  /** Where its own messages stand: it does not read them again. */
  readonly own: Set<bigint>
}

/** A device that has told the directory how to invite it, and waits. */
export interface Guest {
  readonly name: string
  readonly secrets: KeyPackageSecrets
}

const utf8 = new TextEncoder()

/** Adopts a new state; what it has no more is overwritten. */
const keep = (device: Device, { retired, state }: { readonly state: GroupState; readonly retired: ReadonlyArray<Secret> }): void => {
  device.group = state
  for (const secret of retired) secret.wipe()
}

/** The id by which this composition's cipher suite goes at the directory. */
const suiteId = Effect.gen(function* () {
  return (yield* Composition).cipherSuite((yield* CipherSuite).id)
})

/** A position reserved at the delivery service, for message protections that send at none other. */
const slot = Effect.fnUntraced(function* (room: Room, { group }: Device) {
  const { needs } = yield* MessageProtection
  if (!needs.slot) return {}
  return { slot: yield* (yield* DeliveryService).reserve(room.name, group.context.epoch) }
})

/** Makes a group of one. */
export const founds = Effect.fnUntraced(function* (room: Room, name: string) {
  const identity = yield* makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
  const group = yield* createGroup({ groupId: utf8.encode(room.name), identity })
  const device: Device = { name, group, next: 0n, own: new Set() }
  room.members.push(device)
  notes(room, name, `creates the group "${room.name}"`)
  return device
})

/** Leaves a key package at the directory: the way to be invited while away. */
export const arrives = Effect.fnUntraced(function* (room: Room, name: string) {
  const identity = yield* makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
  const { message, secrets } = yield* makeKeyPackage(identity)
  yield* (yield* KeyPackageDirectory).publish(name, yield* suiteId, [message], Option.none())
  room.posted.push({ kind: "key package", from: name, bytes: message.length })
  notes(room, name, "leaves a key package at the directory", message.length)
  const guest: Guest = { name, secrets }
  return guest
})

/** What a commit is to do: invite, remove, and in any case make new keys unless there are only invitations. */
export interface Wish {
  readonly invite?: ReadonlyArray<Guest>
  readonly remove?: ReadonlyArray<Device>
}

const inWords = ({ invite = [], remove = [] }: Wish): string => {
  const parts = [
    ...(invite.length === 0 ? [] : [`invites ${invite.map(({ name }) => name).join(", ")}`]),
    ...(remove.length === 0 ? [] : [`removes ${remove.map(({ name }) => name).join(", ")}`])
  ]
  return parts.length === 0 ? "makes new keys with a commit" : `${parts.join(" and ")} with a commit`
}

/** Makes a commit. Nothing changes until the delivery service takes it. */
export const prepares = Effect.fnUntraced(function* (room: Room, device: Device, wish: Wish = {}) {
  const directory = yield* KeyPackageDirectory
  const id = yield* suiteId
  const add = yield* Effect.forEach(wish.invite ?? [], ({ name }) => Effect.flatMap(directory.take(name, id), readKeyPackage))
  const remove = (wish.remove ?? []).map(({ group }) => group.me)
  const { handshake } = yield* GroupOptions
  const at = handshake === "private" ? yield* slot(room, device) : {}
  const made = yield* commit(device.group, { add, remove, path: add.length === 0, ...at })
  keep(device, made)
  return made
})

/** Offers a commit to the delivery service, which takes one an epoch. The loser drops its own, and will read the winner's. */
export const offers = Effect.fnUntraced(function* (room: Room, device: Device, made: Committed, wish: Wish = {}) {
  const offered = yield* Effect.result(posts(room, "commit", device.name, made.message, device.group.context.epoch))
  if (Result.isFailure(offered)) {
    notesRefusal(room, ["the delivery service"], `refuses the commit of ${device.name}`, offered.failure)
    device.group = drop(device.group).state
    notes(room, device.name, "drops its commit and takes the winner's")
    return
  }
  notes(room, device.name, inWords(wish), made.message.length)
  if (made.welcome === undefined) return
  const { publish } = yield* DeliveryService
  for (const { name } of wish.invite ?? []) yield* publish(inbox(name), made.welcome, Option.none())
  room.posted.push({ kind: "welcome", from: device.name, bytes: made.welcome.length })
  notes(room, device.name, "sends one Welcome for all it invited", made.welcome.length)
})

/** A commit from its making to its end. */
export const commits = Effect.fnUntraced(function* (room: Room, device: Device, wish: Wish = {}) {
  const made = yield* prepares(room, device, wish)
  yield* offers(room, device, made, wish)
  return made.message
})

const inbox = (name: string): string => `inbox of ${name}`

/** Joins with the Welcome in its inbox, and reads what comes from now on. */
export const joins = Effect.fnUntraced(function* (room: Room, { name, secrets }: Guest) {
  const delivery = yield* DeliveryService
  const [welcome] = yield* delivery.subscribe(inbox(name), 0n).pipe(Stream.take(1), Stream.runCollect)
  if (welcome === undefined) return yield* Effect.die(`${name} has no Welcome`)
  const group = yield* joinGroup({ welcome: welcome.message, keyPackage: secrets })
  const device: Device = { name, group, next: room.end, own: new Set() }
  room.members.push(device)
  return device
})

/** Seals a text for the group. It is not sent yet. */
export const seals = Effect.fnUntraced(function* (room: Room, device: Device, text: string) {
  const sent = yield* send(device.group, utf8.encode(text), yield* slot(room, device))
  keep(device, sent)
  return sent.message
})

/** Sends a sealed text. */
export const speaks = Effect.fnUntraced(function* (room: Room, device: Device, message: Uint8Array) {
  device.own.add(yield* posts(room, "message", device.name, message))
  room.spoken.push({ epoch: device.group.context.epoch, message })
})

/** Says something to the group. */
export const says = Effect.fnUntraced(function* (room: Room, device: Device, text: string) {
  const message = yield* seals(room, device, text)
  yield* speaks(room, device, message)
  notes(room, device.name, `says "${text}"`, message.length)
  return message
})

/** Takes one message in, if it may. */
export const takes = Effect.fnUntraced(function* (device: Device, message: Uint8Array) {
  const got = yield* Effect.result(receive(device.group, message))
  if (Result.isSuccess(got) && got.success._tag !== "removed") keep(device, got.success)
  return got
})

/** Reads what the device has not read yet. */
export const follows = Effect.fnUntraced(function* (room: Room, device: Device) {
  const { subscribe } = yield* DeliveryService
  const news = yield* subscribe(room.name, device.next).pipe(Stream.take(Number(room.end - device.next)), Stream.runCollect)
  device.next = room.end
  const unread = news.filter(({ position }) => !device.own.has(position))
  return yield* Effect.forEach(unread, ({ message, position }) => Effect.map(takes(device, message), (got) => ({ device, got, position })))
})

/** Every member reads what is new; the diary tells who could read what, and who not. */
export const everybodyFollows = Effect.fnUntraced(function* (room: Room, everybody: ReadonlyArray<Device> = room.members) {
  const all = (yield* Effect.forEach(everybody, (device) => follows(room, device))).flat()
  for (const position of new Set(all.map((one) => one.position))) {
    tells(
      room,
      all.filter((one) => one.position === position)
    )
  }
})

interface Followed {
  readonly device: Device
  readonly got: Result.Result<Received, ReceiveError>
}

/** What became of one message: read by some, refused by others. A commit taken in shows in the group's state. */
const tells = (room: Room, followed: ReadonlyArray<Followed>): void => {
  const refused = new Map<string, { readonly error: ReceiveError; readonly who: Array<string> }>()
  const readers: Array<string> = []
  let read: Extract<Received, { _tag: "application" }> | undefined
  for (const { device, got } of followed) {
    if (Result.isFailure(got)) {
      const known = refused.get(got.failure.message) ?? { error: got.failure, who: [] }
      known.who.push(device.name)
      refused.set(got.failure.message, known)
    } else if (got.success._tag === "application") {
      read = got.success
      readers.push(device.name)
    } else if (got.success._tag === "removed") {
      notes(room, device.name, `learns from the commit of ${nameAt(device.group.tree, got.success.sender)} that it is out`)
    } else if (got.success._tag === "duplicate") {
      notes(room, device.name, "knows it for a message of its own, and passes over it")
    }
  }
  if (read !== undefined) {
    room.diary.push({ _tag: "read", who: readers, from: nameAt(read.state.tree, read.sender), text: new TextDecoder().decode(read.data) })
  }
  for (const { error, who } of refused.values()) notesRefusal(room, who, who.length === 1 ? "refuses it" : "refuse it", error)
}
