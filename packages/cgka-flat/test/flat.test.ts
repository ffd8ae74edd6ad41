import { playCgka } from "@copath/conformance"
import {
  type Change,
  type CgkaRejected,
  type CgkaState,
  encryptContext,
  noBytes,
  PathSealing,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex, toNode } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { keeps, sealedIn } from "../src/evidence.ts"
import { type Flat, process, read, seal, stage } from "../src/flat.ts"
import { layer } from "../src/layer.ts"
import { type FlatState, unwrapState } from "../src/state.ts"

const suite = nobleSuite(1)
const random = seededRandom("flat")
const { group } = await Effect.runPromise(playCgka(layer, [], { suite, seed: 1, members: 5 }))
const { tree } = group
const context = Uint8Array.of(9)
const change: Change = { added: [], removed: [], updated: [], committer: leafIndex(0) }
const stateOf = (leaf: number): FlatState => unwrapState((group.members.get(leafIndex(leaf)) as { readonly state: CgkaState }).state)
const flat: Flat = { suite, random, sealing: PathSealing.defaultValue() }
const staged = stage(flat, stateOf(0), tree, change)
const sealed = Result.getOrThrow(seal(flat, staged, tree, change, context))

const reasonOf = (result: Result.Result<unknown, CgkaRejected>) =>
  Result.isFailure(result) ? [result.failure.reason, result.failure.node] : "accepted"
const received = (leaf: number, update: typeof sealed, by: Suite = suite, under = context, seen: TreeView = tree) =>
  Result.flatMap(read(flat, tree, change, update), (reading) => process({ ...flat, suite: by }, stateOf(leaf), reading, seen, under))

describe("a flat commit", () => {
  it("holds one ciphertext per other member, and each member opens its own alone", () => {
    expect(sealed.length).toBe(4)
    for (let leaf = 1; leaf < 5; leaf++) {
      let opened = 0
      const counting: Suite = { ...suite, hpke: { ...suite.hpke, open: (...args) => (opened++, suite.hpke.open(...args)) } }
      expect(Result.getOrThrow(received(leaf, sealed, counting))).toEqual(staged.commitSecret)
      expect(opened).toBe(1)
    }
  })

  it("is not sealed to members who join with it", () => {
    const joining: Change = { ...change, added: [leafIndex(2)] }
    expect(Result.getOrThrow(seal(flat, staged, tree, joining, context)).length).toBe(3)
    expect(reasonOf(read(flat, tree, joining, sealed))).toEqual(["PathLength", undefined])
  })

  it("is refused with another number of ciphertexts", () => {
    for (const update of [[], sealed.slice(1), [...sealed, ...sealed.slice(1)]])
      expect(reasonOf(read(flat, tree, change, update))).toEqual(["PathLength", undefined])
  })

  it("is refused when permuted, or under another group context", () => {
    expect(reasonOf(received(1, sealed.toReversed()))).toEqual(["Undecryptable", 2])
    expect(reasonOf(received(1, sealed, suite, Uint8Array.of(8)))).toEqual(["Undecryptable", 2])
  })

  it("is refused when the secret has another length than Nh", () => {
    for (const length of [0, 31, 33]) {
      const to = tree.keyAt(toNode(leafIndex(1))) as Uint8Array
      const short = suite.hpke.seal(to, encryptContext("FlatCommitSecret", context), noBytes, new Uint8Array(length), random)
      if (short === undefined) throw new Error("not sealed")
      expect(reasonOf(received(1, [short, ...sealed.slice(1)]))).toEqual(["Undecryptable", 2])
    }
  })

  it("is not for the committer, nor for a member whose leaf has a new owner", () => {
    expect(reasonOf(received(0, sealed))).toEqual(["NotForUs", undefined])
    const { leafCount, occupied, resolution } = tree
    const elsewhere: TreeView = { leafCount, occupied, resolution, keyAt: () => staged.leaf.publicKey }
    expect(reasonOf(received(1, sealed, suite, context, elsewhere))).toEqual(["NotForUs", undefined])
  })

  it("R111: gives evidence of one ciphertext for each member, from which nothing public follows", () => {
    const reading = Result.getOrThrow(read(flat, tree, change, sealed))
    const all = sealedIn(reading, tree, change, context)
    expect(all.map(({ index, readers, target }) => [index, target, readers])).toEqual([1, 2, 3, 4].map((leaf, i) => [i, 2 * leaf, [leaf]]))
    const [one] = all
    const plain = one === undefined ? undefined : suite.hpke.open(stateOf(1).leaf, one.info, one.aad, one.sealed)
    expect(plain).toEqual(staged.commitSecret.expose())
    expect([keeps(suite, new Uint8Array(32)), keeps(suite, new Uint8Array(31))]).toEqual([true, false])
  })
})
