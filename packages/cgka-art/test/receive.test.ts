import { playCgka, type ScriptStep } from "@copath/conformance"
import { type Change, type CgkaRejected, type CgkaState, noBytes, type TreeView } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { unwrapBook } from "../src/book.ts"
import { choose } from "../src/choices.ts"
import { stage } from "../src/commit.ts"
import { layer } from "../src/layer.ts"
import { join, process, read } from "../src/receive.ts"
import { type ArtState, unwrapState } from "../src/state.ts"
import type { ArtUpdate } from "../src/update.ts"

/*
 * Six of eight slots used. Leaf 1 has filled slot 3, by committing an Update; the commit under test is leaf 1's:
 *
 *              7
 *          /       \
 *        3           11        keys sent: slot 3, then nodes 1, 5, 3, 7. Node 13 is absent, so 9 stands for 11.
 *      /   \        /  \
 *     1     5      9    -
 *    / \   / \    / \
 *   0   2 4   6  8  10
 */
const suite = nobleSuite(1)
const random = seededRandom("receive")
const quiet: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
const everybody = [0, 1, 2, 3, 4, 5].map((by) => ({ ...quiet, by }))
const { group } = await Effect.runPromise(
  playCgka(layer, [...everybody, { ...quiet, by: 1, updates: [3] }], {
    suite,
    seed: 1,
    members: 6,
    borrowed: (book) => [...unwrapBook(book).slots.values()]
  })
)
const { tree } = group
const book = unwrapBook(group.book)
const choices = choose(suite, {})
const change: Change = { added: [], removed: [], updated: [], committer: leafIndex(1) }
const stateOf = (leaf: number): ArtState => unwrapState((group.members.get(leafIndex(leaf)) as { readonly state: CgkaState }).state)

const { edits, leafKey, staged } = Result.getOrThrow(stage(choices, random, stateOf(1), book, tree, change))
const { update } = staged
const stranger = suite.kem.derive(random(32)).publicKey

const reasonOf = (result: Result.Result<unknown, CgkaRejected>) =>
  Result.isFailure(result) ? [result.failure.reason, result.failure.node] : "accepted"
const readOf = (sent: ArtUpdate) => read(choices, book, tree, change, sent)
const received = (leaf: number, sent: ArtUpdate, by = choices) =>
  Result.flatMap(readOf(sent), (done) => {
    const keys = new Map<NodeIndex, Uint8Array | undefined>([
      [toNode(change.committer), leafKey],
      ...done.edits.map(({ key, node }) => [node, key] as const)
    ])
    const { leafCount, occupied, resolution } = tree
    const after: TreeView = { leafCount, occupied, resolution, keyAt: (node) => (keys.has(node) ? keys.get(node) : tree.keyAt(node)) }
    return process(by, stateOf(leaf), done.reading, after, change)
  })
const withNode = (at: number, key: Uint8Array): ArtUpdate => ({ ...update, nodes: update.nodes.map((old, i) => (i === at ? key : old)) })
const withSlot = (slot: Partial<ArtUpdate["slots"][number]>): ArtUpdate => ({
  ...update,
  slots: update.slots.map((old) => ({ ...old, ...slot }))
})

describe("reading an ART's update", () => {
  it("takes what the committer made, and enters the filler in the book", () => {
    const done = Result.getOrThrow(readOf(update))
    expect(done.edits).toEqual(edits)
    expect(done.edits.map(({ node }) => node)).toEqual([1, 5, 3, 7])
    expect([...unwrapBook(done.book).slots.values()]).toEqual([{ leaf: 3, filler: 1, ...update.slots[0] }])
  })

  it("refuses another number of slots or of nodes than the plan has", () => {
    for (const sent of [
      { ...update, slots: [] },
      { ...update, slots: [...update.slots, ...update.slots] },
      { ...update, nodes: update.nodes.slice(1) },
      { ...update, nodes: [...update.nodes, stranger] }
    ]) {
      expect(reasonOf(readOf(sent))).toEqual(["PathLength", undefined])
    }
  })

  it("refuses keys that are none (V026), and a member's slot without an ephemeral key", () => {
    for (const bad of [noBytes, new Uint8Array(31), new Uint8Array(32)]) {
      expect(reasonOf(readOf(withNode(1, bad)))).toEqual(["Malformed", 5])
      expect(reasonOf(readOf(withSlot({ key: bad })))).toEqual(["Malformed", 6])
      expect(reasonOf(readOf(withSlot({ ephemeral: bad })))).toEqual(["Malformed", 6])
    }
  })

  it("refuses an ephemeral key for a vacant slot", () => {
    const vacated: Change = { ...change, removed: [leafIndex(3)] }
    const { keyAt, leafCount, resolution } = tree
    const without: TreeView = {
      leafCount,
      resolution,
      occupied: (leaf) => leaf !== 3 && tree.occupied(leaf),
      keyAt: (node) => (node === 6 ? undefined : keyAt(node))
    }
    expect(reasonOf(read(choices, book, without, vacated, update))).toEqual(["Malformed", 6])
    expect(reasonOf(read(choices, book, without, vacated, withSlot({ ephemeral: noBytes })))).toBe("accepted")
  })
})

describe("processing an ART's update", () => {
  it("brings everybody to the same commit secret", () => {
    for (const leaf of [0, 2, 3, 4, 5]) expect(Result.getOrThrow(received(leaf, update)).commitSecret).toEqual(staged.commitSecret)
  })

  it("checks every recomputed public key, from where the paths meet upward", () => {
    // By the position in the update: 1, 5, 3, 7. A member checks those above it that it can compute.
    expect(reasonOf(received(0, withNode(0, stranger)))).toEqual(["KeyMismatch", 1])
    expect(reasonOf(received(0, withNode(2, stranger)))).toEqual(["KeyMismatch", 3])
    expect(reasonOf(received(2, withNode(1, stranger)))).toEqual(["KeyMismatch", 5])
    for (const leaf of [0, 2, 3, 4, 5]) expect(reasonOf(received(leaf, withNode(3, stranger)))).toEqual(["KeyMismatch", 7])
  })

  it("R102: without the check of derived keys the victim goes on with another commit secret than the rest", () => {
    const lax = { ...choices, unchecked: true }
    const astray = Result.getOrThrow(received(4, withNode(2, stranger), lax)).commitSecret
    expect(astray).not.toEqual(staged.commitSecret)
    expect(Result.getOrThrow(received(0, withNode(2, stranger), lax)).commitSecret).toEqual(staged.commitSecret)
  })

  it("notices a lie below the meeting place by the next key at the latest", () => {
    // Leaf 4 computes the root from node 3's key: with a stranger's there, another root comes out than was sent.
    expect(reasonOf(received(4, withNode(2, stranger)))).toEqual(["KeyMismatch", 7])
    // Of a lie that changes nothing it computes, it learns nothing: only members below node 1 can tell.
    expect(Result.getOrThrow(received(4, withNode(0, stranger))).commitSecret).toEqual(staged.commitSecret)
  })

  it("checks that a borrowed slot is what the ephemeral key gives", () => {
    expect(reasonOf(received(3, withSlot({ key: stranger })))).toEqual(["KeyMismatch", 6])
    expect(reasonOf(received(3, withSlot({ ephemeral: stranger })))).toEqual(["KeyMismatch", 6])
  })

  it("is not for the committer", () => {
    expect(reasonOf(received(1, update))).toEqual(["NotForUs", undefined])
  })
})

describe("joining an ART", () => {
  it("computes slot and path from the book and the tree", () => {
    expect(Result.getOrThrow(join(choices, leafIndex(3), stateOf(3).leaf, leafIndex(1), tree, book, undefined))).toEqual(stateOf(3))
  })

  it("refuses a tree whose keys the path does not give", () => {
    const { leafCount, occupied, resolution } = tree
    const spoiled: TreeView = { leafCount, occupied, resolution, keyAt: (node) => (node === 7 ? stranger : tree.keyAt(node)) }
    expect(reasonOf(join(choices, leafIndex(3), stateOf(3).leaf, leafIndex(1), spoiled, book, undefined))).toEqual(["KeyMismatch", 7])
  })

  it("refuses a slot filled for somebody else", () => {
    const other = suite.kem.derive(random(32))
    expect(reasonOf(join(choices, leafIndex(3), other, leafIndex(1), tree, book, undefined))).toEqual(["KeyMismatch", 6])
  })
})
