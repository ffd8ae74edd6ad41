import { CipherSuite, Entropy } from "@copath/contracts"
import { commit, type GroupState, receive } from "@copath/group"
import type { LeafNode } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe } from "vitest"
import { commitIn, insiderCommits, insiderSays, packageOf, refuses, resignedLeaf, resignedPackage, services, three } from "./insider.ts"

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === 3 ? byte ^ 1 : byte))

/** Leaves that differ in one field each from `leaf`, whose signature they keep; all are well formed. */
const unsigned = (leaf: LeafNode, otherKey: Uint8Array): ReadonlyArray<LeafNode> => [
  { ...leaf, encryptionKey: otherKey },
  { ...leaf, credential: { _tag: "basic", identity: Uint8Array.of(1, 2, 3) } },
  { ...leaf, capabilities: { ...leaf.capabilities, extensions: [...leaf.capabilities.extensions, 0xff33] } },
  { ...leaf, extensions: [{ extensionType: 1, extensionData: Uint8Array.of(1, 7) }] },
  { ...leaf, signature: flipped(leaf.signature) },
  { ...leaf, signature: new Uint8Array(0) }
]

const why = { _tag: "BadSignature", what: "LeafNodeTBS" }

const heard = (state: GroupState, message: Uint8Array) =>
  Effect.map(receive(state, message), (got) => (got._tag === "removed" ? state : got.state))

const freshKey = Effect.gen(function* () {
  const suite = yield* CipherSuite
  return suite.kem.derive((yield* Entropy).secret(suite.kem.seedSize)).publicKey
})

describe("V095: a leaf is signed by its own key, over each of its fields", () => {
  it.effect("in a key package that is added", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const { identity, keyPackage } = yield* packageOf("dave")
      const bad: Array<Uint8Array> = []
      for (const leafNode of unsigned(keyPackage.leafNode, yield* freshKey)) {
        const resigned = resignedPackage(suite, identity.signatureKey, keyPackage, { leafNode })
        bad.push((yield* insiderCommits(bob, [{ _tag: "add", keyPackage: resigned }])).message)
      }
      yield* refuses(alice, bad, why, (yield* commit(bob, { add: [keyPackage] })).message)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("in a path, V096: and for its place: another leaf, another group, or none", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const good = (yield* commit(bob)).message
      const { commit: sound, tag } = commitIn(good)
      const path = sound.path as NonNullable<typeof sound.path>
      const { groupId } = bob.context
      const places = [
        { groupId, leafIndex: 0 },
        { groupId: Uint8Array.of(...groupId, 0), leafIndex: bob.me }
      ]
      const moved = places.map((place) => resignedLeaf(suite, bob.identity, path.leafNode, {}, place))
      const unplaced = resignedLeaf(suite, bob.identity, path.leafNode, { source: lifetime })
      const leaves = [...unsigned(path.leafNode, yield* freshKey), ...moved, { ...path.leafNode, signature: unplaced.signature }]
      const bad: Array<Uint8Array> = []
      for (const leafNode of leaves) {
        const lie = { _tag: "commit", commit: { ...sound, path: { ...path, leafNode } } } as const
        bad.push((yield* insiderSays(bob, lie, { confirmationTag: tag })).message)
      }
      yield* refuses(alice, bad, why, good)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("in an Update, V096: and for its place", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob, carol } = yield* three()
      const { groupId } = carol.context
      const before = carol.tree.leafAt(carol.me) as LeafNode
      const change = { encryptionKey: yield* freshKey, source: { _tag: "update" } } as const
      const sound = resignedLeaf(suite, carol.identity, before, change, { groupId, leafIndex: carol.me })
      const leaves = [
        ...unsigned(sound, yield* freshKey),
        resignedLeaf(suite, carol.identity, before, change, { groupId, leafIndex: 0 }),
        resignedLeaf(suite, carol.identity, before, change, { groupId: new Uint8Array(5), leafIndex: carol.me })
      ]
      const { path } = commitIn((yield* commit(alice)).message).commit
      const update = (leafNode: LeafNode) => insiderSays(carol, { _tag: "proposal", proposal: { _tag: "update", leafNode } })
      const right = yield* update(sound)
      const good = (yield* commit(yield* heard(alice, right.message))).message
      for (const leafNode of leaves) {
        const { message, reference } = yield* update(leafNode)
        const proposals = [{ _tag: "reference", reference } as const]
        const { message: bad } = yield* insiderSays(alice, { _tag: "commit", commit: { proposals, path } })
        yield* refuses(yield* heard(yield* heard(bob, message), right.message), [bad], why, good)
      }
    }).pipe(Effect.provide(services(1)))
  )
})

const lifetime: LeafNode["source"] = { _tag: "keyPackage", lifetime: { notBefore: 0n, notAfter: 1n } }
