import { Cgka, type CgkaBook, type CgkaState, CipherSuite, Entropy, type Suite } from "@copath/contracts"
import { type Codec, decode, encode } from "@copath/codec"
import { type PublicTree, treeHash } from "@copath/membership"
import { fullWithBlanks, leafIndex, type LeafIndex, type TreeShape } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { LawBroken } from "../broken.ts"
import { soleMember } from "./lawTree.ts"
import { type ObservedSuite, observedSuite } from "./observedSuite.ts"

export type CgkaLayer = Layer.Layer<Cgka, never, CipherSuite | Entropy>

/** Somebody with a private state. Leaves are reused, people are not. */
export interface Person {
  readonly id: number
  readonly leaf: LeafIndex
  readonly state: CgkaState
}

/** The whole group as nobody in it sees it. */
export interface LawGroup {
  readonly tree: PublicTree
  readonly book: CgkaBook
  readonly epoch: number
  readonly members: ReadonlyMap<LeafIndex, Person>
  readonly former: ReadonlyArray<Person>
  readonly nextId: number
}

/** Two instances of one layer over one observed suite: what one writes the other must read. */
export interface Stage {
  readonly here: Cgka["Service"]
  readonly there: Cgka["Service"]
  readonly observed: ObservedSuite
  /** The suite unobserved. */
  readonly suite: Suite
}

export const openStage = Effect.fnUntraced(function* (layer: CgkaLayer, suite: Suite, seed: number) {
  const observed = observedSuite(suite, seed)
  const parts = Layer.merge(Layer.succeed(CipherSuite, observed.suite), Layer.succeed(Entropy, { secret: observed.random }))
  const instance = Effect.provide(Cgka, Layer.fresh(layer).pipe(Layer.provide(parts)))
  const stage: Stage = { here: yield* instance, there: yield* instance, observed, suite }
  return stage
})

/** A group of one; RFC 9420's shape, unless told otherwise. */
export const found = Effect.fnUntraced(function* ({ here, observed }: Stage, shape: TreeShape = fullWithBlanks) {
  observed.act(0)
  const leaf = yield* here.leaf()
  const creator: Person = { id: 0, leaf: leafIndex(0), state: here.begin(leafIndex(0), leaf) }
  const group: LawGroup = {
    tree: soleMember(leaf.publicKey, shape),
    book: here.emptyBook,
    epoch: 0,
    members: new Map([[creator.leaf, creator]]),
    former: [],
    nextId: 1
  }
  return group
})

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

/** A value as another instance reads it from what this one wrote; must come out with the same bytes. */
export const carried = <A>(
  from: Codec<A>,
  to: Codec<A>,
  a: A
): Effect.Effect<{ readonly value: A; readonly bytes: Uint8Array }, LawBroken> => {
  const bytes = encode(from, a)
  const read = decode(to, bytes)
  if (Result.isFailure(read))
    return Effect.fail(new LawBroken({ law: "codecs round trip", detail: `${from.name}: ${read.failure.message}` }))
  if (!sameBytes(encode(to, read.success), bytes))
    return Effect.fail(new LawBroken({ law: "codecs round trip", detail: `${from.name} changed` }))
  return Effect.succeed({ value: read.success, bytes })
}

/** What path secrets are sealed under: any change of tree, book or epoch gives another context, as a provisional group context does. */
export const contextOf = ({ here, suite }: Stage, tree: PublicTree, book: CgkaBook, epoch: number): Uint8Array =>
  suite.hash.digest(new Uint8Array([epoch >>> 8, epoch & 0xff, ...treeHash(tree, suite.hash.digest), ...encode(here.bookCodec, book)]))
