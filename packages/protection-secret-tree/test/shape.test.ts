import { decode, encode } from "@copath/codec"
import { expandWithLabel, type Header, noBytes, Secret, type TreeView } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { fullWithBlanks, leafIndex, leftBalanced, standingRoot, type TreeShape } from "@copath/tree-math"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { protect, unprotect } from "../src/protect.ts"
import { closed, find } from "../src/secretTree.ts"
import { type SecretTreeState, start, stateCodec } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"
import { sealingOver } from "./sealing.ts"

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const shown = (s: Secret) => [...s.expose()].join()
const utf8 = new TextEncoder()
const down = (from: Secret, label: string, context: Uint8Array) => expandWithLabel(suite, from, label, context, suite.kdf.size)

/** The application secrets of all leaves, by the recursion that a left-balanced tree is drawn by. */
const drawn = (from: number, to: number, here: Secret, found: Map<number, string>): Map<number, string> => {
  if (to - from === 1) return found.set(from, shown(down(here, "application", noBytes)))
  let half = 1
  while (2 * half < to - from) half *= 2
  drawn(from, from + half, down(here, "tree", utf8.encode("left")), found)
  return drawn(from + half, to, down(here, "tree", utf8.encode("right")), found)
}

const secretsOf = (leaves: number) =>
  new Map(
    Array.from({ length: leaves }, (_, leaf) => {
      const { ratchets } = find(suite, closed(secret(1)), leaves, leafIndex(leaf), [])
      return [leaf, shown(ratchets.application.secret)] as const
    })
  )

const viewOf = (members: number, shape: TreeShape): TreeView => {
  const standing = shape.leaves(members)
  return {
    leafCount: standingRoot(standing) + 1,
    standing,
    shape,
    occupied: (leaf) => leaf < members,
    keyAt: () => undefined,
    resolution: () => []
  }
}
const member = (me: number, members: number, shape: TreeShape): SecretTreeState => {
  const [encryption, senderData, init, confirmation, membership, exporter] = [1, 2, 3, 4, 5, 6].map(secret) as [
    Secret,
    Secret,
    Secret,
    Secret,
    Secret,
    Secret
  ]
  const epoch = { encryption, senderData, init, confirmation, membership, exporter }
  const change = { added: [], removed: [], updated: [], committer: leafIndex(0) }
  return start(epoch, leafIndex(me), viewOf(members, shape), change, undefined)
}
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: noBytes }
const sealing = sealingOver(suite)
const said = (state: SecretTreeState) => Result.getOrThrow(protect(sealing, defaultWindow, state, header, utf8.encode("hello")))
const heard = (state: SecretTreeState, from: SecretTreeState) => unprotect(sealing, defaultWindow, state, header, said(from).body)

describe("the secret tree of a left-balanced tree (R008)", () => {
  it("is that of a recursive builder, for 1 to 40 leaves: an elided parent passes its secret on", () => {
    for (let n = 1; n <= 40; n++) expect(secretsOf(n)).toEqual(drawn(0, n, secret(1), new Map()))
  })

  it("is the full tree's where all leaves are there, and another one at the right edge alone where they are not", () => {
    expect(secretsOf(8)).toEqual(drawn(0, 8, secret(1), new Map()))
    const [five, eight] = [secretsOf(5), secretsOf(8)]
    expect([0, 1, 2, 3, 4].map((leaf) => five.get(leaf) === eight.get(leaf))).toEqual([true, true, true, true, false])
  })

  it("is opened from any side, written down at any time and read again", () => {
    for (const n of [2, 3, 5, 6, 7, 9, 11]) {
      let mine = member(0, n, leftBalanced)
      for (const other of [n - 1, ...Array.from({ length: n - 2 }, (_, i) => i + 1)]) {
        const got = Result.getOrThrow(heard(mine, member(other, n, leftBalanced)))
        expect(got.sender).toBe(other)
        const written = encode(stateCodec, got.state)
        mine = Result.getOrThrow(decode(stateCodec, written, true))
        expect(encode(stateCodec, mine)).toEqual(written)
      }
      expect(Result.isFailure(heard(mine, member(n - 1, n, leftBalanced)))).toBe(true)
    }
  })

  it("does not open what was sealed at the right edge of a full one", () => {
    expect(Result.isFailure(heard(member(0, 5, fullWithBlanks), member(4, 5, leftBalanced)))).toBe(true)
    expect(Result.isSuccess(heard(member(0, 5, leftBalanced), member(4, 5, leftBalanced)))).toBe(true)
  })

  it("saves a derivation a level at the right edge: leaf 16 of 17 is one split away from the root, and four more in a full tree", () => {
    const splits = (leaves: number) => {
      let count = 0
      const counting = {
        ...suite,
        kdf: { ...suite.kdf, expand: (...args: Parameters<typeof suite.kdf.expand>) => (count++, suite.kdf.expand(...args)) }
      }
      find(counting, closed(secret(1)), leaves, leafIndex(16), [])
      // Two for each parent, and the two ratchets.
      return (count - 2) / 2
    }
    expect([splits(17), splits(32)]).toEqual([1, 5])
  })
})
