import { type Codec, mapped, opaque as bytes, struct, uint32, vector } from "@copath/codec"
import { type ChannelPlace, equalBytes, type KeyPair, keyPairCodec, Secret } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/*
 * Leaf keys by age. What was sealed `ago` epochs back was sealed under the keys of that epoch, so whoever opens late messages keeps replaced keys
 * for as many epochs:
 *
 *   age 0 ──► key now      age 1..4 ──► key before      age 5 ──► ...
 */

/** A key and for how many epochs it was in the tree before this one: at `age` epochs back it was there, newer entries were not. */
export interface Aged<A> {
  readonly key: A
  readonly age: number
}

/** Newest first. */
export type History<A> = ReadonlyArray<Aged<A>>

/** The leaf keys that one member's channels stand on. */
export interface LeafKeys {
  readonly me: LeafIndex
  readonly mine: History<KeyPair>
  readonly peers: ReadonlyMap<LeafIndex, History<Uint8Array>>
}

/** The keys of a place that was just entered. My pair is copied: the key agreement wipes its own. */
export const startKeys = ({ me, mine, peers }: ChannelPlace): LeafKeys => ({
  me,
  mine: [{ age: 0, key: { publicKey: mine.publicKey, secretKey: new Secret(mine.secretKey.expose().slice()) } }],
  peers: new Map([...peers].toSorted(([a], [b]) => a - b).map(([leaf, key]) => [leaf, [{ age: 0, key }]]))
})

/** A history one epoch later. `keep`: of how many epochs back keys stay. */
const later = <A>(now: A, before: History<A>, same: (a: A, b: A) => boolean, keep: number): History<A> => {
  const [newest] = before
  const aged = before.map(({ age, key }) => ({ age: age + 1, key }))
  const all = newest !== undefined && same(newest.key, now) ? aged : [{ age: 0, key: now }, ...aged]
  return all.filter((_, i) => i === 0 || (all[i - 1] as Aged<A>).age < keep)
}

const newestOf = <A>(history: History<A>): A => {
  const [first] = history
  if (first === undefined) throw new TypeError("a history holds a key")
  return first.key
}

/** My leaf key in the tree. */
const myKey = ({ mine }: LeafKeys): KeyPair => newestOf(mine)

/** A peer's leaf key in the tree. */
const keyOf = ({ peers }: LeafKeys, leaf: LeafIndex): Uint8Array => newestOf(peers.get(leaf) ?? [])

/** The keys of one epoch after another. `fresh`: leaves with a new owner, whose history begins anew. */
export const resumeKeys = (
  now: LeafKeys,
  before: LeafKeys,
  fresh: ReadonlySet<LeafIndex>,
  keep: number
): { readonly keys: LeafKeys; readonly retired: ReadonlyArray<Secret> } => {
  const mine = later(myKey(now), before.mine, (a, b) => equalBytes(a.publicKey, b.publicKey), keep)
  const peers = [...now.peers.keys()].map((leaf) => {
    const old = fresh.has(leaf) ? undefined : before.peers.get(leaf)
    return [leaf, later(keyOf(now, leaf), old ?? [], equalBytes, keep)] as const
  })
  const kept = new Set(mine.map(({ key }) => key.secretKey))
  return {
    keys: { me: now.me, mine, peers: new Map(peers) },
    retired: before.mine.map(({ key }) => key.secretKey).filter((secret) => !kept.has(secret))
  }
}

/** Both leaf keys of a channel. */
export interface Contact {
  readonly mine: KeyPair
  readonly theirs: Uint8Array
}

/** The leaf keys between me and a peer `ago` epochs back; `undefined` where they are not kept, or no such member is known. */
export const contactAt = ({ mine, peers }: LeafKeys, leaf: LeafIndex, ago: number): Contact | undefined => {
  const own = mine.find(({ age }) => age >= ago)
  const theirs = peers.get(leaf)?.find(({ age }) => age >= ago)
  return own === undefined || theirs === undefined ? undefined : { mine: own.key, theirs: theirs.key }
}

/** The leaf keys of the epoch in which the two first saw each other. */
export const firstContact = ({ mine, peers }: LeafKeys, leaf: LeafIndex): Contact | undefined => {
  const theirs = peers.get(leaf)?.at(-1)
  const own = theirs === undefined ? undefined : mine.find(({ age }) => age >= theirs.age)
  return own === undefined || theirs === undefined ? undefined : { mine: own.key, theirs: theirs.key }
}

export const leafCodec: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)

/** A map by leaf as a list of entries. */
export const byLeaf = <A>(name: string, value: Codec<A>): Codec<ReadonlyMap<LeafIndex, A>> =>
  mapped(
    vector(struct<{ readonly leaf: LeafIndex; readonly value: A }>(name, { leaf: leafCodec, value })),
    name,
    (map: ReadonlyMap<LeafIndex, A>) => [...map].map(([leaf, a]) => ({ leaf, value: a })),
    (list): ReadonlyMap<LeafIndex, A> => new Map(list.map(({ leaf, value: a }) => [leaf, a]))
  )

const history = <A>(key: Codec<A>): Codec<History<A>> => vector(struct<Aged<A>>("Aged", { key, age: uint32 }))

/** The keys as they are stored. */
export const leafKeysCodec: Codec<LeafKeys> = struct<LeafKeys>("LeafKeys", {
  me: leafCodec,
  mine: history(keyPairCodec),
  peers: byLeaf("PeerKeys", history(bytes))
})
