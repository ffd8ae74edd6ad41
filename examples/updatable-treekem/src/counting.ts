import { type CgkaCounting, type CgkaReading, type KeyPair, memberKeyAt, Secret } from "@copath/contracts"
import { directPath, isLeaf, leafCountFor, type NodeIndex, toLeaf, toNode } from "@copath/tree-math"
import type { Reading } from "./receive.ts"
import { states } from "./state.ts"
import { lineSize, type Upke } from "./upke.ts"
import { books } from "./wire.ts"

/*
 * Counting at scale runs on a provider that hardly computes: nobody's private keys are there, and whatever is sealed opens. A primitive of one's own has to stand in likewise. Public
 * keys and encapsulations are as long as the real ones, and everything follows from public halves; nothing of it is secret.
 */

const sum = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0))
const standIn = (publicKey: Uint8Array): KeyPair => ({ publicKey, secretKey: new Secret(new Uint8Array(lineSize)) })

/** The operations of `upke` without its group. */
export const countedUpke: Upke = {
  pair: (seed) => standIn(seed.expose().slice(0, lineSize)),
  valid: (publicKey) => publicKey.length === lineSize,
  next: (publicKey, delta) => sum(publicKey, delta.expose()),
  update: ({ publicKey }, delta) => standIn(sum(publicKey, delta.expose())),
  encapsulate: (to, seed) => {
    const enc = seed.expose().slice()
    return { enc, shared: new Secret(sum(to, enc)) }
  },
  decapsulate: ({ publicKey }, enc) => new Secret(sum(publicKey, enc))
}

/** A member holds its leaf's key, and the lines of its leaf and of those of its ancestors that do not list it as unmerged (RFC 9420, 7.4). */
export const countingOf = (readingOf: (reading: CgkaReading) => Reading): CgkaCounting => ({
  // A line has to stand in the book for each: nobody can make up the one without the other.
  parents: "derived",
  // Who is sealed to by itself, and not with the others below a parent, has a mask to open.
  apart: (_book, reading) =>
    readingOf(reading).steps.flatMap(({ sealed }) => sealed.flatMap(([target]) => (isLeaf(target) ? [toLeaf(target)] : []))),
  stateOf: (me, tree, book, pairOf) => {
    const own = toNode(me)
    const lineOf = new Map<NodeIndex, Uint8Array>()
    const wanted = new Set([own, ...directPath(own, leafCountFor(tree.leafCount))])
    for (const { key, node } of books.unwrap(book).lines) if (wanted.has(node)) lineOf.set(node, key)
    const lines = [...wanted].flatMap((node) => {
      const [key, line] = [tree.keyAt(node), lineOf.get(node)]
      const holds = node === own || !tree.resolution(node).includes(own)
      return key === undefined || line === undefined || !holds ? [] : [{ node, key, pair: standIn(line) }]
    })
    return states.wrap({ me, leaf: pairOf(memberKeyAt(tree, me)), lines })
  }
})
