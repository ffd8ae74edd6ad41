import { treekem9420 } from "@copath/cgka-treekem"
import {
  CipherSuite,
  type Entropy,
  type EpochSecrets,
  KeySchedule,
  MessageProtection,
  Secret,
  type SignatureScheme,
  type SignerState,
  type Suite
} from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { unmerged } from "@copath/double-join"
import {
  adopt,
  commit,
  createGroup,
  type GroupServices,
  type GroupState,
  type Intent,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  receive,
  send
} from "@copath/group"
import { guarded } from "@copath/nonces"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { hidden } from "@copath/sender-data"
import { layer as deniable } from "@copath/signature-deniable"
import { layer as disclosed } from "@copath/signature-disclosed"
import { layer as ephemeral } from "@copath/signature-ephemeral"
import { layer as merkle } from "@copath/signature-merkle"
import { layer as none } from "@copath/signature-none"
import { layer as staticKeys } from "@copath/signature-static"
import { blankInit } from "@copath/tree-fill"
import { parentHash } from "@copath/tree-integrity"
import { Effect, Layer, Option } from "effect"
import { marked } from "../../src/mark.ts"

type SchemeLayer = Layer.Layer<SignatureScheme, never, CipherSuite | Entropy>

/** Every signature scheme, by its option id. */
export const schemes = {
  none,
  static: staticKeys,
  merkle,
  "eph-certified": ephemeral,
  "eph-deniable": deniable,
  "eph-disclosed": disclosed
} as const satisfies Readonly<Record<string, SchemeLayer>>
export type SchemeId = keyof typeof schemes

/** Those that change keys. */
export const rotating = ["eph-certified", "eph-deniable", "eph-disclosed"] as const

/** What an insider can learn of an epoch: all its secrets, by the group context that they belong to. */
const seen = new Map<string, () => EpochSecrets>()

const nameOf = (context: Uint8Array): string => context.join()

// Others take secrets over and wipe them: the spy keeps copies.
const copied = (epoch: EpochSecrets): EpochSecrets => {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(epoch)) out[name] = value instanceof Secret ? new Secret(value.expose().slice()) : value
  return out as unknown as EpochSecrets
}

const spied = Layer.effect(
  KeySchedule,
  Effect.map(KeySchedule, (sound) => {
    const noted = (context: Uint8Array, epoch: EpochSecrets): EpochSecrets => {
      const mine = copied(epoch)
      seen.set(nameOf(context), () => copied(mine))
      return epoch
    }
    return KeySchedule.of({
      ...sound,
      next: (input) => Effect.map(sound.next(input), (made) => ({ ...made, epoch: noted(input.groupContext, made.epoch) })),
      join: (input) => Effect.map(sound.join(input), (epoch) => noted(input.groupContext, epoch))
    })
  })
).pipe(Layer.provide(schedule))

/** A whole composition with this scheme, all else as in RFC 9420. `watch`: the suite as all parts see it. */
export const services = (id: SchemeId, watch: (suite: Suite) => Suite = (s) => s): Layer.Layer<GroupServices> => {
  const suite = Layer.effect(CipherSuite, Effect.map(CipherSuite, watch)).pipe(Layer.provide(cipherSuite(1)))
  const below: Layer.Layer<CipherSuite | Entropy> = Layer.merge(suite, seededEntropy(`signatures of ${id}`))
  const protocol = Layer.mergeAll(
    Layer.provide(treekem9420, [unmerged, blankInit]),
    spied,
    Layer.provide(secretTree, [guarded, hidden]),
    schemes[id],
    parentHash,
    basic,
    marked(`signature=${id}`)
  )
  return Layer.provideMerge(protocol, below)
}

const utf8 = new TextEncoder()

/** The members of one group by name. */
export type Room = Map<string, GroupState>

export const at = (room: Room, name: string): GroupState => {
  const state = room.get(name)
  if (state === undefined) throw new Error(`${name} is no member`)
  return state
}

const keyPackageOf = Effect.fnUntraced(function* (name: string) {
  return yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: utf8.encode(name) }))
})

/** Commits, and everybody follows; joiners join. */
export const commits = Effect.fnUntraced(function* (
  room: Room,
  by: string,
  intent: Intent & { readonly names?: ReadonlyArray<string> } = {}
) {
  const { names = [], ...rest } = intent
  const joiners: Array<readonly [string, KeyPackageSecrets]> = []
  const add = []
  for (const name of names) {
    const made = yield* keyPackageOf(name)
    joiners.push([name, made.secrets])
    add.push(made.keyPackage)
  }
  const made = yield* commit(at(room, by), { ...rest, add })
  for (const [name, state] of room) {
    if (name === by) {
      room.set(name, (yield* adopt(made.state)).state)
      continue
    }
    const got = yield* receive(state, made.message)
    if (got._tag === "removed") room.delete(name)
    else room.set(name, got.state)
  }
  for (const [name, keyPackage] of joiners) room.set(name, yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage }))
  return made
})

/** Says something; everybody else reads it. */
export const says = Effect.fnUntraced(function* (room: Room, by: string, text: string) {
  const sent = yield* send(at(room, by), utf8.encode(text))
  room.set(by, sent.state)
  for (const [name, state] of room) {
    if (name === by) continue
    const got = yield* receive(state, sent.message)
    if (got._tag !== "application" || new TextDecoder().decode(got.data) !== text) throw new Error(`${name} did not read: ${got._tag}`)
    if (got.sender !== at(room, by).me) throw new Error(`${name} takes it for somebody else's`)
    room.set(name, got.state)
  }
  return sent
})

/** Alice, bob, carol and mallory, leaves 0 to 3; none of them has rotated yet. */
export const four = Effect.fnUntraced(function* () {
  const identity = yield* makeIdentity({ _tag: "basic", identity: utf8.encode("alice") })
  const room: Room = new Map([["alice", yield* createGroup({ groupId: utf8.encode("a group"), identity })]])
  yield* commits(room, "alice", { names: ["bob", "carol", "mallory"] })
  return room
})

/** The same four, each with a key of its own choice in its leaf. */
export const settled = Effect.fnUntraced(function* () {
  const room = yield* four()
  for (const name of ["alice", "bob", "carol", "mallory"]) yield* commits(room, name, { path: true })
  return room
})

/**
 * A message in a member's name, at its place in the message keys, by whoever has all secrets of an epoch; `signer`: with which signing keys. `from`: the epoch's
 * public state.
 */
export const inNameOf = Effect.fnUntraced(function* (from: GroupState, victim: GroupState["me"], signer: SignerState, text: string) {
  const epoch = seen.get(nameOf(from.contextBytes))?.()
  if (epoch === undefined) throw new Error("nobody has seen this epoch")
  const nothing = { added: [], removed: [], updated: [], committer: victim }
  const standing = { epoch: from.context.epoch, leafKey: undefined }
  const { start } = yield* MessageProtection
  const { state: protection } = yield* start(epoch, victim, from.tree, nothing, Option.none(), standing)
  return (yield* send({ ...from, me: victim, protection, signer, proposals: [], sent: [] }, utf8.encode(text))).message
})

/** Whether a member takes a message, and for whose. */
export const verdict = (reader: GroupState, message: Uint8Array) =>
  Effect.match(receive(reader, message), {
    onFailure: (e) => ("reason" in e ? e.reason : e._tag),
    onSuccess: (got) => (got._tag === "application" ? `from leaf ${got.sender}` : got._tag)
  })
