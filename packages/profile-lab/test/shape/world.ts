import type { Cgka, CipherSuite, Entropy } from "@copath/contracts"
import { seededEntropy } from "@copath/crypto-noble"
import {
  acceptInvitation,
  adopt,
  commit,
  createGroup,
  type GroupServices,
  type GroupState,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  proposeUpdate,
  receive,
  send
} from "@copath/group"
import { Effect, Layer, Result } from "effect"
import { catalog, type IncompatibleProfile, type Spec } from "../../src/index.ts"

const utf8 = new TextEncoder()
const text = new TextDecoder()
const parts = catalog()

/** All that the engine asks for, under a seed. */
export const servicesOf = (spec: Spec, seed = "shape"): Layer.Layer<GroupServices | Cgka, IncompatibleProfile> => {
  const composed = Result.getOrThrow(parts.compose({ provider: "node", ...spec }))
  const below: Layer.Layer<CipherSuite | Entropy> = Layer.merge(composed.suite(1), seededEntropy(seed))
  return Layer.provideMerge(Layer.provide(composed.protocol, composed.delivery), below)
}

/** The members of one group by name, each with its own state. */
export type Room = Map<string, GroupState>

export const at = (room: ReadonlyMap<string, GroupState>, name: string): GroupState => {
  const state = room.get(name)
  if (state === undefined) throw new Error(`${name} is no member`)
  return state
}

const identityOf = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
export const keyPackageOf = (name: string) => Effect.flatMap(identityOf(name), (identity) => makeKeyPackage(identity))

export const opened = Effect.fnUntraced(function* (creator: string) {
  const room: Room = new Map()
  room.set(creator, yield* createGroup({ groupId: utf8.encode("shape"), identity: yield* identityOf(creator) }))
  return room
})

/** What one commit does. */
export interface Deed {
  readonly add?: ReadonlyArray<string>
  readonly remove?: ReadonlyArray<string>
  /** Whose Update proposals it takes along. */
  readonly update?: ReadonlyArray<string>
}

/** Commits, and everybody follows: joiners join, those removed are told so. Gives the commit, and what those removed held before it. */
export const commits = Effect.fnUntraced(function* (room: Room, committer: string, { add = [], remove = [], update = [] }: Deed) {
  for (const name of update) {
    const proposed = yield* proposeUpdate(at(room, name))
    room.set(name, proposed.state)
    for (const other of room.keys()) {
      if (other === name) continue
      const got = yield* receive(at(room, other), proposed.message)
      if (got._tag !== "proposal") throw new Error(got._tag)
      room.set(other, got.state)
    }
  }
  const joiners: Array<readonly [string, KeyPackageSecrets]> = []
  const packages = []
  for (const name of add) {
    const made = yield* keyPackageOf(name)
    joiners.push([name, made.secrets])
    packages.push(made.keyPackage)
  }
  const made = yield* commit(at(room, committer), { add: packages, remove: remove.map((name) => at(room, name).me), path: true })
  const gone: Room = new Map()
  for (const [name, state] of room) {
    if (name === committer) {
      room.set(name, (yield* adopt(made.state)).state)
      continue
    }
    const got = yield* receive(state, made.message)
    if (got._tag === "removed") {
      room.delete(name)
      gone.set(name, state)
    } else if (got._tag === "commit") room.set(name, got.state)
    else throw new Error(got._tag)
  }
  for (const [name, keyPackage] of joiners) {
    if (made.welcome === undefined) throw new Error("a commit that adds has a Welcome")
    room.set(name, (yield* acceptInvitation({ welcome: made.welcome, keyPackage })).state)
  }
  return { message: made.message, welcome: made.welcome, gone }
})

/** Somebody speaks, and all others understand. Gives the message. */
export const says = Effect.fnUntraced(function* (room: Room, speaker: string, said: string) {
  const sent = yield* send(at(room, speaker), utf8.encode(said))
  room.set(speaker, sent.state)
  for (const [name, state] of room) {
    if (name === speaker) continue
    const got = yield* receive(state, sent.message)
    if (got._tag !== "application" || text.decode(got.data) !== said) throw new Error(`${name} got ${got._tag}`)
    room.set(name, got.state)
  }
  return sent.message
})

/** What all members of an epoch must have in common. */
export const digestOf = (state: GroupState): string =>
  [state.context.epoch, ...state.secrets.exporter.expose(), ...state.confirmationTag, ...state.context.treeHash].join()

/** Numbers from 0 up to 1, fixed by a seed. */
export const draws = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
