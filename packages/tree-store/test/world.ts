import { CipherSuite, type Suite } from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { seededEntropy } from "@copath/crypto-noble"
import { cipherSuite } from "@copath/crypto-node"
import {
  acceptInvitation,
  adopt,
  commit,
  type Committed,
  createGroup,
  defaultOptions,
  GroupOptions,
  type GroupState,
  type Intent,
  makeIdentity,
  makeKeyPackage,
  type MadeKeyPackage,
  receive,
  readWelcome
} from "@copath/group"
import { nodesOf } from "@copath/membership"
import { rfc9420 } from "@copath/profile-rfc9420"
import { Effect, Layer } from "effect"
import {
  BlobStore,
  blobsOf,
  changedBlobs,
  fetchTree,
  firstKeys,
  type FormOf,
  handKeys,
  keysAfter,
  memory,
  publish,
  type StoreKeys,
  takeKeys
} from "../src/index.ts"

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The strict composition whose Welcomes leave the tree out, and a store that a test can look into. */
export const world = (contents: Map<string, Uint8Array>, seed = "tree-store") =>
  Layer.mergeAll(
    Layer.provideMerge(Layer.mergeAll(rfc9420, basic), Layer.mergeAll(cipherSuite(1), seededEntropy(seed))),
    memory(contents),
    Layer.succeed(GroupOptions, { ...defaultOptions, treeInWelcome: false })
  )

export const suite: Effect.Effect<Suite, never, CipherSuite> = Effect.map(CipherSuite, (s) => s)

/** A member: the engine's state, and the keys of the store. */
export interface Member {
  readonly state: GroupState
  readonly keys: StoreKeys
}

export const packageOf = Effect.fnUntraced(function* (name: string) {
  return yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: utf8(name) }))
})

/** A group of one, with its tree in the store. */
export const begin = Effect.fnUntraced(function* (name: string, formOf: FormOf) {
  const state = yield* createGroup({
    groupId: utf8("kitchen"),
    identity: yield* makeIdentity({ _tag: "basic", identity: utf8(name) })
  })
  const keys = yield* firstKeys(state)
  const s = yield* suite
  yield* publish(formOf(s, keys), blobsOf(state.tree, s.hash.digest))
  return { state, keys }
})

/** Adopts a commit of ours, moves the keys on, and stores what changed. */
export const adopted = Effect.fnUntraced(function* (member: Member, made: Committed, formOf: FormOf) {
  const { change, state } = yield* adopt(made.state)
  const keys = yield* keysAfter(member.keys, change, state)
  const s = yield* suite
  const blobs = changedBlobs(member.state.tree, state.tree, s.hash.digest)
  yield* publish(formOf(s, keys), blobs)
  return { state, keys, blobs, made }
})

export const commits = Effect.fnUntraced(function* (member: Member, intent: Intent, formOf: FormOf) {
  return yield* adopted(member, yield* commit(member.state, intent), formOf)
})

/** Takes a commit in. */
export const takes = Effect.fnUntraced(function* (member: Member, message: Uint8Array) {
  const got = yield* receive(member.state, message)
  if (got._tag !== "commit") throw new Error(got._tag)
  return { state: got.state, keys: yield* keysAfter(member.keys, got.change, got.state) }
})

/** Joins by a Welcome without a tree: the keys come beside it, the tree out of the store, by the hash in the GroupInfo. */
export const joins = Effect.fnUntraced(function* (inviter: Member, made: Committed, joiner: MadeKeyPackage, formOf: FormOf) {
  const handed = (yield* handKeys(inviter.keys, joiner.keyPackage)) ?? new Uint8Array(0)
  const keys = yield* takeKeys(handed, joiner.secrets)
  const invitation = { welcome: made.welcome ?? new Uint8Array(0), keyPackage: joiner.secrets }
  const { groupContext } = yield* readWelcome(invitation)
  const s = yield* suite
  const tree = yield* fetchTree({ form: formOf(s, keys), digest: s.hash.digest }, groupContext.treeHash)
  const { state } = yield* acceptInvitation({ ...invitation, ratchetTree: nodesOf(tree) })
  return { state, keys }
})

/** The names of a small group, in the order of their leaves. */
export const names = ["alice", "bob", "carol", "dave", "erin"]

/** Five members, each of whom joined through the store. */
export const five = Effect.fnUntraced(function* (formOf: FormOf) {
  const alone = yield* begin("alice", formOf)
  const packages = yield* Effect.forEach(names.slice(1), packageOf)
  const alice = yield* commits(alone, { add: packages.map((p) => p.keyPackage) }, formOf)
  const others = yield* Effect.forEach(packages, (joiner) => joins(alice, alice.made, joiner, formOf))
  return [alice, ...others] as ReadonlyArray<Member>
})

/** One member of a list of them. */
export const at = (members: ReadonlyArray<Member>, index: number): Member => {
  const found = members[index]
  if (found === undefined) throw new Error(`there is no member ${index}`)
  return found
}

/** What was asked of a store. */
export interface Asked {
  batches: number
  blobs: number
  bytes: number
}

/** The same program, and what it asks of its store. */
export const counted = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const store = yield* BlobStore
    const asked: Asked = { batches: 0, blobs: 0, bytes: 0 }
    const counting = BlobStore.of({
      ...store,
      get: (list) =>
        Effect.map(store.get(list), (answers) => {
          asked.batches++
          asked.blobs += answers.length
          asked.bytes += answers.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0)
          return answers
        })
    })
    const result = yield* Effect.provideService(program, BlobStore, counting)
    return { result, asked }
  })
