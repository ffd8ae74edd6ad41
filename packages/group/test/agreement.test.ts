import { encode } from "@copath/codec"
import { noBytes, PskStore } from "@copath/contracts"
import { nodesOf, type PublicTree, treeFrom, treeHash } from "@copath/membership"
import { nodeIndex, parent, toNode } from "@copath/tree-math"
import { extensionTypes, type GroupContext, leafNode, type Node, ratchetTree } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Option, Result } from "effect"
import { describe, expect } from "vitest"
import { contextBytes } from "../src/context.ts"
import {
  acceptInvitation,
  adopt,
  commit,
  epochAuthenticator,
  exportTree,
  externalPsk,
  type GroupState,
  joinGroup,
  proposeUpdate,
  provenMembers,
  readWelcome,
  receive,
  send
} from "../src/index.ts"
import { keyPackageRef } from "../src/keyPackage.ts"
import { signLeaf } from "../src/leaf.ts"
import { parts } from "../src/parts.ts"
import { Dice } from "./mutants.ts"
import { repackaged } from "./outside.ts"
import { services } from "./parts.ts"
import { resealed } from "./reseal.ts"
import { commits, flipped, four, keyPackageFor } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

/** A member who sees one thing of the group otherwise than the rest; all that follows from it is as it must be. */
const seeing = (state: GroupState, change: (context: GroupContext) => Partial<GroupContext>): GroupState => {
  const context = { ...state.context, ...change(state.context) }
  return { ...state, context, contextBytes: contextBytes(context) }
}

const unlike: Readonly<Record<keyof GroupContext, (context: GroupContext) => Partial<GroupContext>>> = {
  version: ({ version }) => ({ version: version + 1 }),
  cipherSuite: ({ cipherSuite }) => ({ cipherSuite: cipherSuite + 1 }),
  groupId: ({ groupId }) => ({ groupId: flipped(groupId, 0) }),
  epoch: ({ epoch }) => ({ epoch: epoch + 1n }),
  treeHash: (context) => ({ treeHash: flipped(context.treeHash, 7) }),
  confirmedTranscriptHash: ({ confirmedTranscriptHash }) => ({ confirmedTranscriptHash: flipped(confirmedTranscriptHash, -1) }),
  extensions: () => ({ extensions: [{ extensionType: extensionTypes.requiredCapabilities, extensionData: new Uint8Array(3) }] })
}

/** What tells two members apart who do not see the same group. */
const disagreement = /^(FrameRejected|BadTag|BadSignature|Unprotectable|ConfirmationMismatch|CgkaRejected|Invalid)$/

/** Neither takes anything that the other says: texts, proposals and commits. */
const apart = Effect.fnUntraced(function* (one: GroupState, other: GroupState) {
  for (const [from, to] of [
    [one, other],
    [other, one]
  ] as const) {
    for (const says of [send(from, utf8.encode("hello")), proposeUpdate(from), commit(from)]) {
      const { message } = yield* says
      expect(yield* Effect.flip(receive(to, message))).toMatchObject({ _tag: expect.stringMatching(disagreement) })
    }
  }
})

describe("one view of the group", () => {
  it.effect.each(Object.keys(unlike) as ReadonlyArray<keyof GroupContext>)(
    "R044: a member with another %s is noticed by the first message, whoever sends it",
    (field) =>
      Effect.gen(function* () {
        const story = yield* four()
        yield* apart(story.at("alice"), seeing(story.at("bob"), unlike[field]))
      }).pipe(rfc)
  )

  it.effect("R044: so is one with another tree under the same hash, or another transcript, by the next commit", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const { digest } = (yield* parts).suite.hash
      const bob = story.at("bob")
      const stranger = yield* keyPackageFor("eve")
      const nodes = nodesOf(bob.tree).map((node, i) =>
        i === toNode(story.leaf("dave")) ? ({ _tag: "leaf", leafNode: stranger.keyPackage.leafNode } as const) : node
      )
      const tree = Result.getOrThrow(treeFrom(nodes))
      expect(treeHash(tree, digest)).not.toEqual(bob.context.treeHash)
      for (const other of [
        { ...bob, tree },
        { ...bob, interimTranscriptHash: flipped(bob.interimTranscriptHash, 3) }
      ]) {
        for (const [from, to] of [
          [story.at("alice"), other],
          [other, story.at("alice")]
        ] as const) {
          const made = yield* commit(from)
          expect(yield* Effect.flip(receive(to, made.message))).toMatchObject({ _tag: expect.stringMatching(disagreement) })
        }
      }
    }).pipe(rfc)
  )

  it.effect(
    "R048, R094: in a random play all members list the same people in the same places in each epoch, and their authenticators are equal",
    () =>
      Effect.gen(function* () {
        const dice = new Dice(48)
        const story = yield* four()
        let next = 0
        for (let step = 0; step < 25; step++) {
          const names = [...story.members.keys()]
          const committer = dice.pick(names)
          const others = names.filter((name) => name !== committer)
          const add = dice.below(2) === 0 ? [`guest ${next++}`] : []
          const remove = names.length > 3 && dice.below(2) === 0 ? [dice.pick(others)] : []
          yield* commits(story, committer, { add, remove })
          const views = yield* Effect.forEach([...story.members.values()], (state) =>
            Effect.map(epochAuthenticator(state), (authenticator) => ({
              epoch: state.context.epoch,
              roster: state.tree.members().map((leaf) => [leaf, state.tree.encodedLeafAt(leaf)?.join()]),
              authenticator
            }))
          )
          for (const view of views) expect(view).toEqual(views[0])
          expect(views[0]?.authenticator).toBeDefined()
        }
      }).pipe(rfc)
  )
})

/** The delivery service hands alice's commit to carol and bob's to dave: two halves at the same epoch number. */
const forked = Effect.fnUntraced(function* () {
  const story = yield* four()
  const hears = Effect.fnUntraced(function* (name: string, message: Uint8Array) {
    const got = yield* receive(story.at(name), message)
    if (got._tag !== "commit") throw new Error(got._tag)
    return got.state
  })
  const one = yield* commit(story.at("alice"))
  const two = yield* commit(story.at("bob"))
  return {
    alice: (yield* adopt(one.state)).state,
    carol: yield* hears("carol", one.message),
    bob: (yield* adopt(two.state)).state,
    dave: yield* hears("dave", two.message)
  }
})

describe("a delivery service that forks the group", () => {
  it.effect("R047: is found out by the next message that crosses, be it text, proposal or commit", () =>
    Effect.gen(function* () {
      const { alice, bob, carol, dave } = yield* forked()
      expect([bob, carol, dave].map(({ context }) => context.epoch)).toEqual([2n, 2n, 2n])
      yield* apart(alice, dave)
      yield* apart(carol, bob)
      // Within a half nothing shows: nothing but a message that crosses, or a look, can tell.
      expect(yield* receive(carol, (yield* send(alice, utf8.encode("hello"))).message)).toMatchObject({ _tag: "application" })
    }).pipe(rfc)
  )

  it.effect("R094: shows in the epoch authenticators, equal within a half and unequal across", () =>
    Effect.gen(function* () {
      const { alice, bob, carol, dave } = yield* forked()
      expect(yield* epochAuthenticator(alice)).toEqual(yield* epochAuthenticator(carol))
      expect(yield* epochAuthenticator(bob)).toEqual(yield* epochAuthenticator(dave))
      expect(yield* epochAuthenticator(alice)).not.toEqual(yield* epochAuthenticator(bob))
    }).pipe(rfc)
  )
})

describe("the history, and not its outcome alone", () => {
  const told = ({ context, tree }: GroupState) => ({
    epoch: context.epoch,
    tree: encode(ratchetTree, nodesOf(tree)),
    extensions: context.extensions
  })

  it.effect("R099: of two histories with the same end the transcripts differ: it matters who added somebody", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const erin = yield* keyPackageFor("erin")
      const [alices, bobs] = yield* Effect.forEach(["alice", "bob"], (name) =>
        Effect.flatMap(commit(story.at(name), { add: [erin.keyPackage] }), ({ message }) => receive(story.at("carol"), message))
      )
      if (alices?._tag !== "commit" || bobs?._tag !== "commit") throw new Error("two commits")
      expect(told(alices.state)).toEqual(told(bobs.state))
      expect(alices.state.context.confirmedTranscriptHash).not.toEqual(bobs.state.context.confirmedTranscriptHash)
      expect(yield* epochAuthenticator(alices.state)).not.toEqual(yield* epochAuthenticator(bobs.state))
      yield* apart(alices.state, bobs.state)
    }).pipe(rfc)
  )

  it.effect("R099: and what was done that leaves no trace in the tree", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const plays = [["one"], ["two"], ["one", "two"], ["two", "one"]]
      const ends = yield* Effect.forEach(plays, (ids) =>
        Effect.gen(function* () {
          const psks = yield* Effect.forEach(ids, (id) => externalPsk(utf8.encode(id)))
          return (yield* adopt((yield* commit(story.at("alice"), { psks })).state)).state
        })
      )
      for (const end of ends) expect(told(end)).toEqual(told(ends[0] as GroupState))
      expect(new Set(ends.map(({ context }) => context.confirmedTranscriptHash.join())).size).toBe(plays.length)
    }).pipe(
      Effect.provideService(
        PskStore,
        PskStore.of({ put: () => Effect.void, get: () => Effect.succeed(Option.some(new Uint8Array(32))), remove: () => Effect.void })
      ),
      rfc
    )
  )
})

describe("keys inside the tree", () => {
  /** Erin is invited into a group of four whose members have all committed: all parents are filled. */
  const invited = Effect.fnUntraced(function* () {
    const story = yield* four()
    for (const name of ["bob", "carol", "dave"]) yield* commits(story, name)
    const erin = yield* keyPackageFor("erin")
    const made = yield* commit(story.at("alice"), { add: [erin.keyPackage], path: true })
    return { alice: (yield* adopt(made.state)).state, welcome: made.welcome ?? noBytes, erin }
  })

  /** The tree with another key in one parent. */
  const tampered = (tree: PublicTree, at: number, encryptionKey: Uint8Array): ReadonlyArray<Node | undefined> =>
    nodesOf(tree).map((node, i) =>
      i === at && node?._tag === "parent" ? { _tag: "parent", parentNode: { ...node.parentNode, encryptionKey } } : node
    )

  it.effect(
    "R051: a joiner refuses a tree with one of them exchanged: on the way to it by the tree hash, by the inviter itself by the parent hashes",
    () =>
      Effect.gen(function* () {
        const { alice, erin, welcome } = yield* invited()
        const { suite } = yield* parts
        const mallory = yield* keyPackageFor("mallory")
        const parents = nodesOf(alice.tree).flatMap((node, i) => (node?._tag === "parent" ? [i] : []))
        expect(parents.length).toBeGreaterThanOrEqual(4)
        for (const at of parents) {
          const nodes = tampered(alice.tree, at, mallory.keyPackage.initKey)
          const tree = Result.getOrThrow(treeFrom(nodes))
          const carried = { extensionType: 2, extensionData: encode(ratchetTree, nodes) }
          const onTheWay = yield* resealed(welcome, erin.secrets, alice, {
            info: ({ extensions }) => ({ extensions: extensions.map((e) => (e.extensionType === 2 ? carried : e)) })
          })
          expect(yield* Effect.flip(joinGroup({ welcome: onTheWay, keyPackage: erin.secrets }))).toMatchObject({ rule: "V222" })
          const byTheInviter = yield* resealed(welcome, erin.secrets, alice, {
            info: ({ extensions, groupContext }) => ({
              groupContext: { ...groupContext, treeHash: treeHash(tree, suite.hash.digest) },
              extensions: extensions.map((e) => (e.extensionType === 2 ? carried : e))
            })
          })
          expect(yield* Effect.flip(joinGroup({ welcome: byTheInviter, keyPackage: erin.secrets }))).toMatchObject({
            _tag: "Invalid",
            rule: expect.stringMatching(/^V22[45]$/)
          })
        }
        yield* joinGroup({ welcome, keyPackage: erin.secrets })
      }).pipe(rfc)
  )

  it.effect("R051: a tree that comes by another way is held to the same", () =>
    Effect.gen(function* () {
      const { alice, erin, welcome } = yield* invited()
      const bare = yield* resealed(welcome, erin.secrets, alice, { info: () => ({ extensions: [] }) })
      const { groupContext } = yield* readWelcome({ welcome: bare, keyPackage: erin.secrets })
      expect(groupContext).toEqual(alice.context)
      const wrong = tampered(alice.tree, parent(nodeIndex(0)), erin.keyPackage.initKey)
      expect(yield* Effect.flip(joinGroup({ welcome: bare, keyPackage: erin.secrets, ratchetTree: wrong }))).toMatchObject({ rule: "V222" })
      yield* joinGroup({ welcome: bare, keyPackage: erin.secrets, ratchetTree: exportTree(alice) })
    }).pipe(rfc)
  )
})

describe("Mallory registers a key of Ann's as her own", () => {
  /** Ann's key package, and Mallory's with the same HPKE keys under Mallory's name and signature. */
  const registered = Effect.fnUntraced(function* () {
    const story = yield* four()
    const p = yield* parts
    const ann = yield* keyPackageFor("ann")
    const mallory = yield* keyPackageFor("mallory")
    const own = mallory.keyPackage.leafNode
    const leaf = signLeaf(
      p,
      mallory.secrets.identity,
      { ...own, encryptionKey: ann.keyPackage.leafNode.encryptionKey },
      { groupId: noBytes, leafIndex: 0 }
    )
    const withInitKey = (initKey: Uint8Array) => ({ ...mallory, keyPackage: { ...mallory.keyPackage, initKey } })
    return {
      story,
      ann,
      mallory: yield* repackaged(withInitKey(ann.keyPackage.initKey), leaf, []),
      ownInitKey: yield* repackaged(mallory, leaf, [])
    }
  })

  it.effect(
    "R045: and Ann refuses the Welcome, whoever's entry it is made to look like: the leaf in the tree is not hers, byte for byte",
    () =>
      Effect.gen(function* () {
        const { ann, mallory, story } = yield* registered()
        const p = yield* parts
        const made = yield* commit(story.at("bob"), { add: [mallory.keyPackage] })
        const bob = (yield* adopt(made.state)).state
        const welcome = made.welcome ?? noBytes
        expect(yield* Effect.flip(acceptInvitation({ welcome, keyPackage: ann.secrets }))).toMatchObject({ rule: "V241" })

        // Mallory or the delivery service relabels the entry: now it opens, for the init key is Ann's.
        const knowing = { ...ann.secrets, reference: mallory.secrets.reference }
        const relabelled = yield* resealed(welcome, knowing, bob, {
          welcome: ({ secrets }) => ({ secrets: secrets.map((s) => ({ ...s, newMember: keyPackageRef(p, ann.keyPackage) })) })
        })
        expect(yield* Effect.flip(acceptInvitation({ welcome: relabelled, keyPackage: ann.secrets }))).toMatchObject({ rule: "V255" })
        const leaves = bob.tree.members().map((leaf) => bob.tree.encodedLeafAt(leaf)?.join())
        expect(leaves).not.toContain(encode(leafNode, ann.keyPackage.leafNode).join())
      }).pipe(rfc)
  )

  it.effect("R045: and cannot do a thing by it: without the private key she opens no Welcome, and is never proven", () =>
    Effect.gen(function* () {
      const { mallory, story } = yield* registered()
      const made = yield* commits(story, "bob", {})
      expect(made.welcome).toBeUndefined()
      const invited = yield* commit(story.at("bob"), { add: [mallory.keyPackage], path: true })
      const bob = (yield* adopt(invited.state)).state
      // Her own private keys are not those of the package.
      expect(yield* Effect.flip(joinGroup({ welcome: invited.welcome ?? noBytes, keyPackage: mallory.secrets }))).toMatchObject({
        rule: "V244"
      })
      const hers = bob.tree.holdersOfSignatureKey(mallory.keyPackage.leafNode.signatureKey)
      expect(provenMembers(bob).unproven).toEqual(expect.arrayContaining([...hers]))
      // Others go on; she stays what she is.
      let state = bob
      for (let i = 0; i < 3; i++) state = (yield* adopt((yield* commit(state)).state)).state
      expect(provenMembers(state).unproven).toEqual(expect.arrayContaining([...hers]))
      expect(provenMembers(state).proven).not.toEqual(expect.arrayContaining([...hers]))
    }).pipe(rfc)
  )

  it.effect("R045: and never stands beside her: one key twice in a tree is refused, at once or one after the other", () =>
    Effect.gen(function* () {
      const { ann, mallory, ownInitKey, story } = yield* registered()
      const bob = story.at("bob")
      const refused = (rule: string) => ({ _tag: "Invalid", rule })
      expect(yield* Effect.flip(commit(bob, { add: [ann.keyPackage, mallory.keyPackage] }))).toMatchObject(refused("V128"))
      expect(yield* Effect.flip(commit(bob, { add: [ann.keyPackage, ownInitKey.keyPackage] }))).toMatchObject(refused("V103"))
      const withAnn = (yield* adopt((yield* commit(bob, { add: [ann.keyPackage] })).state)).state
      for (const hers of [mallory, ownInitKey])
        expect(yield* Effect.flip(commit(withAnn, { add: [hers.keyPackage] }))).toMatchObject(refused("V103"))
    }).pipe(rfc)
  )
})
