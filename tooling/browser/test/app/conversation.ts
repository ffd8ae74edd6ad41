import { type CipherSuite, GroupStore, noChange } from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import { entropy } from "@copath/crypto-noble"
import {
  adopt,
  commit,
  createGroup,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  persist,
  receive,
  type Received,
  restore,
  send
} from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { layer as stores } from "@copath/storage-memory"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

const [text, utf8] = [new TextDecoder(), new TextEncoder()]
const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

const application = (received: Received): Extract<Received, { readonly _tag: "application" }> => {
  if (received._tag !== "application") throw new Error(`an application message was expected, not a ${received._tag}`)
  return received
}

/** What Bob reads of Alice's message and Alice, after a restart, of Bob's; and the epoch both are in. */
export interface Conversation {
  readonly bobRead: string
  readonly aliceRead: string
  readonly epoch: number
}

const program = Effect.gen(function* () {
  const store = yield* GroupStore
  const created = yield* createGroup({ groupId: utf8.encode("friends"), identity: yield* named("alice") })
  const invited = yield* makeKeyPackage(yield* named("bob"))
  const added = yield* commit(created, { add: [invited.keyPackage] })
  const alice = (yield* adopt(added.state)).state
  const bob = yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: invited.secrets })

  const sent = yield* send(alice, utf8.encode("hello"))
  const state = Option.some(yield* persist(sent.state))
  yield* store.transact("friends", Option.none(), { ...noChange, state, send: [sent.message] })
  const heard = application(yield* receive(bob, sent.message))

  const kept = Option.getOrThrow(yield* store.load("friends"))
  const revived = yield* restore(kept.state)
  const answer = yield* send(heard.state, utf8.encode("hello yourself"))
  const read = application(yield* receive(revived, answer.message))
  return {
    bobRead: text.decode(heard.data),
    aliceRead: text.decode(read.data),
    epoch: Number(revived.context.epoch)
  } satisfies Conversation
})

/**
 * The strict stack as an application uses it, in memory, with keys that the platform draws: two members, an invitation, a message, a restart,
 * a message back.
 */
export const converseIn = (suite: Layer.Layer<CipherSuite>): Promise<Conversation> => {
  const services = Layer.provideMerge(Layer.mergeAll(rfc9420, basicCredentials, stores), Layer.mergeAll(suite, entropy))
  return Effect.runPromise(Effect.provide(program, services))
}
