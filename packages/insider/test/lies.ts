import { Cgka, CipherSuite, Entropy } from "@copath/contracts"
import { commit, type GroupServices, type GroupState, joinGroup, type KeyPackageSecrets, makeIdentity, makeKeyPackage } from "@copath/group"
import { nodesOf, treeFrom } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { falseBook, falseKey, falseRules, forged, garbage, liesIn, unrelated } from "./liar.ts"
import { at, bytes, groupOf, type Members, turn, withBlanks } from "./world.ts"

/** What a liar at leaf 1 does to whom. */
export interface Told {
  /** The members before. */
  readonly members: Members
  /** The commit that each of them is given; the liar its own. */
  readonly given: ReadonlyMap<number, Uint8Array>
  /** The liar, with its commit pending. */
  readonly liar: GroupState
  /** Somebody who is invited by it; fails if the invitation is found out. */
  readonly joiner: Effect.Effect<GroupState, unknown> | undefined
}

const toAll = (members: Members, message: Uint8Array): ReadonlyMap<number, Uint8Array> =>
  new Map([...members.keys()].map((leaf) => [leaf, message]))

const told = (members: Members, made: { readonly state: GroupState; readonly message: Uint8Array }): Told => ({
  members,
  given: toAll(members, made.message),
  liar: made.state,
  joiner: undefined
})

const joining = Effect.fnUntraced(function* (welcome: Uint8Array | undefined, keyPackage: KeyPackageSecrets) {
  const services = yield* Effect.context<GroupServices>()
  return Effect.provideContext(joinGroup({ welcome: welcome ?? new Uint8Array(0), keyPackage }), services)
})

/** The five kinds of lies, by letter; where one has two faces, both. */
export const lies = {
  "a: an unrelated secret to one target": Effect.gen(function* () {
    const members = yield* groupOf(4)
    return told(members, yield* liesIn(at(members, 1), forged(unrelated(0))))
  }),
  "a: garbage to one target": Effect.gen(function* () {
    const members = yield* groupOf(4)
    return told(members, yield* liesIn(at(members, 1), forged(garbage(0))))
  }),
  "b: a published key that does not match": Effect.gen(function* () {
    const members = yield* groupOf(4)
    return told(members, yield* liesIn(at(members, 1), falseKey(0)))
  }),
  "c: different commits to different members": Effect.gen(function* () {
    const members = yield* groupOf(4)
    const [one, two] = [yield* commit(at(members, 1)), yield* commit(at(members, 1))]
    return { ...told(members, one), given: new Map([...toAll(members, one.message), [3, two.message]]) }
  }),
  "d: a tree for a joiner, with a key of its own": Effect.gen(function* () {
    const { kem } = yield* CipherSuite
    const { secret } = yield* Entropy
    const members = yield* groupOf(4)
    // Node 5 is above leaves 2 and 3, and none of the liar's business.
    const planted = kem.derive(secret(kem.seedSize)).publicKey
    const nodes = nodesOf(at(members, 1).tree).map((node, i) =>
      i === 5 && node?._tag === "parent" ? { ...node, parentNode: { ...node.parentNode, encryptionKey: planted } } : node
    )
    const bogus = { ...at(members, 1), tree: Result.getOrThrow(treeFrom(nodes)) }
    const spare = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: bytes("eve") }))
    const invited = yield* commit(bogus, { add: [spare.keyPackage] })
    const honest = yield* commit(at(members, 1), { add: [spare.keyPackage] })
    return { ...told(members, honest), joiner: yield* joining(invited.welcome, spare.secrets) }
  }),
  "e: unmerged leaves left out of the list": Effect.gen(function* () {
    const members = yield* withBlanks(4, 0, [3])
    const spare = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: bytes("eve") }))
    const made = yield* liesIn(at(members, 1), falseRules, { add: [spare.keyPackage] })
    return { ...told(members, made), joiner: yield* joining(made.welcome, spare.secrets) }
  }),
  "e: parents above a removed leaf not blanked": Effect.gen(function* () {
    const members = yield* groupOf(8)
    return told(members, yield* liesIn(at(members, 1), falseRules, { remove: [leafIndex(6)] }))
  })
} as const

export type Lie = keyof typeof lies

/** The same about a book, in groups that keep one: the liar has set keys above another's leaf, and the book should say so. */
export const bookLies = {
  "d: a book for a joiner that leaves the liar out": Effect.gen(function* () {
    const { emptyBook } = yield* Cgka
    const members = yield* turn(yield* groupOf(8), 1, { remove: [leafIndex(6)] })
    const spare = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: bytes("eve") }))
    const invited = yield* commit({ ...at(members, 1), book: emptyBook }, { add: [spare.keyPackage] })
    const honest = yield* commit(at(members, 1), { add: [spare.keyPackage] })
    return { ...told(members, honest), joiner: yield* joining(invited.welcome, spare.secrets) }
  }),
  "e: a book that leaves the liar out": Effect.gen(function* () {
    const members = yield* groupOf(8)
    return told(members, yield* liesIn(at(members, 1), falseBook, { remove: [leafIndex(6)] }))
  })
} as const

export type BookLie = keyof typeof bookLies
