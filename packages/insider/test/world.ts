import { text } from "@copath/codec"
import { treekem9420 } from "@copath/cgka-treekem"
import { type CipherSuite, Composition, type Entropy, isCreating, type OpeningProofs, TreeFill, TreeIntegrity } from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, openingProofs, seededEntropy } from "@copath/crypto-noble"
import {
  adopt,
  commit,
  createGroup,
  type GroupServices,
  type GroupState,
  type Intent,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  receive
} from "@copath/group"
import { taint } from "@copath/double-join"
import { rfc9420 } from "@copath/profile-rfc9420"
import { leafIndex } from "@copath/tree-math"
import { makeExtension, privateExtensionTypes, privateWireFormats } from "@copath/wire"
import { Effect, Layer } from "effect"
import { checksOf, complaint, type InsiderLevel } from "../src/index.ts"

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const noParentHashes = Layer.succeed(TreeIntegrity, { id: "absent", parentHashes: "absent", needs: { reach: "anywhere" } })

export type Services = GroupServices | OpeningProofs | CipherSuite | Entropy

/** RFC 9420's parts with as many checks as the level has, in a suite of which openings can be proven unless told otherwise. */
export const services = (level: InsiderLevel = complaint, suite: 1 | 2 = 2, seed = "insider"): Layer.Layer<Services> => {
  const parts = level.needs.parentHashes ? rfc9420 : Layer.merge(rfc9420, noParentHashes)
  return Layer.fresh(Layer.provideMerge(Layer.mergeAll(parts, basic), beneath(level, suite, seed)))
}

const beneath = (level: InsiderLevel, suite: 1 | 2, seed: string) =>
  Layer.mergeAll(cipherSuite(suite), seededEntropy(seed), checksOf(level), openingProofs)

/** One commit adds everybody, as in RFC 9420, 11. */
const blankInit = Layer.succeed(TreeFill, {
  id: "blank-init",
  reach: "path",
  parentHashes: true,
  batches: (members) => (members === 0 ? [] : [members]),
  initial: (tree, change) => (isCreating(tree, change) ? [] : undefined),
  populated: () => true
})

/** The same with a book, in which stands who knows which keys from outside. It sets nodes off its committers' paths, so that there are no parent hashes. */
export const servicesWithBook = (level: InsiderLevel): Layer.Layer<Services> => {
  const name = { id: "with-book", mark: [makeExtension(privateExtensionTypes.composition, text, "with-book")] }
  const composition = Layer.succeed(Composition, {
    ...name,
    wireFormats: privateWireFormats,
    cipherSuite: (registered) => 0xf000 + registered
  })
  // Fresh: a layer that RFC 9420's parts hold as well would be built once, with their policy.
  const parts = Layer.mergeAll(rfc9420, Layer.fresh(Layer.provide(treekem9420, [taint, blankInit])), noParentHashes, composition)
  return Layer.fresh(Layer.provideMerge(Layer.mergeAll(parts, basic), beneath(level, 2, "book")))
}

/** A group's members by leaf. */
export type Members = ReadonlyMap<number, GroupState>

export const at = (members: Members, leaf: number): GroupState => {
  const state = members.get(leaf)
  if (state === undefined) throw new Error(`nobody stands at leaf ${leaf}`)
  return state
}

const identity = (n: number) => makeIdentity({ _tag: "basic", identity: bytes(`member ${n}`) })

/** An honest commit that everybody takes. */
export const turn = Effect.fnUntraced(function* (members: Members, by: number, intent: Intent = {}) {
  const made = yield* commit(at(members, by), intent)
  const next = new Map<number, GroupState>()
  for (const [leaf, state] of members) {
    if (leaf === by) next.set(leaf, (yield* adopt(made.state)).state)
    else {
      const got = yield* receive(state, made.message)
      if (got._tag !== "removed") next.set(leaf, got.state)
    }
  }
  return next
})

/** A group of `n` in which everybody in turn has put keys on its path, so that no parent is blank. */
export const groupOf = Effect.fnUntraced(function* (n: number) {
  let members: Members = new Map([[0, yield* createGroup({ groupId: bytes("group"), identity: yield* identity(0) })]])
  const newcomers = []
  for (let i = 1; i < n; i++) newcomers.push(yield* makeKeyPackage(yield* identity(i)))
  if (n > 1) {
    const made = yield* commit(at(members, 0), { add: newcomers.map(({ keyPackage }) => keyPackage) })
    const all = new Map([[0, (yield* adopt(made.state)).state]])
    for (const { secrets } of newcomers) {
      const state = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: secrets })
      all.set(state.me, state)
    }
    members = all
  }
  for (let leaf = 0; leaf < n; leaf += 2) members = yield* turn(members, leaf)
  return members
})

/** The same with some leaves removed by another member, who blanks what was above them. */
export const withBlanks = Effect.fnUntraced(function* (n: number, by: number, gone: ReadonlyArray<number>) {
  return yield* turn(yield* groupOf(n), by, { remove: gone.map(leafIndex) })
})
