import { CipherSuite, PskStore, type Suite } from "@copath/contracts"
import { seededEntropy } from "@copath/crypto-noble"
import {
  adopt,
  commit,
  type Committed,
  createGroup,
  externalJoin,
  externalPsk,
  GroupOptions,
  type GroupState,
  type Intent,
  joinGroup,
  makeGroupInfo,
  makeIdentity,
  makeKeyPackage,
  noPadding,
  type Padding,
  proposeAdd,
  proposeExtensions,
  proposeExternally,
  proposeJoin,
  proposePsk,
  proposeReInit,
  proposeRemove,
  proposeUpdate,
  receive,
  send
} from "@copath/group"
import { extensionTypes, externalSenders, type KeyPackage, makeExtension } from "@copath/wire"
import { Effect, Layer, Option, Result } from "effect"
import { catalog } from "../../src/index.ts"
import type { Kind } from "./visibleFields.ts"

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8(name) })

/** A message that went through the delivery service or the directory, and what it was. */
export interface Passed {
  readonly kind: Kind
  readonly what: string
  readonly bytes: Uint8Array
}

/** What the members had of one epoch. */
export interface EpochSeen {
  readonly epoch: bigint
  readonly roster: ReadonlyArray<string>
}

const psks = Layer.succeed(
  PskStore,
  PskStore.of({
    put: () => Effect.void,
    get: () => Effect.succeed(Option.some(utf8("a key from outside"))),
    remove: () => Effect.void
  })
)

type Suites = Effect.Effect<Suite, never, CipherSuite>

/** The services of one option of the handshake axis, everything else as in the strict composition. `seen`: the suite as all parts see it. */
export const servicesOf = (handshake: string, padding: Padding = noPadding, seen: (suite: Suites) => Suites = (suite) => suite) => {
  const composed = Result.getOrThrow(catalog().compose({ handshake }))
  const suite = Layer.effect(CipherSuite, seen(Effect.map(CipherSuite, (s) => s))).pipe(Layer.provide(composed.suite(1)))
  const base = Layer.mergeAll(suite, seededEntropy("handshake"), composed.delivery)
  const choices = Layer.succeed(GroupOptions, { ...composed.choices, padding })
  return Layer.mergeAll(Layer.provideMerge(composed.protocol, base), psks, choices)
}

/** One play with every kind of proposal and of message in it, the same whichever way handshakes travel. */
export const played = Effect.fnUntraced(function* (published: (keyPackage: KeyPackage) => Uint8Array) {
  const passed: Array<Passed> = []
  const epochs: Array<EpochSeen> = []
  const members = new Map<string, GroupState>()
  const at = (name: string): GroupState => {
    const state = members.get(name)
    if (state === undefined) throw new Error(`${name} is no member`)
    return state
  }
  const hear = Effect.fnUntraced(function* (by: string | undefined, message: Uint8Array) {
    for (const [name, state] of members) {
      if (name === by) continue
      const got = yield* receive(state, message)
      if (got._tag === "removed") members.delete(name)
      else members.set(name, got.state)
    }
  })
  const note = () => {
    const rosters = [...members.values()].map(({ context, tree }) => ({
      epoch: context.epoch,
      roster: tree.members().map((leaf) => {
        const identity = tree.leafAt(leaf)?.credential
        return identity?._tag === "basic" ? new TextDecoder().decode(identity.identity) : "?"
      })
    }))
    const [first] = rosters
    if (first === undefined || rosters.some((r) => r.epoch !== first.epoch || r.roster.join() !== first.roster.join()))
      throw new Error("members differ")
    epochs.push(first)
  }
  const proposes = Effect.fnUntraced(function* (
    by: string,
    made: { readonly state: GroupState; readonly message: Uint8Array },
    what: string
  ) {
    members.set(by, made.state)
    passed.push({ kind: "handshake", what, bytes: made.message })
    yield* hear(by, made.message)
  })
  const commits = Effect.fnUntraced(function* (by: string, intent: Intent, what: string) {
    const made: Committed = yield* commit(at(by), intent)
    passed.push({ kind: "handshake", what, bytes: made.message })
    yield* hear(by, made.message)
    members.set(by, (yield* adopt(made.state)).state)
    if (made.welcome !== undefined) passed.push({ kind: "welcome", what: "welcome", bytes: made.welcome })
    return made
  })
  const packaged = Effect.fnUntraced(function* (name: string) {
    const made = yield* makeKeyPackage(yield* named(name))
    passed.push({ kind: "key package", what: "key package", bytes: published(made.keyPackage) })
    return made
  })

  const warden = yield* named("warden")
  members.set("alice", yield* createGroup({ groupId: utf8("kitchen"), identity: yield* named("alice") }))
  const joiners = yield* Effect.forEach(["bob", "carol", "dave"], (name) => Effect.map(packaged(name), (made) => ({ name, made })))
  const first = yield* commits("alice", { add: joiners.map(({ made }) => made.keyPackage), path: true }, "commit that adds three")
  for (const { made, name } of joiners)
    members.set(name, yield* joinGroup({ welcome: first.welcome ?? new Uint8Array(0), keyPackage: made.secrets }))
  note()

  const said = yield* send(at("bob"), utf8("hello"), { authenticatedData: utf8("for the server") })
  members.set("bob", said.state)
  passed.push({ kind: "application", what: "“hello”", bytes: said.message })
  yield* hear("bob", said.message)

  yield* proposes("bob", yield* proposeUpdate(at("bob"), { authenticatedData: utf8("seen by all") }), "Update proposal")
  yield* proposes("carol", yield* proposePsk(at("carol"), yield* externalPsk(utf8("door"))), "PreSharedKey proposal")
  const listed = makeExtension(extensionTypes.externalSenders, externalSenders, [
    { signatureKey: warden.signatureKey.publicKey, credential: warden.credential }
  ])
  yield* proposes(
    "dave",
    yield* proposeExtensions(at("dave"), [...at("dave").context.extensions, listed]),
    "GroupContextExtensions proposal"
  )
  yield* commits("alice", {}, "commit of three references")
  note()

  const erin = yield* packaged("erin")
  yield* proposes("bob", yield* proposeAdd(at("bob"), erin.keyPackage), "Add proposal")
  yield* proposes("bob", yield* proposeRemove(at("bob"), at("dave").me), "Remove proposal")
  yield* commits("carol", {}, "commit of an Add and a Remove by reference")
  note()

  const { context, tree } = at("alice")
  const { epoch, groupId } = context
  const [erinsLeaf] = tree.holdersOfSignatureKey(erin.keyPackage.leafNode.signatureKey)
  if (erinsLeaf === undefined) throw new Error("erin was added")
  const frank = yield* packaged("frank")
  const target = { groupId, epoch }
  for (const [what, bytes] of [
    ["Add of oneself", yield* proposeJoin(target, frank.secrets)],
    [
      "Remove by an external sender",
      yield* proposeExternally({
        ...target,
        senderIndex: 0,
        signatureKey: warden.signatureKey,
        proposal: { _tag: "remove", removed: at("bob").me },
        authenticatedData: utf8("by order")
      })
    ]
  ] as const) {
    passed.push({ kind: "from outside", what, bytes })
    yield* hear(undefined, bytes)
  }
  const byValue = { add: [frank.keyPackage], remove: [erinsLeaf], psks: [yield* externalPsk(utf8("door"))] }
  yield* commits("alice", { take: "none", ...byValue }, "commit of three by value")
  note()

  const groupInfo = yield* makeGroupInfo(at("alice"))
  passed.push({ kind: "group info", what: "group info", bytes: groupInfo })
  const stranger = yield* externalJoin({ groupInfo, identity: yield* named("carol"), resync: true, authenticatedData: utf8("back again") })
  passed.push({ kind: "from outside", what: "external commit", bytes: stranger.message })
  members.delete("carol")
  yield* hear(undefined, stranger.message)
  members.set("carol", stranger.state)
  note()

  yield* commits("carol", {}, "Update commit")
  yield* commits("alice", {}, "Update commit")
  note()
  const latest = yield* makeGroupInfo(at("alice"))
  passed.push({ kind: "group info", what: "group info", bytes: latest })
  const reInit = { groupId: utf8("kitchen 2"), version: 1, cipherSuite: at("carol").context.cipherSuite, extensions: [] }
  yield* proposes("carol", yield* proposeReInit(at("carol"), reInit), "ReInit proposal")
  return { passed, epochs }
})
