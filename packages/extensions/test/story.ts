import { type CipherSuite, type Entropy, Registry, registryOf } from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import {
  adopt,
  commit,
  createGroup,
  type GroupServices,
  type GroupState,
  type Intent,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  receive,
  type Received
} from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import type { Extension, KeyPackage, Registry as Rows } from "@copath/wire"
import { Effect, Layer } from "effect"

/** The strict composition over the portable provider, with a transcript that the seed fixes. */
export const services = (seed = "extensions"): Layer.Layer<GroupServices> => {
  const below: Layer.Layer<CipherSuite | Entropy> = Layer.mergeAll(cipherSuite(1), seededEntropy(seed))
  return Layer.provideMerge(Layer.merge(rfc9420, basic), below)
}

/** Runs an effect as a client that understands these rows. */
export const knowing = (...rows: ReadonlyArray<Partial<Rows>>) => Effect.provideService(Registry, registryOf(...rows))

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** The members of one group by name. */
export type Group = ReadonlyMap<string, GroupState>

export const at = (group: Group, name: string): GroupState => {
  const state = group.get(name)
  if (state === undefined) throw new Error(`${name} is no member`)
  return state
}

export const identityOf = (name: string) => makeIdentity({ _tag: "basic", identity: utf8(name) })

/** A group of these, the first its creator; leaves in the order of the names. */
export const groupOf = Effect.fnUntraced(function* (
  names: ReadonlyArray<string>,
  {
    extensions = [],
    leafExtensions = []
  }: { readonly extensions?: ReadonlyArray<Extension>; readonly leafExtensions?: ReadonlyArray<Extension> } = {}
) {
  const [creator, ...others] = names as [string, ...ReadonlyArray<string>]
  const state = yield* createGroup({ groupId: utf8("group"), identity: yield* identityOf(creator), extensions, leafExtensions })
  const joiners: Array<readonly [string, { readonly keyPackage: KeyPackage; readonly secrets: KeyPackageSecrets }]> = []
  for (const name of others) joiners.push([name, yield* makeKeyPackage(yield* identityOf(name), { leafExtensions })])
  if (joiners.length === 0) return new Map([[creator, state]])
  return yield* committed(new Map([[creator, state]]), creator, { add: joiners.map(([, made]) => made.keyPackage) }, joiners)
})

type Joiner = readonly [string, { readonly secrets: KeyPackageSecrets }]

/** Commits, and hands the commit to everybody else and the Welcome to the joiners. Who is removed is gone from the group. */
export const committed = Effect.fnUntraced(function* (
  group: Group,
  committer: string,
  intent: Intent = {},
  joiners: ReadonlyArray<Joiner> = []
) {
  const made = yield* commit(at(group, committer), intent)
  const next = new Map<string, GroupState>()
  for (const [name, state] of group) {
    if (name === committer) {
      next.set(name, (yield* adopt(made.state)).state)
      continue
    }
    const got = yield* receive(state, made.message)
    if (got._tag === "commit") next.set(name, got.state)
  }
  for (const [name, { secrets }] of joiners) {
    if (made.welcome === undefined) throw new Error("a commit that adds has a Welcome")
    next.set(name, yield* joinGroup({ welcome: made.welcome, keyPackage: secrets }))
  }
  return next
})

/** Everybody but the sender takes a message in. */
export const delivered = Effect.fnUntraced(function* (group: Group, sender: string, state: GroupState, message: Uint8Array) {
  const next = new Map<string, GroupState>([[sender, state]])
  for (const [name, before] of group) {
    if (name === sender) continue
    const got: Received = yield* receive(before, message)
    if (got._tag !== "removed") next.set(name, got.state)
  }
  return new Map([...group.keys()].flatMap((name) => (next.has(name) ? [[name, next.get(name) as GroupState] as const] : [])))
})

/** Whether all are in one epoch with one key. */
export const agree = (group: Group): boolean =>
  new Set([...group.values()].map((s) => [s.context.epoch, ...s.confirmationTag, ...s.secrets.exporter.expose()].join())).size === 1
