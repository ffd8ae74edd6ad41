import { encode, opaque, struct } from "@copath/codec"
import { Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { claimOf, signAll } from "../src/sign.ts"
import { readSignature } from "../src/signature.ts"
import { levelsOver, pathFrom, pathLength, rootAbove, rootOf } from "../src/tree.ts"
import { at, authorOf, label, text } from "./world.ts"

const suite = nobleSuite(1)
const leaf = (n: number): Uint8Array => suite.hash.digest(Uint8Array.of(n >>> 8, n & 0xff))
const leaves = (count: number) => Array.from({ length: count }, (_, i) => leaf(i))
const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("")
const hashes = (labelled: string, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const label = new TextEncoder().encode(`MLS 1.0 ${labelled}`)
  const value = parts.flatMap((p) => [p.length, ...p])
  const length = value.length < 64 ? [value.length] : [0x40, value.length]
  return suite.hash.digest(Uint8Array.of(label.length, ...label, ...length, ...value))
}
const size = fc.integer({ min: 1, max: 300 })

describe("a tree of hashes", () => {
  it("is made of labelled hashes of both children, and who has no neighbour goes up as it is", () => {
    const [a, b, c, d, e] = leaves(5) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    const node = (l: Uint8Array, r: Uint8Array): Uint8Array => hashes("MerkleNode", l, r)
    expect(rootOf(levelsOver(suite, [a]))).toBe(a)
    expect(hex(rootOf(levelsOver(suite, [a, b])))).toBe(hex(node(a, b)))
    expect(hex(rootOf(levelsOver(suite, [a, b, c])))).toBe(hex(node(node(a, b), c)))
    expect(hex(rootOf(levelsOver(suite, [a, b, c, d, e])))).toBe(hex(node(node(node(a, b), node(c, d)), e)))
  })

  it("leads each of k leaves to its root by the path of its place, k from 1", () => {
    fc.assert(
      fc.property(size, fc.nat(), (k, pick) => {
        const index = pick % k
        const levels = levelsOver(suite, leaves(k))
        const path = pathFrom(levels, index)
        expect(path.length).toBe(pathLength(index, k))
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(k)))
        expect(rootAbove(suite, leaf(index), index, k, path)).toEqual(rootOf(levels))
      }),
      { numRuns: 60 }
    )
  })

  it("leads no other leaf there, and none from another place", () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (k, one, two) => {
        const [i, j] = [one % k, two % k]
        fc.pre(i !== j)
        const levels = levelsOver(suite, leaves(k))
        const path = pathFrom(levels, i)
        const root = hex(rootOf(levels))
        expect(hex(rootAbove(suite, leaf(j), i, k, path))).not.toBe(root)
        const moved = pathLength(j, k) === path.length ? hex(rootAbove(suite, leaf(i), j, k, path)) : "no path of that place"
        expect(moved).not.toBe(root)
      }),
      { numRuns: 60 }
    )
  })

  it("gives no two places of a tree the same turns, so none can stand for the other", () => {
    const turns = (index: number, k: number): string => {
      const seen: Array<string> = []
      const mark = new Uint8Array(32)
      const watched = {
        ...suite,
        hash: {
          ...suite.hash,
          digest: (bytes: Uint8Array) => {
            // The first child of the node: the mark itself, or what stands beside it.
            seen.push(bytes[bytes.length - 65] === 0 ? "l" : "r")
            return mark
          }
        }
      }
      const beside = new Uint8Array(32).fill(1)
      rootAbove(
        watched,
        mark,
        index,
        k,
        Array.from({ length: pathLength(index, k) }, () => beside)
      )
      return seen.join("")
    }
    for (const k of [1, 2, 3, 5, 6, 7, 8, 11, 16, 33])
      expect(new Set(Array.from({ length: k }, (_, i) => turns(i, k))).size, `${k}`).toBe(k)
  })

  it("gives other leaves, or another number of them, another root", () => {
    const roots = new Set(Array.from({ length: 40 }, (_, i) => hex(rootOf(levelsOver(suite, leaves(i + 1))))))
    expect(roots.size).toBe(40)
    const twice = [leaf(0), leaf(1), leaf(1)]
    expect(hex(rootOf(levelsOver(suite, twice)))).not.toBe(hex(rootOf(levelsOver(suite, [...twice, leaf(1)]))))
  })

  it("has a node's hash lead to its root as a leaf's would: so leaves have another label, and the number of leaves is signed", () => {
    const levels = levelsOver(suite, leaves(4))
    const [left, right] = levels[1] as [Uint8Array, Uint8Array]
    expect(rootAbove(suite, left, 0, 2, [right])).toEqual(rootOf(levels))
    const identity = suite.signature.derive(new Secret(new Uint8Array(32).fill(5)))
    const signed = signAll(
      suite,
      identity,
      [0, 1, 2, 3].map((n) => ({ at, label, content: text(n) }))
    )
    const read = signed.map((signature) => readSignature(signature, 32))
    expect(read.map((one) => one?.path.length)).toEqual([2, 2, 2, 2])
    // The two messages below the left node, hashed as a node is, in the place of a message: no label, place and content are encoded so.
    const [first, second] = [read[1]?.path[0], read[0]?.path[0]] as [Uint8Array, Uint8Array]
    const content = encode(struct("MerkleNode", { left: opaque, right: opaque }), { left: first, right: second })
    const signature = Uint8Array.of(0, 2, 0, 0, ...(read[0]?.path[1] ?? []), ...(read[0]?.signature ?? []))
    const author = authorOf(identity)
    const claim = claimOf(suite, { author, at, label, content, signature })
    const genuine = claimOf(suite, { author, at, label, content: text(0), signature: signed[0] as Uint8Array })
    const holds = (c: typeof claim) => c !== undefined && suite.signature.verify(c.check.publicKey, c.check.message, c.check.signature)
    expect([holds(genuine), holds(claim)]).toEqual([true, false])
    expect(hex(claim?.root ?? new Uint8Array(0))).not.toBe(hex(genuine?.root ?? new Uint8Array(0)))
  })
})
