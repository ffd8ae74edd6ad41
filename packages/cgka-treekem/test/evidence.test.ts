import { playCgka } from "@copath/conformance"
import { type CgkaState, type Change, noBytes } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex, nodeIndex } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { boxesOf } from "../src/boxes.ts"
import { seal, stage } from "../src/commit.ts"
import { evidenceOf } from "../src/evidence.ts"
import { process, read, type TreeKemReading } from "../src/receive.ts"
import { emptyBook, rfcFamily, rfcLayer } from "./rfc.ts"

const suite = nobleSuite(1)
const random = seededRandom("evidence")
const family = rfcFamily(suite, random)
const quiet = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
/** Eight members whose parents all hold keys, but for those above leaf 6, which has left. */
const { group } = await Effect.runPromise(
  playCgka(rfcLayer, [...[0, 2, 4, 6].map((by) => ({ ...quiet, by })), { ...quiet, by: 0, removes: [6] }], { suite, seed: 3, members: 8 })
)
const { tree } = group
const change: Change = { added: [], removed: [], updated: [], committer: leafIndex(3) }
const context = Uint8Array.of(7)
const boxes = boxesOf("treekem9420")
const stateOf = (leaf: number) => boxes.state.unwrap((group.members.get(leafIndex(leaf)) as { readonly state: CgkaState }).state)
const { edits, leafKey, staged } = stage(family, stateOf(3), emptyBook, tree, change)
const { update } = Result.getOrThrow(seal(family, staged, tree, change, context))
const { reading } = Result.getOrThrow(read(family, emptyBook, tree, change, update))

const evidence = evidenceOf(family, boxes)
const keeps = (of: TreeKemReading, index: number, plain: Uint8Array) => evidence.keeps(boxes.reading.wrap(of), index, plain)

describe("the evidence of a TreeKEM commit", () => {
  const sealed = evidence.sealed(boxes.reading.wrap(reading), tree, change, context)

  it("R111: names one ciphertext for each node of each copath resolution, and who reads it", () => {
    expect(edits.map(({ node }) => node)).toEqual([5, 3, 7])
    expect(leafKey.length).toBe(32)
    expect(sealed.map(({ index, readers, target }) => [index, target, readers])).toEqual([
      [0, 4, [2]],
      [1, 1, [0, 1]],
      [2, 9, [4, 5]],
      [3, 14, [7]]
    ])
  })

  it("keeps: what is sealed gives the published keys, all the way up; another secret, or one of another length, does not", () => {
    for (const { aad, index, info, readers, sealed: one, target } of sealed) {
      const reader = stateOf(readers[0] ?? 0)
      const pair = evidence.keyFor(boxes.state.wrap(reader), target)
      const plain = pair === undefined ? undefined : suite.hpke.open(pair, info, aad, one)
      if (plain === undefined) throw new Error("a reader opens what it reads")
      expect(keeps(reading, index, plain)).toBe(true)
      expect(keeps(reading, index, plain.subarray(1))).toBe(false)
      expect(keeps(reading, index, plain.toReversed())).toBe(false)
      // A lie anywhere above shows to whoever reads below it.
      const top = { ...reading, steps: reading.steps.map((s, i) => (i === 2 ? { ...s, encryptionKey: leafKey } : s)) }
      expect(keeps(top, index, plain)).toBe(false)
    }
    expect(keeps(reading, 4, new Uint8Array(32))).toBe(false)
    expect(evidence.keyFor(boxes.state.wrap(stateOf(0)), nodeIndex(4))).toBeUndefined()
    expect(sealed[0]?.aad).toEqual(noBytes)
  })

  it("R102: with the check of derived keys switched off, a published key that does not match is taken", () => {
    const lie = { ...reading, steps: reading.steps.map((s, i) => (i === 0 ? { ...s, encryptionKey: leafKey } : s)) }
    const strict = process(family, stateOf(2), lie, tree, change, context)
    expect(Result.isFailure(strict) && strict.failure.reason).toBe("KeyMismatch")
    expect(Result.isSuccess(process({ ...family, unchecked: true }, stateOf(2), lie, tree, change, context))).toBe(true)
  })
})
