import { TreeShaping } from "@copath/contracts"
import { leafCountFor, type TreeShape } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Law, register } from "../law.ts"

const ends = Array.from({ length: 600 }, (_, i) => i + 1)

/** A law that holds if nothing is found against the shape. */
const law = (title: string, wrong: (shape: TreeShape) => number | undefined): Law<never> => ({
  title,
  check: Effect.flatMap(TreeShaping, (shape) => {
    const found = wrong(shape)
    return found === undefined ? Effect.void : Effect.fail(new Error(`${shape.id}: for a last member at leaf ${found - 1}`))
  })
})

/** What trees of any shape must be like, so that one numbering of nodes serves all: see `stands` of `@copath/tree-math`. */
export const shapeLaws: ReadonlyArray<Law<never>> = [
  law("a tree has a leaf for its last member, one at least, and no fewer for more members", ({ leaves }) =>
    [0, ...ends].find((end) => leaves(end) < Math.max(end, 1) || leaves(end + 1) < leaves(end))
  ),
  law("a tree that is full to its last leaf is as wide as it was", ({ leaves }) => ends.find((end) => leaves(leaves(end)) !== leaves(end))),
  // Else a root would be elided, or stand below another.
  law("a tree lies in the smallest full tree around its members", ({ leaves }) =>
    ends.find((end) => leafCountFor(leaves(end)) !== leafCountFor(end))
  ),
  law("blanks stand behind the last member only where the shape says that they can", ({ leaves, padded }) =>
    padded ? (ends.some((end) => leaves(end) > end) ? undefined : 1) : ends.find((end) => leaves(end) !== end)
  ),
  law("the same members make the same tree each time", ({ leaves }) => ends.toReversed().find((end) => leaves(end) !== leaves(end)))
]

/** Registers the laws of a `TreeShape` as vitest tests. Whether key agreements heed it, `cgkaLaws` asks when given the shape. */
export const treeShapeLaws = (name: string, shape: TreeShape): void => register(name, shapeLaws, Layer.succeed(TreeShaping, shape))
