import { exportSecret, exportTree, makeGroupInfo, receive, send } from "@copath/group"
import { encode } from "@copath/codec"
import { ratchetTree } from "@copath/wire"
import { Effect } from "effect"
import { authenticatorOf, operate } from "../client.ts"
import { BadRequest } from "../failure.ts"
import type { Handlers } from "../handlers.ts"
import { withPsk } from "../psks.ts"

/** What a member tells of its state, and its application messages. */
export const member: Handlers<"GroupInfo" | "StateAuth" | "Export" | "Protect" | "Unprotect" | "StorePSK" | "Free"> = {
  GroupInfo: Effect.fnUntraced(function* (client, { externalTree, stateId }) {
    const found = yield* client.entries.get(stateId, "member")
    const groupInfo = yield* client.suites.run(found, makeGroupInfo(found.state, { ratchetTree: !externalTree }))
    return { groupInfo, ...(externalTree ? { ratchetTree: encode(ratchetTree, exportTree(found.state)) } : {}) }
  }),

  StateAuth: Effect.fnUntraced(function* (client, { stateId }) {
    const { state } = yield* client.entries.get(stateId, "member")
    return { stateAuthSecret: authenticatorOf(state) }
  }),

  Export: Effect.fnUntraced(function* (client, { context, keyLength, label, stateId }) {
    const found = yield* client.entries.get(stateId, "member")
    const secret = yield* client.suites.run(found, exportSecret(found.state, label, context, keyLength))
    return { exportedSecret: secret.expose() }
  }),

  Protect: Effect.fnUntraced(function* (client, { authenticatedData, plaintext, stateId }) {
    const { message } = yield* operate(client, stateId, ({ state }) => send(state, plaintext, { authenticatedData }))
    return { ciphertext: message }
  }),

  Unprotect: Effect.fnUntraced(function* (client, { ciphertext, stateId }) {
    const { authenticatedData, data } = yield* operate(
      client,
      stateId,
      Effect.fnUntraced(function* ({ state }) {
        const received = yield* receive(state, ciphertext)
        if (received._tag === "application") return received
        return yield* new BadRequest({ reason: "WrongMessage", detail: `application data was expected, not a ${received._tag}` })
      })
    )
    return { authenticatedData, plaintext: data }
  }),

  StorePSK: Effect.fnUntraced(function* (client, { pskId, pskSecret, stateOrTransactionId }) {
    const entry = yield* client.entries.get(stateOrTransactionId, "member", "transaction")
    client.entries.replace(stateOrTransactionId, { ...entry, psks: withPsk(entry.psks, pskId, pskSecret) })
    return {}
  }),

  Free: Effect.fnUntraced(function* (client, { stateId }) {
    yield* client.entries.get(stateId, "member")
    client.entries.remove(stateId)
    return {}
  })
}
