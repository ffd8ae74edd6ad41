import { equalBytes, type KeyPair, Secret, type TreeView } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { leafIndex, type NodeIndex, nodeIndex } from "@copath/tree-math"
import { hex, toHex } from "@copath/vectors"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { climb } from "../src/climb.ts"
import { choose } from "../src/choices.ts"
import { stage } from "../src/commit.ts"
import { commitSecretOf } from "../src/commitSecret.ts"
import { agreedPair, hashed } from "../src/keyPair.ts"
import { process, read } from "../src/receive.ts"
import { passThrough } from "../src/removeForm.ts"
import { alone } from "../src/state.ts"

/*
 * The drafts' worked example: X25519, SHA-256, leaf secrets of 32 equal bytes, key pairs by hashing. Node numbers of a tree of four:
 *
 *        3
 *      /   \
 *     1     5
 *    / \   / \
 *   0   2 4   6        A, B, C, D
 */
const suite = nobleSuite(1)
const choices = choose(suite, { deriveKeyPair: hashed })
const derive = choices.deriveKeyPair
const repeated = (byte: number): Secret => new Secret(new Uint8Array(32).fill(byte))
const leafPair = (byte: number): KeyPair => derive(repeated(byte))
const A = leafPair(1)
const B = leafPair(2)
const C = leafPair(3)
const D = leafPair(4)

const sAB = "6fdbd44a29eac673fbe2201ea5978185395cb53ef4f74fa091e67ce5e82dcd5c"
const sCD = "a21860d6400be86f004ec9606c41b160acb1bc463d913e8568dd715a46828e5a"
const sRoot = "c932bb9f1a29e97fd80faa9a74a38c4ab2b07131e569203557bd69a90b42ca4e"
const sRootUpdated = "08d93633bebfb6d806162560d47aefb61ecbbcba036214df0cb0929a39e01d54"
const sRootOfThree = "d06c0c407982948e7bd0ae834e1b95f8ba032c371646030db63dd85b2d16c747"
const sRootWithoutB = "3043f20eaef0efd5f449578ff61c31cec71f86a48c8345cd61aa28df59a34f3c"

const pairOf = (secret: string): KeyPair => derive(new Secret(hex(secret)))
const agreed = (mine: KeyPair, theirs: KeyPair): KeyPair => {
  const pair = agreedPair(suite, derive, mine, theirs.publicKey)
  if (pair === undefined) throw new Error("no agreement")
  return pair
}
const shared = (mine: KeyPair, theirs: KeyPair): string => toHex((suite.dh.agree(mine, theirs.publicKey) as Secret).expose())

/** Four leaves with the given keys by node. */
const treeOf = (keys: ReadonlyArray<readonly [number, KeyPair]>): TreeView => {
  const byNode = new Map<NodeIndex, Uint8Array>(keys.map(([node, { publicKey }]) => [nodeIndex(node), publicKey]))
  const resolution = (node: NodeIndex): ReadonlyArray<NodeIndex> => (byNode.has(node) ? [node] : [])
  return { leafCount: 4, occupied: (leaf) => byNode.has(nodeIndex(2 * leaf)), keyAt: (node) => byNode.get(node), resolution }
}
const none = new Map<never, never>()
const climbedFrom = (leaf: number, pair: KeyPair, tree: TreeView) =>
  Result.getOrThrow(climb(choices, tree, none, leafIndex(leaf), pair, () => undefined))

describe("ART's known answers", () => {
  const AB = agreed(A, B)
  const CD = agreed(C, D)

  it("derives the leaves by hashing", () => {
    expect([A, B, C, D].map(({ publicKey }) => toHex(publicKey))).toEqual([
      "621fe29e21042a1849a5118d5cfad40ac7ee003aacdf6b6b1e875c9daef6f90b",
      "6f79a4e17869fe358541b51b26de54a342c7b46326e0b9ce00631270b3186f65",
      "3fab289af003d2b0a32321cc8ca874372062271ae7bf0c256dd4b6dd9a4ffa5e",
      "2c82e981f74f3386b7d16c4175a0eaa57b848ca2034ec91350a3873ca424a40e"
    ])
  })

  it("derives a parent from either child", () => {
    expect(shared(A, B)).toBe(sAB)
    expect(shared(D, C)).toBe(sCD)
    expect(toHex(AB.publicKey)).toBe("31869a5d9d66262b77ab827dac8f32d1a5b614d8463e3e090086b1ecc823aa25")
    expect(toHex(CD.publicKey)).toBe("5785168fe14d00819503a5cc587c35cb883d0340add80612d84dac750e44ce76")
    expect(equalBytes(agreed(B, A).publicKey, AB.publicKey)).toBe(true)
    expect(shared(AB, CD)).toBe(sRoot)
  })

  it("brings all four members to the same root", () => {
    const root = pairOf(sRoot)
    const tree = treeOf([
      [0, A],
      [2, B],
      [4, C],
      [6, D],
      [1, AB],
      [5, CD],
      [3, root]
    ])
    for (const [leaf, pair] of [A, B, C, D].entries()) expect(climbedFrom(leaf, pair, tree).top).toEqual(root)
  })

  it("lets a subtree of one member stand for its blank parent", () => {
    const root = pairOf(sRootOfThree)
    const tree = treeOf([
      [0, A],
      [2, B],
      [4, C],
      [1, AB],
      [3, root]
    ])
    expect(climbedFrom(2, C, tree)).toEqual({ path: [{ node: 3, pair: root }], top: root })
    expect(climbedFrom(1, B, tree).top).toEqual(root)
  })

  it("lets A stand for AB when B's slot is blank", () => {
    const root = pairOf(sRootWithoutB)
    const tree = treeOf([
      [0, A],
      [4, C],
      [6, D],
      [5, CD],
      [3, root]
    ])
    for (const [leaf, pair] of [
      [0, A],
      [2, C],
      [3, D]
    ] as const)
      expect(climbedFrom(leaf, pair, tree).top).toEqual(root)
  })

  it("gives the root of A and CD when A removes B by passing the blank leaf through", () => {
    const tree = treeOf([
      [0, A],
      [4, C],
      [6, D],
      [1, AB],
      [5, CD],
      [3, pairOf(sRoot)]
    ])
    const change = { added: [], removed: [leafIndex(1)], updated: [], committer: leafIndex(0) }
    const removing = choose(suite, { deriveKeyPair: hashed, remove: passThrough })
    // A's fresh leaf is the same once more, so that the root is the one of the known answer.
    const { edits, staged } = Result.getOrThrow(
      stage(removing, () => repeated(1), alone(leafIndex(0), leafPair(1)), { slots: none, addKey: undefined }, tree, change)
    )
    expect(edits).toEqual([
      { node: 1, key: undefined },
      { node: 3, key: pairOf(sRootWithoutB).publicKey }
    ])
    expect(staged.commitSecret).toEqual(commitSecretOf(suite, pairOf(sRootWithoutB)))
    const { reading } = Result.getOrThrow(read(removing, { slots: none, addKey: undefined }, tree, change, staged.update))
    const after = treeOf([
      [0, A],
      [4, C],
      [6, D],
      [5, CD],
      [3, pairOf(sRootWithoutB)]
    ])
    for (const [leaf, byte] of [
      [2, 3],
      [3, 4]
    ] as const) {
      const state = { ...alone(leafIndex(leaf), leafPair(byte)), path: [{ node: nodeIndex(5), pair: CD }] }
      expect(Result.getOrThrow(process(removing, state, reading, after, change)).commitSecret).toEqual(staged.commitSecret)
    }
  })

  it("gives the root of AB and C when C joins A and B", () => {
    const tree = treeOf([
      [0, A],
      [2, B],
      [1, AB]
    ])
    const change = { added: [], removed: [], updated: [], committer: leafIndex(2) }
    const { edits, staged } = Result.getOrThrow(
      stage(choices, () => repeated(3), alone(leafIndex(2), leafPair(3)), { slots: none, addKey: undefined }, tree, change)
    )
    expect(edits).toEqual([
      { node: 5, key: undefined },
      { node: 3, key: pairOf(sRootOfThree).publicKey }
    ])
    expect(staged.commitSecret).toEqual(commitSecretOf(suite, pairOf(sRootOfThree)))
  })

  it("renews B's path with the keys of the worked example", () => {
    const tree = treeOf([
      [0, A],
      [2, B],
      [4, C],
      [6, D],
      [1, AB],
      [5, CD],
      [3, pairOf(sRoot)]
    ])
    const before = alone(leafIndex(1), leafPair(2))
    const change = { added: [], removed: [], updated: [], committer: leafIndex(1) }
    const staged = Result.getOrThrow(stage(choices, () => repeated(5), before, { slots: none, addKey: undefined }, tree, change))
    expect(toHex(staged.leafKey)).toBe("f4e4c6ff0985186bd50df329a5bf19403666223632460d8d0d12b930fd0c866a")
    expect(staged.edits).toEqual([
      { node: 1, key: hex("c27778cda74ba1a61271ea92f701a910a9230b824f5a094a65d4f1cb7501af6f") },
      { node: 3, key: pairOf(sRootUpdated).publicKey }
    ])
  })
})
