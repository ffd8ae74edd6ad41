import { decode, encode } from "@copath/codec"
import { CipherSuite, type KeyPair, noBytes, signWithLabel } from "@copath/contracts"
import { acceptInvitation, adopt, commit, type GroupState, keyPackageReference, makeIdentity, makeKeyPackage, send } from "@copath/group"
import { isLeaf, leafIndex, type NodeIndex, nodeIndex, toNode } from "@copath/tree-math"
import {
  type Credential,
  groupContext,
  keyPackageTbs,
  type LeafNode,
  leafNode,
  leafNodeTbs,
  makeExtension,
  mlsMessage,
  privateWireFormats,
  senderDataAndCiphertext,
  updatePathNodes
} from "@copath/wire"
import { opaque } from "@copath/codec"
import { describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { at, four, settled, verdict } from "../signatures/world.ts"
import { type ContextId, contexts, servicesSigning } from "./world.ts"

const utf8 = new TextEncoder()
const options = Object.keys(contexts) as ReadonlyArray<ContextId>

type Context = GroupState["context"]

/** A member that takes another context for its epoch's. Its keys stay, so that nothing but the signature tells. */
const withContext = (state: GroupState, edit: (context: Context) => Partial<Context>): GroupState => {
  const context = { ...state.context, ...edit(state.context) }
  return { ...state, context, contextBytes: encode(groupContext, context) }
}

/** A member whose tree has another node in one place, and so another tree hash. */
const withNode = (state: GroupState, node: NodeIndex, edit: (bytes: Uint8Array) => Uint8Array): GroupState => {
  const { tree } = state
  const other: GroupState["tree"] = Object.assign(Object.create(tree), {
    encodedAt: (at: NodeIndex) => {
      const bytes = tree.encodedAt(at)
      return at !== node || bytes === undefined ? bytes : edit(bytes)
    }
  })
  return { ...withContext(state, ({ treeHash }) => ({ treeHash: changed(treeHash) })), tree: other }
}

const changed = (bytes: Uint8Array): Uint8Array => {
  const out = bytes.slice()
  out[out.length - 1] = (out.at(-1) as number) ^ 1
  return out
}

const withLeaf = (state: GroupState, edit: (leaf: LeafNode) => Partial<LeafNode>): GroupState =>
  withNode(state, toNode(leafIndex(2)), (bytes) => {
    const leaf = Result.getOrThrow(decode(leafNode, bytes))
    return encode(leafNode, { ...leaf, ...edit(leaf) })
  })

const eve: Credential = { _tag: "basic", identity: utf8.encode("eve") }

/** What a member may have otherwise, and everything else as the sender has it. */
const differences: Readonly<Record<string, (state: GroupState) => GroupState>> = {
  nothing: (state) => state,
  "a group context extension": (state) =>
    withContext(state, ({ extensions }) => ({ extensions: [...extensions, makeExtension(0xff77, opaque, utf8.encode("only here"))] })),
  "the cipher suite's number": (state) => withContext(state, ({ cipherSuite }) => ({ cipherSuite: cipherSuite + 1 })),
  "a parent of the tree": (state) => withNode(state, parentOf(state), changed),
  "who holds a leaf's keys": (state) => withLeaf(state, () => ({ credential: eve })),
  "a leaf's fresh key": (state) => withLeaf(state, ({ encryptionKey }) => ({ encryptionKey: changed(encryptionKey) })),
  "the transcript": (state) =>
    withContext(state, ({ confirmedTranscriptHash }) => ({ confirmedTranscriptHash: changed(confirmedTranscriptHash) }))
}

const parentOf = ({ tree }: GroupState): NodeIndex => {
  for (let node = 0; node < 2 * tree.leafCount - 1; node++) {
    const at = nodeIndex(node)
    if (!isLeaf(at) && tree.encodedAt(at) !== undefined) return at
  }
  throw new Error("no parent has a key")
}

const caught = "BadSignature"
const missed = "from leaf 0"
const table: Readonly<Record<ContextId, Readonly<Record<string, string>>>> = {
  context: {
    nothing: missed,
    "a group context extension": caught,
    "the cipher suite's number": caught,
    "a parent of the tree": caught,
    "who holds a leaf's keys": caught,
    "a leaf's fresh key": caught,
    "the transcript": caught
  },
  state: {
    nothing: missed,
    "a group context extension": missed,
    "the cipher suite's number": missed,
    "a parent of the tree": caught,
    "who holds a leaf's keys": caught,
    "a leaf's fresh key": caught,
    "the transcript": caught
  },
  transcript: {
    nothing: missed,
    "a group context extension": missed,
    "the cipher suite's number": missed,
    "a parent of the tree": missed,
    "who holds a leaf's keys": missed,
    "a leaf's fresh key": missed,
    "the transcript": caught
  },
  roster: {
    nothing: missed,
    "a group context extension": missed,
    "the cipher suite's number": missed,
    "a parent of the tree": missed,
    "who holds a leaf's keys": caught,
    "a leaf's fresh key": caught,
    "the transcript": missed
  }
}

describe("two members who see one thing otherwise, and share all keys", () => {
  it.effect.each(options)("R044: R048, R099: find out by a signature over the %s, or do not", (id) =>
    Effect.gen(function* () {
      const room = yield* settled()
      const { message } = yield* send(at(room, "alice"), utf8.encode("do we agree?"))
      const found: Record<string, string> = {}
      for (const [what, edit] of Object.entries(differences)) found[what] = yield* verdict(edit(at(room, "bob")), message)
      expect(found).toEqual(table[id])
    }).pipe(Effect.provide(servicesSigning(id)))
  )
})

describe("a tree that is not the one of the tree hash", () => {
  it.effect.each(options)("R100: is seen by a signature over the state alone: %s", (id) =>
    Effect.gen(function* () {
      const room = yield* settled()
      const bob = at(room, "bob")
      const { message } = yield* send(at(room, "alice"), utf8.encode("do we agree?"))
      // A member who was made to believe that this tree has that hash.
      const misled = { ...bob, tree: withNode(bob, parentOf(bob), changed).tree }
      expect(yield* verdict(misled, message)).toBe(id === "state" ? caught : missed)
    }).pipe(Effect.provide(servicesSigning(id)))
  )
})

describe("identity misbinding: Mallory registers Ann's keys under her own name", () => {
  const messages = mlsMessage(updatePathNodes, senderDataAndCiphertext, privateWireFormats)

  /** Ann's HPKE keys in a key package with Mallory's credential and Mallory's signature. */
  const registered = Effect.fnUntraced(function* () {
    const suite = yield* CipherSuite
    const named = (name: string) => Effect.flatMap(makeIdentity({ _tag: "basic", identity: utf8.encode(name) }), (id) => makeKeyPackage(id))
    const [ann, eve] = [yield* named("ann"), yield* named("eve")]
    const sign = (key: KeyPair, label: string, tbs: Uint8Array) => signWithLabel(suite, key, label, tbs)
    const identity = eve.secrets.identity
    const leaf = { ...eve.keyPackage.leafNode, encryptionKey: ann.keyPackage.leafNode.encryptionKey }
    const signedLeaf = { ...leaf, signature: sign(identity, "LeafNodeTBS", leafNodeTbs(leaf, { groupId: noBytes, leafIndex: 0 })) }
    const bare = { ...eve.keyPackage, initKey: ann.keyPackage.initKey, leafNode: signedLeaf }
    return { ann, hers: { ...bare, signature: sign(identity, "KeyPackageTBS", keyPackageTbs(bare)) } }
  })

  it.effect.each(options)(
    "R045: the group takes it, Ann's keys open the Welcome, and Ann refuses it, whatever signatures vouch for: %s",
    (id) =>
      Effect.gen(function* () {
        const room = yield* four()
        const { ann, hers } = yield* registered()
        const made = yield* commit(at(room, "bob"), { add: [hers] })
        const bob = (yield* adopt(made.state)).state
        // The group now shares its secrets with whoever holds Ann's key, and believes that it is Mallory.
        const leaf = leafIndex(4)
        expect(bob.tree.leafAt(leaf)?.encryptionKey).toEqual(ann.keyPackage.leafNode.encryptionKey)
        expect(bob.tree.leafAt(leaf)?.credential).toEqual(eve)

        const welcome = Result.getOrThrow(decode(messages, made.welcome ?? noBytes))
        if (welcome._tag !== "welcome") throw new Error(welcome._tag)
        const newMember = yield* keyPackageReference(ann.keyPackage)
        const relabelled = encode(messages, {
          _tag: "welcome",
          welcome: { ...welcome.welcome, secrets: welcome.welcome.secrets.map((one) => ({ ...one, newMember })) }
        })
        const refused = yield* Effect.flip(acceptInvitation({ welcome: relabelled, keyPackage: ann.secrets }))
        expect(refused).toMatchObject({ _tag: "WelcomeRejected", reason: "NotInTree", rule: "V255" })
      }).pipe(Effect.provide(servicesSigning(id)))
  )
})
