import { Cgka, CipherSuite, Entropy, type KeyPair } from "@copath/contracts"
import { seeded } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import { type LeafIndex, leafIndex, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { KeyTree } from "./keyTree.ts"
import { pairOf } from "./leanSuite.ts"
import { refused, type ScaleRefused } from "./refused.ts"
import { ScaleWorld } from "./world.ts"

/** Concurrent updates in a group without comings and goings: the workload `propose-commit`, for the key agreement alone. */
export interface Renewals {
  /** The parts, with the provider `counting`. */
  readonly composed: Composed
  /** A cipher suite by number. */
  readonly suite: number
  /** How many members. */
  readonly members: number
  /** Members that propose new keys before each commit of another one. */
  readonly proposals: number
  /** How many commits. */
  readonly commits: number
  /** How many commits of these are gone through before any is counted: at the beginning every member has just committed. */
  readonly warmUp?: number
  /** Fixes all randomness. */
  readonly seed: string
}

/** Ciphertexts in a commit: the mean, the least and the most. */
export interface Ciphertexts {
  /** The mean. */
  readonly mean: number
  /** The least. */
  readonly lo: number
  /** The greatest. */
  readonly hi: number
  /** Commits that were counted. */
  readonly commits: number
}

const noContext = new Uint8Array(0)

/**
 * How many ciphertexts a commit holds when so many others propose new keys each time. The key agreement runs as it is, on bare keys: there is no engine, no message, and
 * nobody receives, so that eighty thousand commits take a minute.
 */
export const renewals = (input: Renewals): Effect.Effect<Ciphertexts, ScaleRefused> => {
  const world = new ScaleWorld(input)
  return world.run(counted(input, world))
}

const counted = Effect.fnUntraced(function* ({ commits, members, proposals, seed, warmUp = 0 }: Renewals, { tally }: ScaleWorld) {
  const cgka = yield* Cgka
  const { kem } = yield* CipherSuite
  const { secret: random } = yield* Entropy
  const { counting } = cgka
  if (counting === undefined || counting.parents === "derived") return yield* refused("Part", `a tree of ${cgka.id} cannot be made up`)
  const key = (): Uint8Array => random(kem.publicKeySize).expose()
  const pair = (publicKey: Uint8Array): KeyPair => pairOf(publicKey, kem.secretKeySize)
  const tree = new KeyTree(members, cgka.rules, (node) => (counting.parents === "none" && node % 2 === 1 ? undefined : key()))
  const draw = seeded(seed, "renewals")
  const found = { total: 0, lo: Number.POSITIVE_INFINITY, hi: 0, commits: 0 }
  let book = cgka.emptyBook
  for (let i = 0; i < warmUp + commits; i++) {
    const drawn = draw.distinct(Math.min(proposals, members - 1) + 1, members).map(leafIndex)
    const committer = drawn.at(-1) as LeafIndex
    const updated = drawn.slice(0, -1)
    const state = counting.stateOf(committer, tree, book, pair)
    for (const leaf of updated) tree.update(leaf, key())
    const change = { added: [], removed: [], updated, committer }
    tally.take()
    const staged = yield* cgka.stage(state, book, tree, change)
    for (const { key: fresh, node } of staged.edits) tree.set(node, fresh)
    tree.set(toNode(committer), staged.leafKey)
    yield* cgka.seal(staged.staged, tree, change, noContext)
    book = staged.book
    if (i < warmUp) continue
    const ciphertexts = tally.take().count("hpke.seal")
    found.total += ciphertexts
    found.lo = Math.min(found.lo, ciphertexts)
    found.hi = Math.max(found.hi, ciphertexts)
    found.commits++
  }
  const { hi, lo, total } = found
  const ciphertexts: Ciphertexts = { mean: total / found.commits, lo, hi, commits: found.commits }
  return ciphertexts
})
