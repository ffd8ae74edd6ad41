import type { CgkaBook, DoubleJoinPolicy } from "@copath/contracts"
import { covers, isLeaf, type LeafIndex, type NodeIndex, toLeaf, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { LawBroken } from "../broken.ts"
import { type LawGroup, type Person, type Stage } from "./group.ts"
import { keyId } from "./observedSuite.ts"

/** A leaf's place whose key was chosen by `filler`, who may know every key above it. */
export interface Borrowed {
  /** The leaf index of the place. */
  readonly leaf: LeafIndex
  /** The leaf index of the member that chose the key, or all who are members. */
  readonly filler: LeafIndex | "everybody"
  /** The public key, encoded as in the book. */
  readonly key: Uint8Array
}

/** Reads a variant's book; without one nobody may know a key off its own path. */
export type BorrowedOf = (book: CgkaBook) => ReadonlyArray<Borrowed>

/** What a double-join policy promises: who may know a node without being below it, and whether everybody who does is named. */
export type DoubleJoinPromise = Pick<DoubleJoinPolicy["Service"], "book" | "mayLeaveKnowledge" | "outside">

/** Nobody is double-joined. */
const noDoubleJoin: DoubleJoinPromise = { book: "none", mayLeaveKnowledge: false, outside: () => [] }

/** What a variant says of keys off their members' paths. */
export interface Declared {
  /** For a variant whose members fill others' slots. */
  readonly borrowed?: BorrowedOf
  /** For a variant with a double-join policy. */
  readonly doubleJoin?: DoubleJoinPromise
}

/**
 * Who knows which private key, for every key of the public tree and of the book. The state of a current member holds exactly the keys above
 * it, save those that it has not been told as an unmerged leaf, and none that has gone out of use. What a person has ever computed or been given is a second, harder account:
 * nobody who left has ever held a live key, and a member only those above it or above a slot that the book says it filled.
 */
export const checkKnowledge = (
  stage: Stage,
  group: LawGroup,
  { borrowed: borrowedOf = () => [], doubleJoin = noDoubleJoin }: Declared
): Effect.Effect<void, LawBroken> => {
  const borrowed = borrowedOf(group.book)
  const undeclared = doubleJoin.book === "none" && doubleJoin.mayLeaveKnowledge
  const known = [...group.members.values()].map((person) => ({ person, keys: heldNow(stage, person) }))
  for (const node of group.tree.filledNodes()) {
    const key = keyId(group.tree.keyAt(node) as Uint8Array)
    const entitled = membersBelow(group, node)
    const outside = new Set(isLeaf(node) ? [] : doubleJoin.outside(group.book, node))
    for (const { keys, person } of known) {
      const must = entitled.has(person.leaf) || (doubleJoin.book === "exact" && outside.has(person.leaf))
      const may = must || outside.has(person.leaf) || undeclared
      if (keys.has(key) ? !may : must) {
        return broken(`leaf ${person.leaf} ${keys.has(key) ? "knows" : "does not know"} the key of node ${node}`)
      }
    }
    if (undeclared) continue
    const declared = new Set(isLeaf(node) ? [] : borrowed.filter(({ leaf }) => covers(node, leaf)).map(({ filler }) => filler))
    const found = strangers(
      stage,
      group,
      key,
      (leaf) => entitled.has(leaf) || declared.has(leaf) || declared.has("everybody") || outside.has(leaf)
    )
    if (found !== undefined) return broken(`${found} has held the key of node ${node}`)
  }
  const slotKeys = new Set(borrowed.map(({ key, leaf }) => `${leaf} ${keyId(key)}`))
  for (const { leaf, state } of group.members.values()) {
    const dead = stage.here.knows(state).find(({ node, publicKey }) => {
      const key = group.tree.keyAt(node)
      const live =
        (key !== undefined && keyId(key) === keyId(publicKey)) || (isLeaf(node) && slotKeys.has(`${toLeaf(node)} ${keyId(publicKey)}`))
      return !live
    })
    if (dead !== undefined) return broken(`leaf ${leaf} still keeps a key of node ${dead.node} that is not in use`)
    const own = stage.here.leafKey?.(state).publicKey
    const shown = group.tree.keyAt(toNode(leaf))
    if (own !== undefined && (shown === undefined || keyId(own) !== keyId(shown)))
      return broken(`leaf ${leaf} gives a key that is not its leaf's`)
  }
  for (const { filler, key, leaf } of borrowed) {
    const found = strangers(stage, group, keyId(key), (at) => filler === "everybody" || at === filler || at === leaf)
    if (found !== undefined) return broken(`${found} has held the key of slot ${leaf}`)
  }
  return Effect.void
}

/**
 * Every parent whose private key is in the state of somebody who is not below it, with those members; ascending both. Whatever a policy declares, this is
 * what its members hold.
 */
export const doubleJoined = (stage: Stage, group: LawGroup): ReadonlyMap<NodeIndex, ReadonlyArray<LeafIndex>> => {
  const known = [...group.members.values()].map((person) => ({ leaf: person.leaf, keys: heldNow(stage, person) }))
  const parents = [...group.tree.filledNodes()].filter((node) => !isLeaf(node)).toSorted((a, b) => a - b)
  return new Map(
    parents.flatMap((node) => {
      const key = keyId(group.tree.keyAt(node) as Uint8Array)
      const leaves = known.filter(({ keys, leaf }) => keys.has(key) && !covers(node, leaf)).map(({ leaf }) => leaf)
      return leaves.length === 0 ? [] : [[node, leaves.toSorted((a, b) => a - b)] as const]
    })
  )
}

const broken = (detail: string): Effect.Effect<never, LawBroken> => Effect.fail(new LawBroken({ law: "who knows what", detail }))

const heldNow = ({ here }: Stage, { state }: Person): ReadonlySet<string> =>
  new Set(here.knows(state).map(({ publicKey }) => keyId(publicKey)))

/** Members below `node` who were told its key: those listed as unmerged were not. */
const membersBelow = ({ members, tree }: LawGroup, node: NodeIndex): ReadonlySet<LeafIndex> => {
  const unmerged = new Set(isLeaf(node) ? [] : tree.resolution(node).slice(1).map(toLeaf))
  return new Set([...members.keys()].filter((leaf) => covers(node, leaf) && !unmerged.has(leaf)))
}

/** Somebody who has held the key without being entitled to it. */
const strangers = (
  { observed }: Stage,
  { former, members }: LawGroup,
  key: string,
  entitled: (leaf: LeafIndex) => boolean
): string | undefined => {
  const gone = former.find(({ id }) => observed.everHeld(id).has(key))
  if (gone !== undefined) return `a former member of leaf ${gone.leaf}`
  const member = [...members.values()].find(({ id, leaf }) => !entitled(leaf) && observed.everHeld(id).has(key))
  return member === undefined ? undefined : `the member at leaf ${member.leaf}`
}
