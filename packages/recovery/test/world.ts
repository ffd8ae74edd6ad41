import { type Correspondence, Recovery } from "@copath/client"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import {
  commit,
  createGroup,
  type GroupServices,
  type GroupState,
  type Identity,
  type Intent,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  receive,
  type Received,
  send
} from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { Effect, Layer } from "effect"

const utf8 = new TextEncoder()
export const bytes = (text: string): Uint8Array => utf8.encode(text)
const textOf = (data: Uint8Array | undefined): string | undefined => (data === undefined ? undefined : new TextDecoder().decode(data))

/** RFC 9420 over the portable provider, with a seeded transcript. */
export const services: Layer.Layer<GroupServices> = Layer.provideMerge(
  Layer.mergeAll(rfc9420, basic),
  Layer.mergeAll(cipherSuite(1), seededEntropy("recovery"))
)

/** One member: its place in the group, and its correspondence. */
export interface Person {
  state: GroupState
  letters: Correspondence
}

/** The members of one group by name. */
export type Group = Map<string, Person>

export const at = (group: Group, name: string): Person => {
  const person = group.get(name)
  if (person === undefined) throw new Error(`${name} is no member`)
  return person
}

export const person = (name: string) => makeIdentity({ _tag: "basic", identity: bytes(name) })

/** Who somebody is, as its state knows it. */
export const identityIn = (state: GroupState): Identity => {
  const credential = state.tree.leafAt(state.me)?.credential
  if (credential === undefined) throw new Error("a member has a leaf")
  return { credential, signatureKey: state.identity }
}

/** A group of these people; the first creates it and adds the others. Everybody begins as the Recovery at hand has it. */
export const groupOf = Effect.fnUntraced(function* (creator: string, ...names: ReadonlyArray<string>) {
  const { begin } = yield* Recovery
  const group: Group = new Map()
  group.set(creator, { state: yield* createGroup({ groupId: bytes("kitchen"), identity: yield* person(creator) }), letters: begin })
  if (names.length > 0) yield* adds(group, creator, ...names)
  return group
})

/** One member adds others. */
export const adds = Effect.fnUntraced(function* (group: Group, committer: string, ...names: ReadonlyArray<string>) {
  const { begin } = yield* Recovery
  const made = yield* Effect.forEach(names, (name) => Effect.flatMap(person(name), makeKeyPackage))
  const { welcome = new Uint8Array(0) } = yield* commits(group, committer, { add: made.map((m) => m.keyPackage) })
  for (const [i, name] of names.entries()) {
    const keyPackage = made[i]?.secrets
    if (keyPackage !== undefined) group.set(name, { state: yield* joinGroup({ welcome, keyPackage }), letters: begin })
  }
})

/** A commit, taken in by everybody who is there; gives what was made. */
export const commits = Effect.fnUntraced(function* (group: Group, committer: string, intent: Intent = {}) {
  const made = yield* commit(at(group, committer).state, intent)
  at(group, committer).state = made.state
  yield* hears(group, made.message)
  return made
})

/** Everybody takes in a handshake message; gives what came of it, by name. Who is removed is gone. */
export const hears = Effect.fnUntraced(function* (group: Group, message: Uint8Array) {
  const news = new Map<string, Received>()
  for (const [name, member] of group) {
    const received = yield* receive(member.state, message)
    news.set(name, received)
    if (received._tag === "removed") {
      group.delete(name)
      continue
    }
    member.state = received.state
    if (received._tag === "commit") member.letters = member.letters.follow(received)
  }
  return news
})

/** Seals application data as it is. */
export const sends = Effect.fnUntraced(function* (group: Group, name: string, payload: Uint8Array) {
  const member = at(group, name)
  const sent = yield* send(member.state, payload)
  member.state = sent.state
  return sent.message
})

/** Says a text; gives the message, which is handed to nobody. */
export const says = Effect.fnUntraced(function* (group: Group, name: string, text: string) {
  const member = at(group, name)
  const composed = yield* member.letters.compose(member.state, bytes(text))
  const message = yield* sends(group, name, composed.payload)
  member.letters = composed.sent(message)
  return message
})

/** Opens an application message and reads it. Between any two steps the correspondence is written down and resumed. */
export const reads = Effect.fnUntraced(function* (group: Group, name: string, message: Uint8Array) {
  const { resume } = yield* Recovery
  const member = at(group, name)
  const received = yield* receive(member.state, message)
  if (received._tag !== "application") throw new Error(received._tag)
  member.state = received.state
  const letters = resume(member.letters.write())
  if (letters === undefined) throw new Error("what was written can be resumed")
  const { answer, confirm, correspondence, text } = yield* letters.read(member.state, received)
  member.letters = correspondence
  return { text: textOf(text), answer, confirm }
})

/** Asks for a message that did not open; gives the message that asks. */
export const asksFor = Effect.fnUntraced(function* (group: Group, name: string, message: Uint8Array) {
  const asking = yield* at(group, name).letters.missed(message)
  if (asking === undefined) throw new Error("nobody is asked")
  return yield* sends(group, name, asking)
})

const digest = ({ confirmationTag, context, secrets }: GroupState): string =>
  [context.epoch, ...confirmationTag, ...secrets.exporter.expose(), ...context.treeHash].join(",")

/** Whether all are in the same epoch with the same secrets. */
export const agree = (group: Group): boolean => new Set([...group.values()].map(({ state }) => digest(state))).size === 1

/** Somebody says something and all others read it. */
export const talks = Effect.fnUntraced(function* (group: Group, name: string) {
  const message = yield* says(group, name, `${name} speaking`)
  const heard: Array<string | undefined> = []
  for (const other of group.keys()) if (other !== name) heard.push((yield* reads(group, other, message)).text)
  return heard.every((text) => text === `${name} speaking`)
})
