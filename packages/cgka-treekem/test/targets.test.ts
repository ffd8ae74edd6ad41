import { playCgka, type ScriptStep } from "@copath/conformance"
import { CgkaRejected, type CgkaState, type Change, type TreeView } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex, type NodeIndex, nodeIndex, toNode } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { boxesOf } from "../src/boxes.ts"
import { seal, stage } from "../src/commit.ts"
import type { Family } from "../src/family.ts"
import { process, read } from "../src/receive.ts"
import { type Choose, toChildren, toLeaves } from "../src/targets.ts"
import type { UpdateNode } from "../src/updateNode.ts"
import { emptyBook, rfcFamily, rfcLayer } from "./rfc.ts"

/*
 * Eight members, all parents filled. Leaf 0 commits, sealed as usual to 2, 5 and 11, or to what is below those.
 *
 *              7
 *          /       \
 *        3           11
 *      /   \        /  \
 *     1     5      9    13
 *    / \   / \    / \   / \
 *   0   2 4   6  8  10 12 14
 */
const suite = nobleSuite(1)
const quiet: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
const warm = Array.from({ length: 8 }, (_, by) => ({ ...quiet, by }))
const { group } = await Effect.runPromise(playCgka(rfcLayer, warm, { suite, seed: 1, members: 8 }))
const { tree } = group
const change: Change = { added: [], removed: [], updated: [], committer: leafIndex(0) }
const context = Uint8Array.of(9)
const stateOf = (leaf: number) =>
  boxesOf("treekem9420").state.unwrap((group.members.get(leafIndex(leaf)) as { readonly state: CgkaState }).state)

const familyOf = (choose?: Choose): Family => ({
  ...rfcFamily(suite, seededRandom("targets")),
  ...(choose === undefined ? {} : { choose })
})

const sentBy = (choose?: Choose) => {
  const family = familyOf(choose)
  const { edits, leafKey, staged } = stage(family, stateOf(0), emptyBook, tree, change)
  const keys = new Map<NodeIndex, Uint8Array | undefined>([
    [toNode(change.committer), leafKey],
    ...edits.map(({ key, node }) => [node, key] as const)
  ])
  const after: TreeView = {
    leafCount: tree.leafCount,
    occupied: tree.occupied,
    resolution: tree.resolution,
    keyAt: (node) => (keys.has(node) ? keys.get(node) : tree.keyAt(node))
  }
  const sealed = Result.getOrThrow(seal(family, staged, after, change, context))
  return { family, edits, after, sealed }
}
const planned = sentBy()
const children = sentBy(toChildren)
const leaves = sentBy(toLeaves)
const received = (
  { after, family, sealed }: typeof planned,
  leaf: number,
  state = stateOf(leaf),
  update: ReadonlyArray<UpdateNode> = sealed.update
) => Result.flatMap(read(family, emptyBook, tree, change, update), ({ reading }) => process(family, state, reading, after, change, context))

describe("targets of the sender's choice (R014)", () => {
  it("are listed beside the ciphertexts", () => {
    expect(planned.sealed.update.map(({ targets }) => targets)).toEqual([[2], [5], [11]])
    expect(children.sealed.update.map(({ targets }) => targets)).toEqual([[2], [4, 6], [9, 13]])
    expect(leaves.sealed.update.map(({ targets }) => targets)).toEqual([[2], [4, 6], [8, 10, 12, 14]])
  })

  it("give the same group secret whichever they are", () => {
    for (const sent of [planned, children, leaves]) {
      expect(sent.sealed.commitSecret).toEqual(planned.sealed.commitSecret)
      for (let leaf = 1; leaf < 8; leaf++) expect(Result.getOrThrow(received(sent, leaf)).commitSecret).toEqual(planned.sealed.commitSecret)
    }
  })

  it("shut out whoever holds an inner key alone, when it is passed over", () => {
    // Somebody who has the key of node 11 and no leaf's.
    const stranger = {
      me: leafIndex(4),
      leaf: suite.kem.derive(seededRandom("stranger")(32)),
      path: stateOf(4).path.filter(({ node }) => node === 11)
    }
    expect(Result.getOrThrow(received(planned, 4, stranger)).commitSecret).toEqual(planned.sealed.commitSecret)
    for (const sent of [children, leaves]) expect(Result.isFailure(received(sent, 4, stranger))).toBe(true)
  })

  it("blank the keys that they pass over, for nobody is to trust those again", () => {
    const blanked = ({ edits }: typeof planned) => edits.filter(({ key }) => key === undefined).map(({ node }) => node)
    expect([planned, children, leaves].map(blanked)).toEqual([[], [5, 11], [5, 11, 9, 13]])
    expect(Result.getOrThrow(read(leaves.family, emptyBook, tree, change, leaves.sealed.update)).edits).toEqual(leaves.edits)
  })

  it("are refused when somebody is left out, named twice, or has nothing to do with the step", () => {
    const [first, second, third] = leaves.sealed.update as [UpdateNode, UpdateNode, UpdateNode]
    const [sealed] = second.encryptedPathSecret
    const withTargets = (targets: ReadonlyArray<number>): ReadonlyArray<UpdateNode> => [
      first,
      { ...second, targets: targets.map(nodeIndex), encryptedPathSecret: targets.map(() => sealed as never) },
      third
    ]
    for (const targets of [[4], [4, 4], [4, 6, 8], [4, 6, 5], [4, 2], [], [4, 15], [3]]) {
      const refused = read(leaves.family, emptyBook, tree, change, withTargets(targets))
      expect([targets, Result.isFailure(refused) && refused.failure]).toEqual([
        targets,
        new CgkaRejected({ reason: "Malformed", node: nodeIndex(3) })
      ])
    }
    expect(Result.isSuccess(read(leaves.family, emptyBook, tree, change, withTargets([6, 4])))).toBe(true)
    expect(Result.isSuccess(read(leaves.family, emptyBook, tree, change, withTargets([5])))).toBe(true)
  })
})
