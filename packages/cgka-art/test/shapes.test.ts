import { cgkaLaws, playCgka, type ScriptStep } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import { leftBalanced } from "@copath/tree-math"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { unwrapBook } from "../src/book.ts"
import { b00Layer, d01Layer, layer, passThroughLayer, setupLayer } from "../src/layer.ts"

/*
 * ART in the trees that it had: left-balanced (R008).
 */
const borrowed = (book: Parameters<typeof unwrapBook>[0]) => [...unwrapBook(book).slots.values()]
const suite = nodeSuite(1)
const shape = leftBalanced

for (const [name, form] of [
  ["art", layer],
  ["art-b00", b00Layer],
  ["art-d01", d01Layer],
  ["art-setup", setupLayer],
  ["art-pass-through", passThroughLayer]
] as const)
  cgkaLaws(`${name} in left-balanced trees`, form, { suite, borrowed, shape, runs: 2, steps: 12, sizes: [2, 3, 4, 5, 7, 8, 9, 17] })

describe("an ART whose last member leaves", () => {
  const quiet: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }
  const eight = { suite, seed: 1, members: 8, borrowed, shape }
  const filled = (group: Parameters<typeof borrowed>[0]) => borrowed(group).map(({ filler, leaf }) => [leaf, filler])

  it("has the new last member's slot filled, where the committer stands elsewhere: else nobody could set the parents that are left", async () => {
    // Everybody commits once, so that the book is empty; then leaf 1 removes leaf 7: 13 is elided, 11 stands over 9 and leaf 6.
    const own = [1, 2, 3, 4, 5, 6, 7].map((by) => ({ ...quiet, by }))
    const { group } = await Effect.runPromise(playCgka(layer, [...own, { ...quiet, by: 1, removes: [7] }], eight))
    expect([group.tree.leafCount, group.tree.standing]).toEqual([8, 7])
    expect(filled(group.book)).toEqual([[6, 1]])
    expect([group.tree.keyAt(13 as never), group.tree.keyAt(11 as never) !== undefined]).toEqual([undefined, true])
  })

  it("fills nothing where the committer stands below those parents itself", async () => {
    const own = [1, 2, 3, 4, 5, 6, 7].map((by) => ({ ...quiet, by }))
    const { group } = await Effect.runPromise(playCgka(layer, [...own, { ...quiet, by: 4, removes: [7] }], eight))
    expect(filled(group.book)).toEqual([])
  })

  it("has that slot filled also where all who were removed stood elsewhere: a vacant slot is cut off below a parent that stays", async () => {
    // Leaf 7 left, and leaf 4 filled its slot, so that 13 and 11 have keys made of it. Then leaves 8 to 11 leave, and the tree ends with leaf 6.
    const own = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((by) => ({ ...quiet, by }))
    const script = [...own, { ...quiet, by: 4, removes: [7] }, { ...quiet, by: 1, removes: [7, 8, 9, 10] }]
    const { group } = await Effect.runPromise(playCgka(layer, script, { ...eight, members: 12 }))
    expect([group.tree.standing, filled(group.book)]).toEqual([7, [[6, 1]]])
  })

  it("drops vacant slots at the right end with it", async () => {
    const vacate = [
      { ...quiet, by: 1, removes: [6] },
      { ...quiet, by: 2, removes: [6] }
    ]
    const { group } = await Effect.runPromise(playCgka(layer, vacate, eight))
    expect(group.tree.standing).toBe(6)
    expect(filled(group.book).every(([leaf]) => (leaf as number) < 6)).toBe(true)
  })
})
