import { encode } from "@copath/codec"
import {
  branchOf,
  exportTree,
  type GroupState,
  type Identity,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  type Origin,
  recreate,
  type Recreation,
  successorOf
} from "@copath/group"
import { ratchetTree } from "@copath/wire"
import { Effect } from "effect"
import { authenticatorOf, type Client, enter } from "../client.ts"
import type { Setting } from "../suites.ts"
import type { Handlers } from "../handlers.ts"
import { extensionsIn, keyPackageIn, ownIdentity, treeIn } from "../read.ts"
import { makeCommit, takeCommit, takePending } from "./committing.ts"

/** A new group out of an old one, and what its other members need. */
const create = Effect.fnUntraced(function* (client: Client, setting: Setting, input: Recreation) {
  const made = yield* client.suites.run(setting, recreate(input))
  const { state, welcome } = made
  const answer = {
    epochAuthenticator: authenticatorOf(state),
    ...(welcome === undefined ? {} : { welcome }),
    ...(setting.externalTree === true ? { ratchetTree: encode(ratchetTree, exportTree(state)) } : {})
  }
  return { stateId: enter(client, setting, made), ...answer }
})

/** After a ReInit was committed: on the way into the successor, with a key package for its suite. */
const leave = Effect.fnUntraced(function* (client: Client, id: number, state: GroupState) {
  const { encryptHandshake, psks, suite: before } = yield* client.entries.get(id, "member")
  const origin: Origin = yield* successorOf(state)
  const suite = origin.successor?.cipherSuite ?? before
  const identify = makeIdentity(ownIdentity(state).credential)
  const prepared = Effect.gen(function* () {
    const identity: Identity = yield* identify
    return { identity, made: yield* makeKeyPackage(identity) }
  })
  const { identity, made } = yield* client.suites.run({ suite, encryptHandshake, psks }, prepared)
  const keyPackage = made.secrets
  const reinitId = client.entries.add({ _tag: "successor", suite, encryptHandshake, origin, identity, keyPackage, psks })
  return { reinitId, keyPackage: made.message, epochAuthenticator: authenticatorOf(state) }
})

/** Groups that come out of another one: after a ReInit, and by branching. */
export const subgroup: Handlers<
  | "ReInitCommit"
  | "HandlePendingReInitCommit"
  | "HandleReInitCommit"
  | "ReInitWelcome"
  | "HandleReInitWelcome"
  | "CreateBranch"
  | "HandleBranch"
> = {
  ReInitCommit: makeCommit,

  HandlePendingReInitCommit: Effect.fnUntraced(function* (client, { stateId }) {
    const { state } = yield* takePending(client, stateId)
    return yield* leave(client, stateId, state)
  }),

  HandleReInitCommit: Effect.fnUntraced(function* (client, request) {
    const { state } = yield* takeCommit(client, request)
    return yield* leave(client, request.stateId, state)
  }),

  ReInitWelcome: Effect.fnUntraced(function* (client, { externalTree, forcePath, keyPackage, reinitId }) {
    const successor = yield* client.entries.get(reinitId, "successor")
    const { identity, origin } = successor
    const keyPackages = yield* Effect.forEach(keyPackage, keyPackageIn)
    const created = yield* create(client, { ...successor, externalTree }, { origin, identity, keyPackages, path: forcePath })
    client.entries.remove(reinitId)
    return created
  }),

  HandleReInitWelcome: Effect.fnUntraced(function* (client, { ratchetTree, reinitId, welcome }) {
    const successor = yield* client.entries.get(reinitId, "successor")
    const { keyPackage, origin } = successor
    const join = joinGroup({ welcome, keyPackage, origin, ...(yield* treeIn(ratchetTree)) })
    const state = yield* client.suites.run(successor, join)
    client.entries.remove(reinitId)
    return { stateId: enter(client, successor, { state }), epochAuthenticator: authenticatorOf(state) }
  }),

  CreateBranch: Effect.fnUntraced(function* (client, request) {
    const { externalTree, forcePath, groupId } = request
    const parent = yield* client.entries.get(request.stateId, "member")
    const identity = ownIdentity(parent.state)
    const keyPackages = yield* Effect.forEach(request.keyPackages, keyPackageIn)
    const extensions = extensionsIn(request.extensions)
    const origin = yield* branchOf(parent.state)
    return yield* create(client, { ...parent, externalTree }, { origin, identity, keyPackages, groupId, extensions, path: forcePath })
  }),

  HandleBranch: Effect.fnUntraced(function* (client, { ratchetTree, stateId, transactionId, welcome }) {
    const { encryptHandshake, state: parent, suite } = yield* client.entries.get(stateId, "member")
    const { keyPackage, psks } = yield* client.entries.get(transactionId, "transaction")
    const setting = { suite, encryptHandshake, psks }
    const join = joinGroup({ welcome, keyPackage, origin: yield* branchOf(parent), ...(yield* treeIn(ratchetTree)) })
    const state = yield* client.suites.run(setting, join)
    client.entries.remove(transactionId)
    return { stateId: enter(client, setting, { state }), epochAuthenticator: authenticatorOf(state) }
  })
}
