import { CipherSuite } from "@copath/contracts"
import { acceptInvitation, joinGroup } from "@copath/group"
import { nodesOf, setLeaf } from "@copath/membership"
import { leafIndex, nodeIndex } from "@copath/tree-math"
import { encode } from "@copath/codec"
import { credential, treeHashInput } from "@copath/wire"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import {
  allSealed,
  blobAt,
  blobsOf,
  fetchTree,
  type FormOf,
  inClear,
  leavesSealed,
  memory,
  persistDigest,
  publish,
  restoreDigest,
  withdraw
} from "../src/index.ts"
import { at, begin, commits, five, joins, type Member, names, packageOf, suite, takes, utf8, world } from "./world.ts"

const forms: ReadonlyArray<readonly [string, FormOf]> = [
  ["in-clear", inClear],
  ["leaves-sealed", leavesSealed],
  ["sealed", allSealed]
]

const holds = (haystack: Uint8Array, needle: Uint8Array): boolean => Buffer.from(haystack).includes(Buffer.from(needle))
const dumpOf = (contents: ReadonlyMap<string, Uint8Array>): Uint8Array =>
  Buffer.concat([...contents].flatMap(([name, bytes]) => [Buffer.from(name, "hex"), bytes]))

describe.each(forms)("a server that lies, %s", (_id, formOf) => {
  /** A member that wakes up at a server with something changed; gives what it is told. */
  const wakes = (change: (contents: Map<string, Uint8Array>, member: Member, name: (node: number) => string) => void) =>
    Effect.suspend(() => {
      const contents = new Map<string, Uint8Array>()
      return Effect.gen(function* () {
        const members = yield* five(formOf)
        const member = at(members, 1)
        const s = yield* suite
        const form = formOf(s, member.keys)
        const written = yield* persistDigest(member.state, member.keys)
        change(contents, member, (node) => form.nameOf(blobAt(member.state.tree, nodeIndex(node), s.hash.digest).hash))
        return yield* Effect.flip(restoreDigest(written, formOf))
      }).pipe(Effect.provide(world(contents)))
    })

  it.effect("R058: a changed blob is refused, whichever byte was changed", () =>
    Effect.gen(function* () {
      for (const node of [8, 13]) {
        for (const where of [0, 0.3, 0.7, 1]) {
          const refusal = yield* wakes((contents, _member, name) => {
            const bytes = contents.get(name(node))?.slice() ?? new Uint8Array(1)
            const position = Math.floor(where * (bytes.length - 1))
            bytes[position] = (bytes[position] ?? 0) ^ 1
            contents.set(name(node), bytes)
          })
          expect(refusal).toMatchObject({ _tag: "BlobRefused" })
        }
      }
    })
  )

  it.effect("R058: another node's blob is refused, and so is yesterday's of the same node", () =>
    Effect.gen(function* () {
      const other = yield* wakes((contents, _member, name) => contents.set(name(8), contents.get(name(6)) ?? new Uint8Array(0)))
      expect(other).toMatchObject({ _tag: "BlobRefused", reason: "Altered" })

      const contents = new Map<string, Uint8Array>()
      yield* Effect.gen(function* () {
        const members = yield* five(formOf)
        const [alice, carol] = [at(members, 0), at(members, 2)]
        const s = yield* suite
        const nameOf = ({ keys, state }: Member): string => formOf(s, keys).nameOf(blobAt(state.tree, nodeIndex(3), s.hash.digest).hash)
        const yesterday = contents.get(nameOf(alice)) ?? new Uint8Array(0)
        const today = yield* commits(carol, {}, formOf)
        const follower = yield* takes(at(members, 4), today.made.message)
        const written = yield* persistDigest(follower.state, follower.keys)
        expect(nameOf(follower)).not.toBe(nameOf(alice))
        yield* restoreDigest(written, formOf)
        contents.set(nameOf(follower), yesterday)
        expect(yield* Effect.flip(restoreDigest(written, formOf))).toMatchObject({ _tag: "BlobRefused", reason: "Altered" })
      }).pipe(Effect.provide(world(contents)))
    })
  )

  it.effect("R058: what it keeps back is missed by name", () =>
    Effect.gen(function* () {
      const refusal = yield* wakes((contents, _member, name) => contents.delete(name(8)))
      expect(refusal).toMatchObject({ _tag: "BlobRefused", reason: "Missing" })
    })
  )

  it.effect("R058: a joiner takes no tree but the one that the GroupInfo names", () =>
    Effect.gen(function* () {
      const alone = yield* begin("alice", formOf)
      const [bob, mallory] = [yield* packageOf("bob"), yield* packageOf("mallory")]
      const alice = yield* commits(alone, { add: [bob.keyPackage] }, formOf)
      const honest = yield* joins(alice, alice.made, bob, formOf)
      expect(honest.state.context).toEqual(alice.state.context)
      // A server that knew the keys could make up a whole tree; its hash would be another.
      const s = yield* suite
      const forged = setLeaf(alice.state.tree, leafIndex(0), mallory.keyPackage.leafNode)
      const invitation = { welcome: alice.made.welcome ?? new Uint8Array(0), keyPackage: bob.secrets }
      expect(yield* Effect.flip(acceptInvitation({ ...invitation, ratchetTree: nodesOf(forged) }))).toMatchObject({
        _tag: expect.stringMatching(/Invalid|BadSignature/)
      })
      yield* publish(formOf(s, alice.keys), blobsOf(forged, s.hash.digest))
      const fetched = yield* fetchTree({ form: formOf(s, alice.keys), digest: s.hash.digest }, alice.state.context.treeHash)
      expect(nodesOf(fetched)).toEqual(nodesOf(alice.state.tree))
      expect(yield* Effect.flip(joinGroup(invitation))).toMatchObject({ reason: "NoTree" })
    }).pipe(Effect.provide(world(new Map())))
  )
})

describe("a dump of the store", () => {
  /** What a server that keeps everything it was ever given could read, after commits, an addition and a removal. */
  const dumped = (formOf: FormOf) =>
    Effect.suspend(() => {
      const contents = new Map<string, Uint8Array>()
      return Effect.gen(function* () {
        const members = yield* five(formOf)
        const carol = yield* commits(at(members, 2), {}, formOf)
        const frank = yield* packageOf("frank")
        const last = yield* commits(carol, { add: [frank.keyPackage], remove: [at(members, 4).state.me] }, formOf)
        const leaves = [at(members, 0).state.tree, carol.state.tree, last.state.tree].flatMap((tree) =>
          tree.members().map((leaf) => ({ leaf, node: tree.leafAt(leaf) }))
        )
        const parents = last.state.tree.members().length
        const keyOfRoot = last.state.tree.keyAt(nodeIndex(7))
        return { dump: dumpOf(contents), leaves, parents, keyOfRoot, contents, suite: yield* CipherSuite }
      }).pipe(Effect.provide(world(contents)))
    })

  const readable = ({ dump, leaves }: Effect.Success<ReturnType<typeof dumped>>) => ({
    names: [...names, "frank"].filter((name) => holds(dump, utf8(name))).length,
    credentials: leaves.filter(({ node }) => node !== undefined && holds(dump, encode(credential, node.credential))).length,
    leafKeys: leaves.filter(({ node }) => node !== undefined && holds(dump, node.encryptionKey)).length,
    signatureKeys: leaves.filter(({ node }) => node !== undefined && holds(dump, node.signatureKey)).length
  })
  const nothing = { names: 0, credentials: 0, leafKeys: 0, signatureKeys: 0 }

  it.effect(
    "holds no identity, credential or key of a leaf that can be read (R059), where leaves are sealed (R060) and where everything is",
    () =>
      Effect.gen(function* () {
        const parentsOnly = yield* dumped(leavesSealed)
        expect(readable(parentsOnly)).toEqual(nothing)
        expect(holds(parentsOnly.dump, parentsOnly.keyOfRoot ?? new Uint8Array(1))).toBe(true)
        const all = yield* dumped(allSealed)
        expect(readable(all)).toEqual(nothing)
        expect(holds(all.dump, all.keyOfRoot ?? new Uint8Array(1))).toBe(false)
        // The same look at a store in clear finds all of it: it can see.
        const clear = yield* dumped(inClear)
        const { leafKeys, names: found } = readable(clear)
        expect([found, leafKeys]).toEqual([6, clear.leaves.length])
      })
  )

  it.effect(
    "confirms a guess where names are tree hashes: who knows a published key package sees that its leaf is there; keyed names tell nothing",
    () =>
      Effect.gen(function* () {
        const guessed = ({ contents, dump, leaves, suite: s }: Effect.Success<ReturnType<typeof dumped>>): number =>
          leaves.filter(({ leaf, node }) => {
            const hash = s.hash.digest(encode(treeHashInput, { _tag: "leaf", leafIndex: leaf, leafNode: node }))
            return contents.has(Buffer.from(hash).toString("hex")) || holds(dump, hash)
          }).length
        const parentsOnly = yield* dumped(leavesSealed)
        expect(guessed(parentsOnly)).toBe(parentsOnly.leaves.length)
        expect(guessed(yield* dumped(allSealed))).toBe(0)
      })
  )

  it.effect("grows until what no epoch needs is withdrawn", () =>
    Effect.gen(function* () {
      const contents = new Map<string, Uint8Array>()
      yield* Effect.gen(function* () {
        const members = yield* five(allSealed)
        const s = yield* suite
        const before = at(members, 0)
        const size = contents.size
        const after = yield* commits(before, {}, allSealed)
        expect(contents.size).toBe(size + after.blobs.length)
        const fresh = new Set(blobsOf(after.state.tree, s.hash.digest).map(({ hash }) => hash.join()))
        const stale = blobsOf(before.state.tree, s.hash.digest).filter(({ hash }) => !fresh.has(hash.join()))
        yield* withdraw(allSealed(s, after.keys), stale)
        expect(contents.size).toBe(size)
        yield* restoreDigest(yield* persistDigest(after.state, after.keys), allSealed)
      }).pipe(Effect.provide(world(contents)))
    })
  )
})

it.effect("a store without anything is a store: memory begins empty", () =>
  Effect.gen(function* () {
    const s = yield* suite
    const alone = yield* begin("alice", inClear)
    expect(
      yield* Effect.flip(
        Effect.provide(fetchTree({ form: inClear(s, alone.keys), digest: s.hash.digest }, alone.state.context.treeHash), memory())
      )
    ).toMatchObject({ reason: "Missing" })
  }).pipe(Effect.provide(world(new Map())))
)
