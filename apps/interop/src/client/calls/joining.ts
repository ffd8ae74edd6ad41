import { createGroup, externalJoin, externalPsk, joinGroup } from "@copath/group"
import { Effect } from "effect"
import { authenticatorOf, enter } from "../client.ts"
import type { Handlers } from "../handlers.ts"
import { withPsk, type Psks } from "../psks.ts"
import { groupInfoIn, identityNamed, newcomerNamed, privateKeys, treeIn } from "../read.ts"

const noPsks: Psks = new Map()

/** Ways to become a member of a group. */
export const joining: Handlers<"CreateGroup" | "CreateKeyPackage" | "JoinGroup" | "ExternalJoin"> = {
  CreateGroup: Effect.fnUntraced(function* (client, { cipherSuite, encryptHandshake, groupId, identity }) {
    const setting = { suite: cipherSuite, encryptHandshake, psks: noPsks }
    const create = Effect.flatMap(identityNamed(identity), (me) => createGroup({ groupId, identity: me }))
    const state = yield* client.suites.run(setting, create)
    return { stateId: enter(client, setting, { state }) }
  }),

  CreateKeyPackage: Effect.fnUntraced(function* (client, { cipherSuite, identity }) {
    const setting = { suite: cipherSuite, encryptHandshake: false, psks: noPsks }
    const { message, secrets } = yield* client.suites.run(setting, newcomerNamed(identity))
    const transactionId = client.entries.add({ _tag: "transaction", suite: cipherSuite, keyPackage: secrets, psks: noPsks })
    return { transactionId, keyPackage: message, ...privateKeys(secrets) }
  }),

  JoinGroup: Effect.fnUntraced(function* (client, { encryptHandshake, ratchetTree, transactionId, welcome }) {
    const { keyPackage, psks, suite } = yield* client.entries.get(transactionId, "transaction")
    const setting = { suite, encryptHandshake, psks }
    const state = yield* client.suites.run(setting, joinGroup({ welcome, keyPackage, ...(yield* treeIn(ratchetTree)) }))
    client.entries.remove(transactionId)
    return { stateId: enter(client, setting, { state }), epochAuthenticator: authenticatorOf(state) }
  }),

  ExternalJoin: Effect.fnUntraced(function* (client, { encryptHandshake, groupInfo, identity, psks, ratchetTree, removePrior }) {
    const { groupContext } = yield* groupInfoIn(groupInfo)
    const held = psks.reduce((all, { pskId, pskSecret }) => withPsk(all, pskId, pskSecret), noPsks)
    const setting = { suite: groupContext.cipherSuite, encryptHandshake, psks: held }
    const given = yield* treeIn(ratchetTree)
    const join = Effect.gen(function* () {
      const injected = yield* Effect.forEach(psks, ({ pskId }) => externalPsk(pskId))
      const me = yield* identityNamed(identity)
      return yield* externalJoin({ groupInfo, identity: me, resync: removePrior, psks: injected, ...given })
    })
    const joined = yield* client.suites.run(setting, join)
    const { message, state } = joined
    const authenticator = authenticatorOf(state)
    return { stateId: enter(client, setting, joined), commit: message, epochAuthenticator: authenticator }
  })
}
