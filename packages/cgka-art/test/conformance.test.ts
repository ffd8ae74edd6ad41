import { cgkaLaws, playCgka } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { unwrapBook } from "../src/book.ts"
import { groupAddB00 } from "../src/groupAddB00.ts"
import { hashed } from "../src/keyPair.ts"
import { b00Layer, d01Layer, layer, layerWith, naiveLayer, passThroughLayer, setupLayer } from "../src/layer.ts"
import { passThrough } from "../src/removeForm.ts"
import { setupKeyForm } from "../src/setupKeyForm.ts"
import { welcomeD01 } from "../src/welcomeD01.ts"

const borrowed = (book: Parameters<typeof unwrapBook>[0]) => [...unwrapBook(book).slots.values()]

cgkaLaws("art", layer, { suite: nodeSuite(1), borrowed })
for (const id of [2, 3, 4, 5, 6, 7]) cgkaLaws("art", layer, { suite: nodeSuite(id), sizes: [3], runs: 1, steps: 2, borrowed })
cgkaLaws("art with hashed key pairs", layerWith({ deriveKeyPair: hashed }), {
  suite: nodeSuite(1),
  sizes: [5],
  runs: 1,
  steps: 3,
  borrowed
})

for (const [name, form] of [
  ["art-b00", b00Layer],
  ["art-d01", d01Layer],
  ["art-setup", setupLayer],
  ["art-pass-through", passThroughLayer]
] as const) {
  cgkaLaws(name, form, { suite: nodeSuite(1), runs: 1, borrowed })
  cgkaLaws(name, form, { suite: nodeSuite(2), sizes: [5], runs: 1, steps: 3, borrowed })
}
for (const add of [groupAddB00, welcomeD01, setupKeyForm]) {
  const form = layerWith({ add, remove: passThrough })
  cgkaLaws(`art-${add.id}-pass-through`, form, { suite: nodeSuite(1), sizes: [3, 8], runs: 1, borrowed })
}

describe("the book of an ART bears weight", () => {
  const options = { suite: nodeSuite(1), seed: 1, members: 8 }
  // The creator has filled the slots of all others. One member removes it; nobody else has committed since.
  const eviction = [{ by: 1, external: false, adds: 0, removes: [0], updates: [], path: true }]

  it("locks out a member who had filled others' slots", async () => {
    const { group } = await Effect.runPromise(playCgka(layer, eviction, { ...options, borrowed }))
    // Whoever evicts the creator fills all the slots that the creator had filled, and the creator's own.
    expect(borrowed(group.book).map(({ filler, leaf }) => [leaf, filler])).toEqual([0, 2, 3, 4, 5, 6, 7].map((leaf) => [leaf, 1]))
  })

  it("locks nobody out when its fillers are not looked up", async () => {
    const broken = await Effect.runPromise(Effect.flip(playCgka(naiveLayer, eviction, { ...options, borrowed })))
    expect(broken).toMatchObject({
      _tag: "LawBroken",
      law: "who knows what",
      detail: expect.stringContaining("a former member of leaf 0") as string
    })
  })
})

describe("an ART whose tree shrinks and grows again in one commit", () => {
  const quiet = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }

  it("keeps the slot filled for the one member who stays", async () => {
    // The member at leaf 1 fills slot 0, then is removed by an outsider who takes leaf 1: for a moment the tree has one leaf.
    const script = [{ ...quiet, by: 1, updates: [0] }, { ...quiet, external: true, removes: [1] }, quiet]
    const { group } = await Effect.runPromise(playCgka(layer, script.slice(0, 2), { suite: nodeSuite(1), seed: 2, members: 2, borrowed }))
    // The filler left, so the slot was filled again by the outsider.
    expect(borrowed(group.book)).toMatchObject([{ leaf: 0, filler: 1 }])
    await Effect.runPromise(playCgka(layer, script, { suite: nodeSuite(1), seed: 2, members: 2, borrowed }))
  })

  it("forgets the slots that were cut off", async () => {
    // Slot 5 is vacant and filled; with leaf 4 removed the tree shrinks to four leaves, and the Add brings eight back.
    const script = [
      { ...quiet, by: 1, removes: [5] },
      { ...quiet, by: 2, removes: [4], adds: 1 }
    ]
    const { group } = await Effect.runPromise(playCgka(layer, script, { suite: nodeSuite(1), seed: 2, members: 6, borrowed }))
    expect(group.tree.leafCount).toBe(8)
    expect(borrowed(group.book).map(({ leaf }) => leaf)).not.toContain(5)
  })
})
