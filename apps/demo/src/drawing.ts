import type { PublicTree } from "@copath/membership"
import { type LeafIndex, leafIndex, left, level, nodeIndex, type NodeIndex, right, root, toNode } from "@copath/tree-math"

/*
 *                ○               ○ blank: everybody below is addressed one by one
 *        ┌───────┴───────┐
 *        ● 3f9a*         ◐ 77c1  ◐ filled, but some member below does not have the key: an unmerged leaf
 *    ┌───┴───┐       ┌───┴───┐
 *    ●       ●       ●       ○   * the key is new
 *  alice    bob    carol
 *  12ab    9c0d*   4f4f
 */

/** What a piece of the picture shows; a terminal gives each a colour. */
export type Tone = "line" | "filled" | "unmerged" | "blank" | "name" | "key" | "fresh"

/** A piece of one line, at a column counted from 0. */
export interface Piece {
  readonly column: number
  readonly text: string
  readonly tone: Tone
}

export const marks = { filled: "●", unmerged: "◐", blank: "○" } as const
const WIDTH = 96

/** The tree from its root down, one array of pieces a line. A key that is not in `before` is marked as new. */
export const drawTree = (
  tree: PublicTree,
  before: PublicTree | undefined,
  nameOf: (leaf: LeafIndex) => string
): ReadonlyArray<ReadonlyArray<Piece>> => {
  const cell = Math.min(12, Math.max(6, Math.floor(WIDTH / tree.leafCount)))
  const center = (node: NodeIndex): number => {
    const own = node * (cell / 2) + cell / 2
    return Math.floor(own)
  }
  const top = root(tree.leafCount as Parameters<typeof root>[0])
  const rows: Array<ReadonlyArray<Piece>> = []
  for (let height = level(top); height >= 0; height--) {
    const nodes = nodesAt(tree.leafCount, height)
    rows.push(nodes.flatMap((node) => markOf(tree, before, node, center(node), height > 0)))
    if (height > 0) rows.push(nodes.flatMap((node) => branch(center(left(node)), center(node), center(right(node)))))
  }
  const members = tree.members()
  const centered = (leaf: LeafIndex, text: string, tone: Tone): Piece => {
    const shown = text.slice(0, cell - 1)
    const width = shown.replace("*", "").length // a key stays where it is when it is marked as new
    return { column: center(toNode(leaf)) - Math.floor((width - 1) / 2), text: shown, tone }
  }
  rows.push(members.map((leaf) => centered(leaf, nameOf(leaf), "name")))
  rows.push(members.map((leaf) => centered(leaf, ...keyOf(tree, before, toNode(leaf)))))
  return rows
}

/** The leaves that some parent does not count among those who know its key (RFC 9420, 4.1). */
export const unmergedLeaves = (tree: PublicTree): ReadonlyArray<LeafIndex> => {
  const parents = Array.from({ length: tree.leafCount - 1 }, (_, i) => nodeIndex(2 * i + 1))
  const found = new Set<number>(parents.flatMap((node) => tree.parentAt(node)?.unmergedLeaves ?? []))
  return [...found].toSorted((a, b) => a - b).map(leafIndex)
}

/** The picture without colours. */
export const plain = (rows: ReadonlyArray<ReadonlyArray<Piece>>): ReadonlyArray<string> => rows.map((row) => lineOf(row, (text) => text))

/** One line, each piece painted by its tone. */
export const lineOf = (row: ReadonlyArray<Piece>, paint: (text: string, tone: Tone) => string): string => {
  let line = ""
  let at = 0
  for (const { column, text, tone } of row.toSorted((a, b) => a.column - b.column)) {
    line += " ".repeat(Math.max(column - at, 0)) + paint(text, tone)
    at = Math.max(column, at) + text.length
  }
  return line
}

const nodesAt = (leafCount: number, height: number): ReadonlyArray<NodeIndex> => {
  const step = 2 ** (height + 1)
  return Array.from({ length: leafCount / 2 ** height }, (_, i) => nodeIndex(i * step + step / 2 - 1))
}

const markOf = (
  tree: PublicTree,
  before: PublicTree | undefined,
  node: NodeIndex,
  column: number,
  labelled: boolean
): ReadonlyArray<Piece> => {
  if (tree.keyAt(node) === undefined) return [{ column, text: marks.blank, tone: "blank" }]
  const state = (tree.parentAt(node)?.unmergedLeaves.length ?? 0) > 0 ? "unmerged" : "filled"
  const mark = { column, text: marks[state], tone: state } as const
  if (!labelled) return [mark]
  const [text, tone] = keyOf(tree, before, node)
  return [mark, { column: column + 2, text, tone }]
}

/** The last two bytes of a node's public key: enough to see that it changed. */
const keyOf = (tree: PublicTree, before: PublicTree | undefined, node: NodeIndex): readonly [string, Tone] => {
  const short = (of: PublicTree | undefined): string => Buffer.from(of?.keyAt(node)?.slice(-2) ?? []).toString("hex")
  const now = short(tree)
  return now === short(before) ? [now, "key"] : [`${now}*`, "fresh"]
}

const branch = (from: number, at: number, to: number): ReadonlyArray<Piece> => [
  { column: from, text: `┌${"─".repeat(at - from - 1)}┴${"─".repeat(to - at - 1)}┐`, tone: "line" }
]
