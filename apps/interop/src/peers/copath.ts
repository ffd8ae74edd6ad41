import { suiteIds } from "@copath/contracts"
import {
  adopt,
  commit,
  createGroup,
  exportSecret,
  externalJoin,
  externalPsk,
  type GroupServices,
  type GroupState,
  type Intent,
  joinGroup,
  makeGroupInfo,
  makeKeyPackage,
  proposeAdd,
  proposeExtensions,
  proposePsk,
  proposeRemove,
  proposeUpdate,
  receive,
  resumptionPsk,
  send
} from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import { type Extension, extensionTypes, type KeyPackage, makeExtension, type PreSharedKeyId, requiredCapabilities } from "@copath/wire"
import { Effect } from "effect"
import { authenticatorOf } from "../client/client.ts"
import { type Psks, withPsk } from "../client/psks.ts"
import { identityNamed, keyPackageIn, memberNamed } from "../client/read.ts"
import { makeSuites } from "../client/suites.ts"
import { type Actor, type Manner, NotOffered, type Peer, type Wanted } from "./peer.ts"

const nothing = { extensionTypes: [], proposalTypes: [], credentialTypes: [] }
const newExtensions: ReadonlyArray<Extension> = [makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, nothing)]

const suites = makeSuites("node")

/** What the wishes come to in a commit of this member. */
const intentOf = Effect.fnUntraced(function* (state: GroupState, wanted: ReadonlyArray<Wanted>) {
  const [add, remove, psks]: [Array<KeyPackage>, Array<LeafIndex>, Array<PreSharedKeyId>] = [[], [], []]
  let extensions: Intent = {}
  for (const wish of wanted) {
    switch (wish._tag) {
      case "add":
        add.push(yield* keyPackageIn(wish.keyPackage))
        break
      case "remove":
        remove.push(yield* memberNamed(state.tree, Buffer.from(wish.name)))
        break
      case "psk":
        psks.push(yield* externalPsk(wish.id))
        break
      case "resumption":
        psks.push(yield* resumptionPsk(state.context.groupId, wish.epoch))
        break
      case "extensions":
        extensions = { extensions: newExtensions }
        break
      case "update":
        return yield* Effect.die(new NotOffered("nobody commits an Update of its own"))
    }
  }
  const intent: Intent = { add, remove, psks, ...extensions }
  return intent
})

const propose = Effect.fnUntraced(function* (state: GroupState, wish: Wanted) {
  switch (wish._tag) {
    case "add":
      return yield* proposeAdd(state, yield* keyPackageIn(wish.keyPackage))
    case "remove":
      return yield* proposeRemove(state, yield* memberNamed(state.tree, Buffer.from(wish.name)))
    case "psk":
      return yield* proposePsk(state, yield* externalPsk(wish.id))
    case "resumption":
      return yield* proposePsk(state, yield* resumptionPsk(state.context.groupId, wish.epoch))
    case "extensions":
      return yield* proposeExtensions(state, newExtensions)
    case "update":
      return yield* proposeUpdate(state)
  }
})

const actor = async ({ handshake, suite }: Manner, name: string): Promise<Actor> => {
  let psks: Psks = new Map()
  let group: GroupState | undefined
  const run = <A, E>(operation: Effect.Effect<A, E, GroupServices>): Promise<A> =>
    Effect.runPromise(suites.run({ suite, encryptHandshake: handshake === "private", psks }, operation))
  const state = (): GroupState => {
    if (group === undefined) throw new Error(`${name} is in no group`)
    return group
  }
  const identity = await run(identityNamed(Buffer.from(name)))
  const { message: keyPackage, secrets } = await run(makeKeyPackage(identity))
  return {
    name,
    keyPackage,
    create: async (groupId) => {
      group = await run(createGroup({ groupId, identity }))
    },
    join: async (welcome) => {
      group = await run(joinGroup({ welcome, keyPackage: secrets }))
    },
    joinExternally: async (groupInfo, resync) => {
      const joined = await run(externalJoin({ groupInfo, identity, resync }))
      group = joined.state
      return joined.message
    },
    groupInfo: () => run(makeGroupInfo(state())),
    commit: async (...wanted) => {
      const making = Effect.flatMap(intentOf(state(), wanted), (intent) => commit(state(), intent))
      const made = await run(making)
      group = (await run(adopt(made.state))).state
      return { commit: made.message, welcome: made.welcome }
    },
    propose: async (wish) => {
      const sent = await run(propose(state(), wish))
      group = sent.state
      return sent.message
    },
    take: async (message) => {
      const received = await run(receive(state(), message))
      if (received._tag === "removed") return "removed"
      if (received._tag === "application") throw new Error("a handshake message was expected")
      group = received.state
      return "member"
    },
    send: async (data, authenticatedData) => {
      const sent = await run(send(state(), data, { authenticatedData }))
      group = sent.state
      return sent.message
    },
    open: async (message) => {
      const received = await run(receive(state(), message))
      if (received._tag !== "application") throw new Error(`application data was expected, not a ${received._tag}`)
      group = received.state
      return received.data
    },
    storePsk: (id, secret) => {
      psks = withPsk(psks, id, secret)
    },
    authenticator: async () => authenticatorOf(state()),
    epoch: () => state().context.epoch,
    exporter: async (label, context, length) => (await run(exportSecret(state(), label, context, length))).expose()
  }
}

/** This project's own stack, over node:crypto. */
export const copath: Peer = {
  name: "Copath",
  suites: suiteIds,
  remarks: [],
  cast: async (manner) => (name) => actor(manner, name)
}
