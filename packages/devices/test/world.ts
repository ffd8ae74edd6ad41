import { adopt, commit, createGroup, type GroupState, joinGroup, type KeyPackageSecrets, makeKeyPackage, receive } from "@copath/group"
import { Effect } from "effect"
import {
  type Asked,
  askToCommit,
  askToSay,
  changeDevices,
  type Device,
  handOver,
  share,
  startDevice,
  takeInner,
  takeOuter,
  type Told
} from "../src/index.ts"
import { identityOf, textOf, utf8 } from "./services.ts"

/** One device with where it has come to in its two queues, and what it has seen. */
export class Client {
  device: Device
  /** Whether it is in its inner group. */
  present = true
  online = true
  inner: number
  outer = 0
  /** The group whose messages it reads outside. */
  readonly read: Array<string> = []
  readonly told: Array<Told> = []

  constructor(device: Device, inner: number) {
    this.device = device
    this.inner = inner
  }
}

export const GROUP = utf8("outer")

/** A user: its devices, and the one order of their inner group's messages. */
export class User {
  readonly clients: Array<Client> = []
  readonly queue: Array<Uint8Array> = []
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  at(device: number): Client {
    const found = this.clients[device]
    if (found === undefined) throw new Error(`${this.name} has no device ${device}`)
    return found
  }

  /** Takes what a device asks for into the inner order. */
  asks(client: Client, asked: Asked): void {
    client.device = asked.device
    this.queue.push(asked.message)
  }
}

/** Users with devices, and one outer group. */
export class World {
  readonly users: Array<User> = []
  readonly queue: Array<Uint8Array> = []
  /** Outer epochs that a commit has ended: the delivery service takes one commit an epoch. */
  private readonly over = new Set<bigint>()

  publish(message: Uint8Array, ends?: bigint): void {
    if (ends !== undefined && this.over.has(ends)) return
    if (ends !== undefined) this.over.add(ends)
    this.queue.push(message)
  }
}

export const outer = (client: Client): GroupState => {
  const found = client.device.groups[0]
  if (found === undefined) throw new Error("this device holds no outer group")
  return found.state
}

const heard = (world: World, client: Client, told: ReadonlyArray<Told>): void => {
  client.told.push(...told)
  for (const t of told) {
    if (t._tag === "said" && t.mine) world.publish(t.message)
    if (t._tag === "committed" && t.mine) world.publish(t.message, t.epoch)
  }
}

/** One device reads its inner queue to the end. */
export const readInner = Effect.fnUntraced(function* (world: World, user: User, client: Client) {
  while (client.present && client.inner < user.queue.length) {
    const taken = yield* takeInner(client.device, user.queue[client.inner++] as Uint8Array)
    if (taken.device === undefined) client.present = false
    else client.device = taken.device
    heard(world, client, taken.told)
  }
})

/** One device reads the outer queue to the end. */
export const readOuter = Effect.fnUntraced(function* (world: World, client: Client) {
  while (client.device.groups.length > 0 && client.outer < world.queue.length) {
    const taken = yield* takeOuter(client.device, GROUP, world.queue[client.outer++] as Uint8Array)
    client.device = taken.device
    if (taken.received._tag === "application") client.read.push(textOf(taken.received.data))
    heard(world, client, taken.told)
  }
})

/** Everybody who is online reads until nothing is left. */
export const settle = Effect.fnUntraced(function* (world: World) {
  for (let before = -1; before !== world.queue.length;) {
    before = world.queue.length
    for (const user of world.users) {
      for (const client of user.clients) {
        if (!client.online) continue
        yield* readInner(world, user, client)
        yield* readOuter(world, client)
      }
    }
  }
})

/** A device comes in by an inner commit, as every other one does. */
const addDevices = Effect.fnUntraced(function* (user: User, count: number) {
  const made = []
  for (let i = 0; i < count; i++) made.push(yield* makeKeyPackage(yield* identityOf(`${user.name}/${user.clients.length + i}`)))
  const first = user.at(0)
  const change = yield* commit(first.device.inner, { add: made.map((m) => m.keyPackage), path: true })
  first.device = { ...first.device, inner: (yield* adopt(change.state)).state }
  for (const client of user.clients.slice(1)) {
    const got = yield* receive(client.device.inner, change.message)
    if (got._tag === "commit") client.device = { ...client.device, inner: got.state }
  }
  const joined = made.map((m) => m.secrets)
  yield* Effect.forEach(joined, (secrets) => enterInner(user, change.welcome, secrets))
})

export const enterInner = Effect.fnUntraced(function* (user: User, welcome: Uint8Array | undefined, keyPackage: KeyPackageSecrets) {
  const inner = yield* joinGroup({ welcome: welcome ?? new Uint8Array(0), keyPackage })
  const client = new Client(startDevice(inner), user.queue.length)
  user.clients.push(client)
  return client
})

/** Three users of three devices each, all in one outer group of three leaves. */
export const threeByThree = Effect.fnUntraced(function* () {
  const world = new World()
  for (const name of ["alice", "bob", "carol"]) {
    const user = new User(name)
    const inner = yield* createGroup({ groupId: utf8(`devices of ${name}`), identity: yield* identityOf(`${name}/0`) })
    user.clients.push(new Client(startDevice(inner), 0))
    yield* addDevices(user, 2)
    world.users.push(user)
  }
  const [alice, bob, carol] = world.users as [User, User, User]
  const made = [yield* makeKeyPackage(yield* identityOf("bob")), yield* makeKeyPackage(yield* identityOf("carol"))] as const
  const alone = yield* createGroup({ groupId: GROUP, identity: yield* identityOf("alice") })
  const added = yield* commit(alone, { add: made.map((m) => m.keyPackage) })
  alice.asks(alice.at(0), yield* share(alice.at(0).device, (yield* adopt(added.state)).state))
  for (const [user, one] of [[bob, made[0]] as const, [carol, made[1]] as const]) {
    const state = yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: one.secrets })
    user.asks(user.at(0), yield* share(user.at(0).device, state))
  }
  yield* settle(world)
  return { world, alice, bob, carol }
})

export const handsOver = Effect.fnUntraced(function* (user: User, by: Client) {
  user.asks(by, yield* handOver(by.device, GROUP))
})

/** All devices of all users are in one outer epoch, with one key. */
export const agree = (clients: ReadonlyArray<Client>): boolean =>
  new Set(clients.map((c) => [outer(c).context.epoch, ...outer(c).confirmationTag, ...outer(c).secrets.exporter.expose()].join())).size ===
  1

/** A device says something, and all read on. */
export const says = Effect.fnUntraced(function* (world: World, user: User, client: Client, text: string) {
  user.asks(client, yield* askToSay(client.device, GROUP, utf8(text)))
  yield* settle(world)
})

/** A device commits new keys of the leaf, and all read on. */
export const commits = Effect.fnUntraced(function* (world: World, user: User, client: Client) {
  user.asks(client, yield* askToCommit(client.device, GROUP))
  yield* settle(world)
})

/** Alice's third device is lost, and the others put it out of their group. */
export const removesThird = Effect.fnUntraced(function* (world: World, alice: User) {
  alice.at(2).online = false
  alice.asks(alice.at(0), yield* changeDevices(alice.at(0).device, { remove: [alice.at(2).device.inner.me] }))
  yield* settle(world)
})
