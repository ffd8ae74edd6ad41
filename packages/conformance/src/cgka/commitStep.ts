import { encode } from "@copath/codec"
import {
  type CgkaReading,
  type CgkaState,
  type CgkaUpdate,
  type CgkaWelcome,
  type Change,
  type KeyPair,
  nodeStands,
  type Secret,
  type TreeEdit,
  type TreeRules
} from "@copath/contracts"
import type { PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Option from "effect/Option"
import * as Result from "effect/Result"
import { LawBroken } from "../broken.ts"
import { carried, contextOf, type LawGroup, type Person, sameBytes, type Stage } from "./group.ts"
import { merged, planned } from "./lawTree.ts"
import { keyId } from "./observedSuite.ts"
import type { ResolvedStep } from "./script.ts"

/** Somebody about to join, with the leaf key of its key package. */
export interface Newcomer {
  readonly id: number
  readonly leaf: LeafIndex
  readonly pair: KeyPair
}

/** The group after the proposals and before the path. */
export interface Proposed {
  readonly tree: PublicTree
  readonly change: Change
  readonly committer: Person
  readonly joiners: ReadonlyArray<Newcomer>
  /** New leaf pairs of members whose Update is committed. */
  readonly renewals: ReadonlyMap<LeafIndex, KeyPair>
  readonly removed: ReadonlyArray<Person>
  readonly needsPath: boolean
  readonly nextId: number
}

/** Fresh leaf keys from whoever must make one, and the tree after the proposals. */
export const propose = Effect.fnUntraced(function* ({ here, observed }: Stage, group: LawGroup, step: ResolvedStep) {
  let { nextId } = group
  const renewals = new Map<LeafIndex, KeyPair>()
  for (const leaf of step.updates) {
    observed.act((group.members.get(leaf) as Person).id)
    renewals.set(leaf, yield* here.leaf())
  }
  const newcomers: Array<{ readonly id: number; readonly pair: KeyPair }> = []
  for (let i = 0; i < step.adds; i++) {
    observed.act(nextId)
    newcomers.push({ id: nextId++, pair: yield* here.leaf() })
  }
  const insider = step.committer === "outsider" ? undefined : (group.members.get(step.committer) as Person)
  const { change, tree } = planned(group.tree, here.rules, {
    committer: insider?.leaf,
    updates: new Map([...renewals].map(([leaf, { publicKey }]) => [leaf, publicKey])),
    removes: step.removes,
    adds: newcomers.map(({ pair }) => pair.publicKey)
  })
  let committer = insider
  if (committer === undefined) {
    observed.act(nextId)
    committer = { id: nextId++, leaf: change.committer, state: here.begin(change.committer, yield* here.leaf()) }
  }
  const proposed: Proposed = {
    tree,
    change,
    committer,
    joiners: newcomers.map((newcomer, i) => ({ ...newcomer, leaf: change.added[i] as LeafIndex })),
    renewals,
    removed: step.removes.map((leaf) => group.members.get(leaf) as Person),
    needsPath: needsPath(here.rules, step),
    nextId
  }
  return proposed
})

/** An empty list always has a path, the rules demand it for others, and a script may wish for one (12.4). */
const needsPath = ({ pathFor }: TreeRules, { adds, path, removes, updates }: ResolvedStep): boolean => {
  const kinds = [
    adds > 0 ? "add" : undefined,
    removes.length > 0 ? "remove" : undefined,
    updates.length > 0 ? "update" : undefined
  ] as const
  const present = kinds.filter((kind) => kind !== undefined)
  return path || present.length === 0 || present.some((kind) => pathFor.has(kind))
}

/** A commit's path as made by its committer and read by everybody. */
export interface Sent {
  readonly tree: PublicTree
  readonly book: LawGroup["book"]
  readonly context: Uint8Array
  readonly edits: ReadonlyArray<TreeEdit>
  readonly leafKey: Uint8Array
  readonly state: CgkaState
  readonly commitSecret: Secret
  readonly retired: ReadonlyArray<Secret>
  readonly update: CgkaUpdate
  readonly reading: CgkaReading
  readonly welcomes: ReadonlyArray<CgkaWelcome>
  /** All that left the committer, and its secret. */
  readonly bytes: ReadonlyArray<Uint8Array>
}

/** `stage`, `seal`, and `read` by the other instance. */
export const sendCommit = Effect.fnUntraced(function* (
  stage: Stage,
  group: LawGroup,
  { change, committer, joiners, tree: before }: Proposed
) {
  const { here, observed, there } = stage
  observed.act(committer.id)
  const stateBytes = encode(here.stateCodec, committer.state)
  const { book, edits, leafKey, staged } = yield* here.stage(committer.state, group.book, before, change)
  const astray = edits.find(({ key, node }) => key !== undefined && !nodeStands(before, node))
  if (astray !== undefined) return yield* new LawBroken({ law: "only nodes that stand hold keys", detail: `node ${astray.node}` })
  const tree = merged(before, committer.leaf, leafKey, edits, here.reach, stage.suite)
  const context = contextOf(stage, tree, book, group.epoch + 1)
  const sealed = yield* here.seal(staged, tree, change, context)
  if (!sameBytes(encode(here.stateCodec, committer.state), stateBytes)) {
    return yield* new LawBroken({ law: "a pending commit leaves the state as it was", detail: `leaf ${committer.leaf}` })
  }
  if (sealed.welcomes.length !== joiners.length) {
    return yield* new LawBroken({ law: "one welcome per joiner", detail: `${sealed.welcomes.length} for ${joiners.length}` })
  }
  const update = yield* carried(here.updateCodec, there.updateCodec, sealed.update)
  const oldBook = yield* carried(here.bookCodec, there.bookCodec, group.book)
  const read = there.read(oldBook.value, before, change, update.value, leafKey)
  if (Result.isFailure(read)) return yield* new LawBroken({ law: "read takes what seal made", detail: read.failure.reason })
  yield* sameEdits(edits, read.success.edits)
  const newBook = yield* carried(here.bookCodec, there.bookCodec, book)
  if (!sameBytes(newBook.bytes, encode(there.bookCodec, read.success.book))) {
    return yield* new LawBroken({ law: "read equals stage", detail: "another book" })
  }
  const welcomes: Array<{ readonly value: CgkaWelcome; readonly bytes: Uint8Array }> = []
  for (const welcome of sealed.welcomes) welcomes.push(yield* carried(here.welcomeCodec, there.welcomeCodec, welcome))
  const sent: Sent = {
    tree,
    book: newBook.value,
    context,
    edits,
    leafKey,
    state: sealed.state,
    commitSecret: sealed.commitSecret,
    retired: sealed.retired,
    update: update.value,
    reading: read.success.reading,
    welcomes: welcomes.map(({ value }) => value),
    bytes: [update.bytes, newBook.bytes, ...welcomes.map(({ bytes }) => bytes), leafKey, sealed.commitSecret.expose().slice()]
  }
  return sent
})

const sameEdits = (staged: ReadonlyArray<TreeEdit>, read: ReadonlyArray<TreeEdit>): Effect.Effect<void, LawBroken> => {
  const text = (edits: ReadonlyArray<TreeEdit>): string =>
    JSON.stringify(edits.map(({ key, node }) => [node, key === undefined ? "" : keyId(key)]))
  return text(staged) === text(read) ? Effect.void : Effect.fail(new LawBroken({ law: "read equals stage", detail: "other edits" }))
}

/** One receiver's new state from what it had written down, in the other instance. */
export const receiveCommit = Effect.fnUntraced(function* (
  { here, observed, there }: Stage,
  person: Person,
  { change, renewals }: Proposed,
  sent: Sent
) {
  const restored = (yield* carried(here.stateCodec, there.stateCodec, person.state)).value
  observed.act(person.id)
  const pair = renewals.get(person.leaf)
  const renewed = pair === undefined ? { state: restored, retired: [] } : there.renew(restored, pair)
  // What is refused with the state that was written down may be taken with the one in memory: then the commit is not at fault.
  const inMemory = Effect.suspend(() =>
    here.process(pair === undefined ? person.state : here.renew(person.state, pair).state, sent.reading, sent.tree, change, sent.context)
  )
  const processed = yield* there.process(renewed.state, sent.reading, sent.tree, change, sent.context).pipe(
    Effect.catchTag("CgkaRejected", ({ reason }) =>
      Effect.flatMap(Effect.exit(inMemory), (kept) => {
        const lost = `its state, written down and read back, refuses a commit (${reason}) that the one in memory takes`
        const [law, fault] = Exit.isSuccess(kept) ? ["codecs round trip", lost] : ["agreement", reason]
        return Effect.fail(new LawBroken({ law, detail: `leaf ${person.leaf}: ${fault}` }))
      })
    )
  )
  return { ...processed, before: restored, retired: [...renewed.retired, ...processed.retired], work: observed.work() }
})

/** A joiner's first state. */
export const receiveWelcome = Effect.fnUntraced(function* (
  { observed, there }: Stage,
  { id, leaf, pair }: Newcomer,
  from: LeafIndex,
  tree: PublicTree,
  book: LawGroup["book"],
  welcome: Option.Option<CgkaWelcome>
) {
  observed.act(id)
  const state = yield* there
    .join(leaf, pair, from, tree, book, welcome)
    .pipe(
      Effect.catchTag("CgkaRejected", ({ reason }) =>
        Effect.fail(new LawBroken({ law: "a joiner can join", detail: `leaf ${leaf}: ${reason}` }))
      )
    )
  const person: Person = { id, leaf, state }
  return person
})
