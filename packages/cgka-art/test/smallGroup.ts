import { type CgkaEdits, type Change, equalBytes, type KeyPair, Secret, type Suite, type TreeView } from "@copath/contracts"
import { nodeSuite } from "@copath/crypto-node"
import { seededRandom } from "@copath/crypto-noble"
import {
  directPath,
  isLeaf,
  leafCountFor,
  type LeafIndex,
  leafIndex,
  left,
  level,
  type NodeIndex,
  nodeIndex,
  right,
  root,
  toNode
} from "@copath/tree-math"
import { Result } from "effect"
import { type ArtBook, unwrapBook } from "../src/book.ts"
import { type ArtChoices, type ArtOptions, choose } from "../src/choices.ts"
import { type Staged, stage } from "../src/commit.ts"
import { agreedPair, freshPair } from "../src/keyPair.ts"
import { join, process, read } from "../src/receive.ts"
import { alone, type ArtState } from "../src/state.ts"
import { isPresent, keyOf } from "../src/tree.ts"
import type { ArtUpdate } from "../src/update.ts"

/*
 * A group without an engine around it: a tree of bare keys, states, and of each person all key pairs that it ever had in hand. Persons have
 * numbers of their own, for leaves are used again.
 */

/** Operations of one person on one commit: pairs made (a public key each) and agreements, a scalar multiplication each. */
export interface Work {
  readonly pairs: number
  readonly agreements: number
}

export interface Sent {
  readonly change: Change
  readonly update: ArtUpdate
  readonly leafKey: Uint8Array
  readonly edits: CgkaEdits["edits"]
  readonly commitSecret: Secret
  readonly work: Work
  /** By person. */
  readonly received: ReadonlyMap<number, Work>
}

export interface Wanted {
  readonly by: number
  readonly adds?: number
  readonly removes?: ReadonlyArray<number>
}

const id = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

/** A suite that counts and remembers for whoever acts. */
const watched = (inner: Suite) => {
  let actor = 0
  let work = { pairs: 0, agreements: 0 }
  const memories = new Map<number, Map<string, KeyPair>>()
  const noted = (pair: KeyPair): KeyPair => {
    const memory = memories.get(actor) ?? new Map<string, KeyPair>()
    memories.set(actor, memory)
    // A copy, which no honest wiping reaches.
    memory.set(id(pair.publicKey), { publicKey: pair.publicKey, secretKey: new Secret(pair.secretKey.expose().slice()) })
    work = { ...work, pairs: work.pairs + 1 }
    return pair
  }
  const suite: Suite = {
    ...inner,
    kem: { ...inner.kem, derive: (ikm) => noted(inner.kem.derive(ikm)), keyPair: (key) => noted(inner.kem.keyPair(key)) },
    dh: {
      agree: (mine, theirs) => {
        work = { ...work, agreements: work.agreements + 1 }
        return inner.dh.agree(mine, theirs)
      }
    }
  }
  const act = (person: number): void => {
    actor = person
    work = { pairs: 0, agreements: 0 }
  }
  return { suite, act, work: (): Work => work, memoryOf: (person: number) => memories.get(person) ?? new Map<string, KeyPair>() }
}

export class SmallGroup {
  readonly choices: ArtChoices
  readonly random = seededRandom("small group")
  readonly watch = watched(nodeSuite(1))
  /** Person by leaf. */
  readonly seats = new Map<LeafIndex, number>()
  readonly states = new Map<number, ArtState>()
  readonly keys = new Map<NodeIndex, Uint8Array>()
  book: ArtBook = { slots: new Map(), addKey: undefined }
  leafCount = 1
  next = 0

  /** Person 0 alone. */
  constructor(options: ArtOptions = {}) {
    this.choices = choose(this.watch.suite, options)
    this.seat(leafIndex(0))
  }

  /** The creator adds the others in one commit. */
  static of(members: number, options: ArtOptions = {}): SmallGroup {
    const group = new SmallGroup(options)
    if (members > 1) group.commit({ by: 0, adds: members - 1 })
    return group
  }

  /** Every member commits once, in order: nobody knows a key too many. */
  settle(): this {
    for (const person of this.seats.values()) this.commit({ by: person })
    return this
  }

  get tree(): TreeView {
    const resolution = (node: NodeIndex): ReadonlyArray<NodeIndex> => {
      if (this.keys.has(node)) return [node]
      return isLeaf(node) ? [] : [...resolution(left(node)), ...resolution(right(node))]
    }
    const { leafCount } = this
    return { leafCount, occupied: (leaf) => this.seats.has(leaf), keyAt: (node) => this.keys.get(node), resolution }
  }

  leafOf(person: number): LeafIndex {
    const found = [...this.seats].find(([, who]) => who === person)
    if (found === undefined) throw new Error(`person ${person} is no member`)
    return found[0]
  }

  /** A newcomer's own leaf pair at a leaf. */
  private seat(leaf: LeafIndex): number {
    const person = this.next++
    this.watch.act(person)
    const pair = freshPair(this.choices.suite, this.random, this.choices.deriveKeyPair)
    this.seats.set(leaf, person)
    this.states.set(person, alone(leaf, pair))
    this.keys.set(toNode(leaf), pair.publicKey)
    return person
  }

  private freeLeaf(): LeafIndex {
    let leaf = 0
    while (this.seats.has(leafIndex(leaf))) leaf++
    while (leaf >= this.leafCount) this.leafCount *= 2
    return leafIndex(leaf)
  }

  private vacate(leaf: LeafIndex): void {
    this.seats.delete(leaf)
    this.keys.delete(toNode(leaf))
    const last = Math.max(...this.seats.keys())
    this.leafCount = leafCountFor(last + 1)
    for (const node of this.keys.keys()) if (node >= 2 * this.leafCount - 1) this.keys.delete(node)
  }

  /** Proposals, `stage`, `read` and everybody's `process` or `join`. All must agree. */
  commit({ adds = 0, by, removes = [] }: Wanted): Sent {
    const committer = this.leafOf(by)
    const removed = removes.map((person) => this.leafOf(person))
    for (const leaf of removed) this.vacate(leaf)
    const added = Array.from({ length: adds }, () => {
      const leaf = this.freeLeaf()
      this.seat(leaf)
      return leaf
    })
    return this.take(by, { added, removed, updated: [], committer })
  }

  /** Somebody from outside commits itself in: `UserAdd`. */
  userAdd(): { readonly person: number; readonly sent: Sent } {
    const leaf = this.freeLeaf()
    const person = this.seat(leaf)
    return { person, sent: this.take(person, { added: [], removed: [], updated: [], committer: leaf }) }
  }

  private take(by: number, change: Change): Sent {
    this.watch.act(by)
    const made = stage(this.choices, this.random, this.states.get(by) as ArtState, this.book, this.tree, change)
    const { leafKey, staged } = Result.getOrThrow(made)
    const work = this.watch.work()
    const done = Result.getOrThrow(read(this.choices, this.book, this.tree, change, staged.update))
    this.merge(change, leafKey, done.edits)
    this.book = unwrapBook(done.book)
    const received = new Map<number, Work>()
    for (const [leaf, person] of this.seats) {
      const state = this.states.get(person) as ArtState
      if (person === by) continue
      this.watch.act(person)
      const at = change.added.indexOf(leaf)
      if (at >= 0) {
        const secret = staged.leafSecrets[at]
        this.states.set(person, Result.getOrThrow(join(this.choices, leaf, state.leaf, change.committer, this.tree, this.book, secret)))
      } else {
        const processed = Result.getOrThrow(process(this.choices, state, done.reading, this.tree, change))
        if (!equalBytes(processed.commitSecret.expose(), staged.commitSecret.expose())) throw new Error(`leaf ${leaf} disagrees`)
        this.states.set(person, processed.state)
      }
      received.set(person, this.watch.work())
    }
    this.states.set(by, staged.state)
    return { change, update: staged.update, leafKey, edits: done.edits, commitSecret: staged.commitSecret, work, received }
  }

  private merge({ committer }: Change, leafKey: Uint8Array, edits: Staged["edits"]): void {
    this.keys.set(toNode(committer), leafKey)
    for (const { key, node } of edits) {
      if (key === undefined) this.keys.delete(node)
      else this.keys.set(node, key)
    }
  }

  /** Who has ever had the private key to `key` in hand. */
  holders(key: Uint8Array): ReadonlyArray<number> {
    return Array.from({ length: this.next }, (_, person) => person).filter((person) => this.watch.memoryOf(person).has(id(key)))
  }

  /** Whether somebody who remembers everything, and sees the public tree, can compute the root's private key as it is now. */
  reaches(person: number): boolean {
    const known = new Map(this.watch.memoryOf(person))
    const { suite, deriveKeyPair } = choose(nodeSuite(1), {})
    const leaves = leafCountFor(this.leafCount)
    const present = (leaf: LeafIndex): boolean => this.seats.has(leaf) || this.book.slots.has(leaf)
    const parents = Array.from({ length: leaves - 1 }, (_, i) => nodeIndex(2 * i + 1)).toSorted((a, b) => level(a) - level(b))
    for (const node of parents) {
      const key = this.keys.get(node)
      if (key === undefined) continue
      for (const [mine, theirs] of [
        [left(node), right(node)],
        [right(node), left(node)]
      ] as const) {
        const own = keyOf(this.tree, this.book.slots, mine)
        const other = keyOf(this.tree, this.book.slots, theirs)
        const pair = own === undefined ? undefined : known.get(id(own))
        if (pair === undefined || other === undefined || !isPresent(this.tree, theirs, present)) continue
        const agreed = agreedPair(suite, deriveKeyPair, pair, other)
        if (agreed !== undefined && equalBytes(agreed.publicKey, key)) known.set(id(key), agreed)
      }
    }
    const top = keyOf(this.tree, this.book.slots, root(leaves))
    return top !== undefined && known.has(id(top))
  }
}

/** How many parents with a key stand above a leaf. */
export const keyedAbove = (group: SmallGroup, leaf: LeafIndex): number =>
  directPath(toNode(leaf), leafCountFor(group.leafCount)).filter((node) => group.keys.has(node)).length
