import { type PublicTree, treeFrom } from "@copath/membership"
import type { LeafNode, Node } from "@copath/wire"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { drawTree, lineOf, plain, unmergedLeaves } from "../src/drawing.ts"

const key = (n: number): Uint8Array => Uint8Array.of(0, 0, n, n)
const leaf = (n: number): Node => {
  const leafNode: LeafNode = {
    encryptionKey: key(n),
    signatureKey: Uint8Array.of(n),
    credential: { _tag: "basic", identity: Uint8Array.of(n) },
    capabilities: { versions: [], cipherSuites: [], extensions: [], proposals: [], credentials: [] },
    source: { _tag: "update" },
    extensions: [],
    signature: Uint8Array.of()
  }
  return { _tag: "leaf", leafNode }
}
const parent = (n: number, ...unmergedLeaves: ReadonlyArray<number>): Node => ({
  _tag: "parent",
  parentNode: { encryptionKey: key(n), parentHash: Uint8Array.of(), unmergedLeaves: [...unmergedLeaves] }
})
const tree = (...nodes: ReadonlyArray<Node | undefined>): PublicTree => Result.getOrThrow(treeFrom(nodes))
const names = (i: number): string => ["ann", "ben", "cleopatra the second", "dan"][i] ?? `m${i}`
const drawn = (now: PublicTree, before?: PublicTree) => plain(drawTree(now, before, names)).map((line) => line.trimEnd())

describe("a drawn tree", () => {
  it("of one member is that member", () => {
    expect(drawn(tree(leaf(0x11)))).toEqual(["      ●", "     ann", "     1111*"])
  })

  it("shows filled, blank and unmerged nodes, and cuts long names", () => {
    const now = tree(leaf(1), parent(0xab), leaf(2), parent(0xcd, 2), leaf(3))
    expect(drawn(now, now)).toEqual([
      "                        ◐ cdcd",
      "            ┌───────────┴───────────┐",
      "            ● abab                  ○",
      "      ┌─────┴─────┐           ┌─────┴─────┐",
      "      ●           ●           ●           ○",
      "     ann         ben     cleopatra t",
      "     0101        0202        0303"
    ])
  })

  it("marks keys that were not there before", () => {
    const before = tree(leaf(1), parent(0xab), leaf(2))
    const after = tree(leaf(1), parent(0xac), leaf(3))
    expect(drawn(after, before)).toContain("            ● acac*")
    expect(drawn(after, before).at(-1)).toBe("     0101        0303*")
    expect(drawn(after, undefined).at(-1)).toBe("     0101*       0303*")
  })

  it.each([8, 16])("of %i leaves fits 100 columns and shows every member", (count) => {
    const nodes = Array.from({ length: 2 * count - 1 }, (_, i) =>
      i % 2 === 0 ? leaf(i) : parent(i, ...(i === count - 1 ? [0, count - 1] : []))
    )
    const lines = drawn(tree(...nodes))
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(lines.join("").match(/[●◐]/g)).toHaveLength(2 * count - 1)
    for (let i = 4; i < count; i++) expect(lines.at(-2)).toContain(`m${i}`)
    expect(lines).toHaveLength(2 * Math.log2(count) + 3)
  })

  it("has a branch below each parent that begins at one child and ends at the other", () => {
    const nodes = Array.from({ length: 31 }, (_, i) => (i % 2 === 0 ? leaf(i) : undefined))
    const lines = drawn(tree(...nodes))
    for (let row = 0; row < 8; row += 2) {
      const [above = "", branch = "", below = ""] = lines.slice(row)
      const at = (line: string, marks: RegExp) => [...line.matchAll(marks)].map(({ index }) => index)
      expect(at(branch, /┴/g)).toEqual(at(above, /[○●]/g))
      expect(at(branch, /[┌┐]/g)).toEqual(at(below, /[○●]/g))
    }
  })
})

describe("unmerged leaves", () => {
  it("are those that some parent names, in order and once", () => {
    expect(unmergedLeaves(tree(leaf(1), parent(2, 1), leaf(3), parent(4, 1, 2), leaf(5)))).toEqual([1, 2])
    expect(unmergedLeaves(tree(leaf(1), undefined, leaf(3)))).toEqual([])
    expect(unmergedLeaves(tree(leaf(1)))).toEqual([])
  })
})

describe("a line", () => {
  it("is put together by columns, and paint takes no room", () => {
    const row = [
      { column: 6, text: "b", tone: "key" },
      { column: 2, text: "aa", tone: "line" }
    ] as const
    expect(lineOf(row, (text, tone) => `<${tone}>${text}`)).toBe("  <line>aa  <key>b")
  })
})
