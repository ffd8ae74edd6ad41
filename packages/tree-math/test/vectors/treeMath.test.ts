import { isLeaf, isNode, left, type LeafCount, nodeCount, nodeIndex, parent, right, root, sibling } from "@copath/tree-math"
import { describeVectors } from "@copath/vectors/vitest"
import { expect, test } from "vitest"

describeVectors("tree-math.json", (cases) => {
  test.for(cases)("the tree of $n_leaves leaves has its root, children, parents and siblings", (expected) => {
    const leaves = expected.n_leaves as LeafCount
    const top = root(leaves)
    const nodes = Array.from({ length: expected.n_nodes }, (_, i) => nodeIndex(i))
    expect(nodeCount(leaves)).toBe(expected.n_nodes)
    expect(top).toBe(expected.root)
    expect(nodes.every((x) => isNode(x, leaves))).toBe(true)
    // Where the file has `null` there is no such node; the functions are for the others.
    expect(nodes.map((x) => (isLeaf(x) ? null : left(x)))).toEqual(expected.left)
    expect(nodes.map((x) => (isLeaf(x) ? null : right(x)))).toEqual(expected.right)
    expect(nodes.map((x) => (x === top ? null : parent(x)))).toEqual(expected.parent)
    expect(nodes.map((x) => (x === top ? null : sibling(x)))).toEqual(expected.sibling)
  })
})
