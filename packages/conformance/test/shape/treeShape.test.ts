import { TreeShaping } from "@copath/contracts"
import { fullWithBlanks, leafCountFor, leftBalanced, type TreeShape } from "@copath/tree-math"
import * as Layer from "effect/Layer"
import { shapeLaws, treeShapeLaws } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

treeShapeLaws("full-with-blanks keeps the laws of TreeShape", fullWithBlanks)
treeShapeLaws("left-balanced keeps the laws of TreeShape", leftBalanced)

const faults = {
  "forgets its last member": "a tree has a leaf",
  "has no leaf for a group before its first member": "a tree has a leaf",
  "grows when nobody comes": "a tree that is full",
  "is wider than the full tree": "a tree lies in",
  "is padded and says that it is not": "blanks stand",
  "says that it is padded and is not": "blanks stand",
  "is wider every time": "the same members"
} as const
type Fault = keyof typeof faults

let asked = 0
const faulty: Readonly<Record<Fault | "none", TreeShape>> = {
  none: leftBalanced,
  "forgets its last member": { ...leftBalanced, leaves: (end) => Math.max(1, end - 1) },
  "has no leaf for a group before its first member": { ...leftBalanced, leaves: (end) => end },
  "grows when nobody comes": { ...fullWithBlanks, leaves: (end) => Math.min(end + 1, leafCountFor(end)) },
  "is wider than the full tree": { ...fullWithBlanks, leaves: (end) => 2 * leafCountFor(end) },
  "is padded and says that it is not": { ...fullWithBlanks, padded: false },
  "says that it is padded and is not": { ...leftBalanced, padded: true },
  "is wider every time": { ...fullWithBlanks, leaves: (end) => leafCountFor(end) + asked++ }
}
everyLawBites(shapeLaws, (fault: Fault | "none") => Layer.succeed(TreeShaping, faulty[fault]), faults)
