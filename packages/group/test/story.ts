import type { LeafIndex } from "@copath/tree-math"
import { Effect } from "effect"
import { expect } from "vitest"
import {
  adopt,
  commit,
  createGroup,
  type GroupState,
  type Intent,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  persist,
  receive,
  send
} from "../src/index.ts"

/** The members of one group by name, each with its own state. */
export class Story {
  readonly members = new Map<string, GroupState>()

  at(name: string): GroupState {
    const state = this.members.get(name)
    if (state === undefined) throw new Error(`${name} is no member`)
    return state
  }

  leaf(name: string): LeafIndex {
    return this.at(name).me
  }

  set(name: string, state: GroupState): void {
    this.members.set(name, state)
  }
}

const utf8 = new TextEncoder()

export const identityOf = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

export const create = Effect.fnUntraced(function* (creator: string) {
  const story = new Story()
  story.set(creator, yield* createGroup({ groupId: utf8.encode("story"), identity: yield* identityOf(creator) }))
  return story
})

export const keyPackageFor = Effect.fnUntraced(function* (name: string) {
  return yield* makeKeyPackage(yield* identityOf(name))
})

/** Commits, hands the commit to everybody else, and the Welcome to the joiners. Gives the commit's bytes. */
export const commits = Effect.fnUntraced(function* (
  story: Story,
  committer: string,
  intent: Omit<Intent, "add" | "remove"> & { readonly add?: ReadonlyArray<string>; readonly remove?: ReadonlyArray<string> } = {}
) {
  const joiners: Array<readonly [string, KeyPackageSecrets]> = []
  const add = []
  for (const name of intent.add ?? []) {
    const made = yield* keyPackageFor(name)
    joiners.push([name, made.secrets])
    add.push(made.keyPackage)
  }
  const remove = (intent.remove ?? []).map((name) => story.leaf(name))
  const made = yield* commit(story.at(committer), { ...intent, add, remove })
  const others = [...story.members.keys()].filter((name) => name !== committer)
  story.set(committer, (yield* adopt(made.state)).state)
  for (const name of others) {
    const got = yield* receive(story.at(name), made.message)
    if (got._tag === "removed") story.members.delete(name)
    else story.set(name, got.state)
  }
  for (const [name, keyPackage] of joiners) {
    if (made.welcome === undefined) throw new Error("a commit that adds has a Welcome")
    story.set(name, yield* joinGroup({ welcome: made.welcome, keyPackage }))
  }
  return made
})

/** Says something; everybody else must read it. */
export const says = Effect.fnUntraced(function* (story: Story, speaker: string, text: string) {
  const sent = yield* send(story.at(speaker), utf8.encode(text))
  story.set(speaker, sent.state)
  const read: Array<string> = []
  for (const name of story.members.keys()) {
    if (name === speaker) continue
    const got = yield* receive(story.at(name), sent.message)
    if (got._tag !== "application") throw new Error(`${name} got ${got._tag}`)
    story.set(name, got.state)
    read.push(new TextDecoder().decode(got.data))
  }
  return { ...sent, read }
})

/** What every member of an epoch must agree on. */
const digest = (state: GroupState): string =>
  [state.context.epoch, ...state.confirmationTag, ...state.secrets.exporter.expose(), ...state.context.treeHash].join(",")

export const agree = (story: Story): boolean => new Set([...story.members.values()].map(digest)).size === 1

/** A group of alice, bob, carol and dave, leaves 0 to 3. */
export const four = Effect.fnUntraced(function* () {
  const story = yield* create("alice")
  yield* commits(story, "alice", { add: ["bob", "carol", "dave"] })
  return story
})

/** `bad` is refused as described and changes nothing: `good`, its unmutated twin, is still taken by the same state. */
export const refuses = Effect.fnUntraced(function* (state: GroupState, bad: Uint8Array, why: object, good: Uint8Array) {
  const before = yield* persist(state)
  expect(yield* Effect.flip(receive(state, bad))).toMatchObject(why)
  expect(yield* persist(state)).toEqual(before)
  yield* receive(state, good)
})

/** With one bit changed; a negative position counts from the end. */
export const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const out = bytes.slice()
  out[at < 0 ? out.length + at : at] = (out.at(at) ?? 0) ^ 1
  return out
}
