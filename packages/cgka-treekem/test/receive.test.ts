import { playCgka, type ScriptStep } from "@copath/conformance"
import {
  type Change,
  type CgkaRejected,
  type CgkaState,
  encryptContext,
  noBytes,
  Secret,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex, type NodeIndex, nodeIndex, toNode } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { boxesOf } from "../src/boxes.ts"
import { seal, stage } from "../src/commit.ts"
import { join } from "../src/join.ts"
import { process, read } from "../src/receive.ts"
import type { TreeKemState } from "../src/state.ts"
import type { UpdateNode } from "../src/updateNode.ts"
import { emptyBook, rfcFamily, rfcLayer } from "./rfc.ts"

/*
 * Eight members. Leaf 0 commits; node 5 is blank, so its members are targets one by one, and leaf 1 stands alone below node 1:
 *
 *              7
 *          /       \
 *        3           11         filtered direct path of leaf 0: 1, 3, 7
 *      /   \        /  \        targets:                        [2], [4, 6], [11]
 *     1     _      9    13
 *    / \   / \    / \   / \
 *   0   2 4   6  8  10 12 14
 */
const suite = nobleSuite(1)
const random = seededRandom("receive")
const quiet: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
const { group } = await Effect.runPromise(
  playCgka(
    rfcLayer,
    [
      { ...quiet, by: 4 },
      { ...quiet, by: 6 }
    ],
    { suite, seed: 1, members: 8 }
  )
)
const { tree } = group
const boxes = boxesOf("treekem9420")
const family = rfcFamily(suite, random)
const change: Change = { added: [], removed: [], updated: [], committer: leafIndex(0) }
const context = Uint8Array.of(9)
const stateOf = (leaf: number): TreeKemState =>
  boxes.state.unwrap((group.members.get(leafIndex(leaf)) as { readonly state: CgkaState }).state)

const { edits, leafKey, staged } = stage(family, stateOf(0), emptyBook, tree, change)
const keys = new Map<NodeIndex, Uint8Array | undefined>([
  [toNode(change.committer), leafKey],
  ...edits.map(({ key, node }) => [node, key] as const)
])
/** The tree with the path merged, as far as keys go. */
const after: TreeView = { ...treeView(tree), keyAt: (node) => (keys.has(node) ? keys.get(node) : tree.keyAt(node)) }
const sealed = Result.getOrThrow(seal(family, staged, after, change, context))
const update = sealed.update

function treeView({ keyAt, leafCount, occupied, resolution }: TreeView): TreeView {
  return { keyAt, leafCount, occupied, resolution }
}

const replaced = (at: number, node: Partial<UpdateNode>): ReadonlyArray<UpdateNode> =>
  update.map((old, i) => (i === at ? { ...old, ...node } : old))
const reasonOf = (result: Result.Result<unknown, CgkaRejected>) =>
  Result.isFailure(result) ? [result.failure.reason, result.failure.node] : "accepted"
const readReason = (nodes: ReadonlyArray<UpdateNode>) => reasonOf(read(family, emptyBook, tree, change, nodes))
const received = (leaf: number, nodes: ReadonlyArray<UpdateNode>, by: Suite = suite, under = context) =>
  Result.flatMap(read(rfcFamily(by, random), emptyBook, tree, change, nodes), ({ reading }) =>
    process(rfcFamily(by, random), stateOf(leaf), reading, after, change, under)
  )
const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
const nodeAt = (at: number): UpdateNode => update[at] as UpdateNode

describe("reading an update path", () => {
  it("takes what the committer made", () => {
    expect(update.map(({ encryptedPathSecret }) => encryptedPathSecret.length)).toEqual([1, 2, 1])
    expect(Result.getOrThrow(read(family, emptyBook, tree, change, update)).edits).toEqual(edits)
  })

  it("refuses another number of nodes than the filtered direct path has (V196)", () => {
    for (const nodes of [[], update.slice(1), update.slice(0, 2), [...update, nodeAt(2)]])
      expect(readReason(nodes)).toEqual(["PathLength", undefined])
  })

  it("takes no nodes from a group of one (V196)", () => {
    const alone: TreeView = { leafCount: 1, occupied: () => true, keyAt: () => leafKey, resolution: () => [nodeIndex(0)] }
    expect(reasonOf(read(family, emptyBook, alone, change, []))).toBe("accepted")
    expect(reasonOf(read(family, emptyBook, alone, change, update.slice(0, 1)))).toEqual(["PathLength", undefined])
  })

  it("refuses another number of ciphertexts than the node has targets (V197)", () => {
    const [first] = nodeAt(1).encryptedPathSecret
    if (first === undefined) throw new Error("no ciphertext")
    for (const encryptedPathSecret of [[], [first], [first, first, first]]) {
      expect(readReason(replaced(1, { encryptedPathSecret }))).toEqual(["PathLength", 3])
    }
  })

  it("does not count members added by the same commit as targets (V197, V303)", () => {
    const joining: Change = { ...change, added: [leafIndex(2)] }
    expect(reasonOf(read(family, emptyBook, tree, joining, update))).toEqual(["PathLength", 3])
    const encryptedPathSecret = [...nodeAt(1).encryptedPathSecret].slice(1)
    expect(reasonOf(read(family, emptyBook, tree, joining, replaced(1, { encryptedPathSecret })))).toBe("accepted")
  })

  it("refuses a public key that is none (V026)", () => {
    for (const encryptionKey of [noBytes, new Uint8Array(31), new Uint8Array(33), new Uint8Array(32)]) {
      expect(readReason(replaced(2, { encryptionKey }))).toEqual(["Malformed", 7])
    }
  })
})

describe("processing an update path", () => {
  it("gives every member the commit secret with one decryption (V203)", () => {
    for (let leaf = 1; leaf < 8; leaf++) {
      let opened = 0
      const counting: Suite = { ...suite, hpke: { ...suite.hpke, open: (...args) => (opened++, suite.hpke.open(...args)) } }
      expect(Result.getOrThrow(received(leaf, update, counting)).commitSecret).toEqual(sealed.commitSecret)
      expect(opened).toBe(1)
    }
  })

  it("refuses a damaged KEM output or ciphertext (V202)", () => {
    const [one] = nodeAt(0).encryptedPathSecret
    if (one === undefined) throw new Error("no ciphertext")
    for (const broken of [
      { ...one, kemOutput: flipped(one.kemOutput) },
      { ...one, ciphertext: flipped(one.ciphertext) },
      { ...one, ciphertext: noBytes }
    ]) {
      expect(reasonOf(received(1, replaced(0, { encryptedPathSecret: [broken] })))).toEqual(["Undecryptable", 1])
    }
  })

  it("refuses another group context (V202, V207)", () => {
    expect(reasonOf(received(5, update, suite, Uint8Array.of(8)))).toEqual(["Undecryptable", 7])
  })

  it("refuses permuted ciphertexts (V202)", () => {
    const encryptedPathSecret = [...nodeAt(1).encryptedPathSecret].toReversed()
    for (const leaf of [2, 3]) expect(reasonOf(received(leaf, replaced(1, { encryptedPathSecret })))).toEqual(["Undecryptable", 3])
  })

  it("refuses a path secret of another length than Nh (V204)", () => {
    for (const length of [0, 31, 33]) {
      const to = tree.keyAt(nodeIndex(2)) as Uint8Array
      const sealedShort = suite.hpke.seal(to, encryptContext("UpdatePathNode", context), noBytes, new Uint8Array(length), random)
      if (sealedShort === undefined) throw new Error("not sealed")
      expect(reasonOf(received(1, replaced(0, { encryptedPathSecret: [sealedShort] })))).toEqual(["Undecryptable", 1])
    }
  })

  it("refuses public keys that the path secret does not give, at our level, above and at the root (V205)", () => {
    const encryptionKey = suite.kem.derive(random(32)).publicKey
    for (const [at, node] of [
      [0, 1],
      [1, 3],
      [2, 7]
    ] as const) {
      expect(reasonOf(received(1, replaced(at, { encryptionKey })))).toEqual(["KeyMismatch", node])
    }
  })

  it("refuses two keys in each other's place (V199)", () => {
    const swapped = update.map((node, i) => ({ ...node, encryptionKey: nodeAt([1, 0, 2][i] as number).encryptionKey }))
    expect(reasonOf(received(1, swapped))).toEqual(["KeyMismatch", 1])
  })

  it("does not notice damage below the place where the paths meet (V206)", () => {
    const [one, other] = nodeAt(1).encryptedPathSecret
    if (one === undefined || other === undefined) throw new Error("no ciphertext")
    const damaged = replaced(1, { encryptedPathSecret: [{ ...one, ciphertext: flipped(one.ciphertext) }, other] })
    expect(reasonOf(received(2, damaged))).toEqual(["Undecryptable", 3])
    for (const leaf of [1, 3, 4, 7]) expect(Result.getOrThrow(received(leaf, damaged)).commitSecret).toEqual(sealed.commitSecret)
  })

  it("is not for the committer, nor for a member whose leaf has a new owner", () => {
    expect(reasonOf(received(0, update))).toEqual(["NotForUs", undefined])
    const elsewhere: TreeView = { ...after, keyAt: (node) => (node === 2 ? leafKey : after.keyAt(node)) }
    const { reading } = Result.getOrThrow(read(family, emptyBook, tree, change, update))
    expect(reasonOf(process(family, stateOf(1), reading, elsewhere, change, context))).toEqual(["NotForUs", 1])
  })

  it("keeps what it had when it refuses", () => {
    const before = stateOf(1)
    const copy = structuredClone(before.path.map(({ node, pair }) => [node, pair.secretKey.expose()]))
    expect(reasonOf(received(1, replaced(2, { encryptionKey: nodeAt(0).encryptionKey })))).toEqual(["KeyMismatch", 7])
    expect(before.path.map(({ node, pair }) => [node, pair.secretKey.expose()])).toEqual(copy)
  })
})

describe("joining with a path secret", () => {
  const leaf = stateOf(2).leaf
  const meeting = staged.steps[1]?.secret.expose() as Uint8Array
  const joined = (pathSecret: Uint8Array) =>
    join(family, leafIndex(2), leaf, leafIndex(0), after, [{ node: undefined, count: undefined, pathSecret }])

  it("gives the keys from the common ancestor up", () => {
    expect(Result.getOrThrow(joined(meeting)).path).toEqual(sealed.state.path.slice(1))
  })

  it("knows its leaf alone without one", () => {
    expect(Result.getOrThrow(join(family, leafIndex(2), leaf, leafIndex(0), after))).toEqual({ me: 2, leaf, path: [] })
  })

  it("refuses a secret that does not give the tree's keys (V205)", () => {
    expect(reasonOf(joined(flipped(meeting)))).toEqual(["KeyMismatch", 3])
  })

  it("refuses a secret of another length than Nh (V204)", () => {
    for (const pathSecret of [noBytes, meeting.slice(1)]) expect(reasonOf(joined(pathSecret))).toEqual(["Malformed", 3])
  })
})

describe("sealing", () => {
  it("reports a key of the tree that cannot be used as the provider's failure", () => {
    const spoiled: TreeView = { ...after, keyAt: (node) => (node === 4 ? new Uint8Array(32) : after.keyAt(node)) }
    const result = seal(
      family,
      { ...staged, steps: staged.steps.map((step) => ({ ...step, secret: new Secret(new Uint8Array(32)) })) },
      spoiled,
      change,
      context
    )
    expect(Result.isFailure(result) && result.failure).toMatchObject({ _tag: "CryptoFailure", operation: "hpke.seal" })
  })
})
