import { cipherSuite, entropy } from "@copath/crypto-noble"
import { layer as basicCredentials } from "@copath/credential-basic"
import { adopt, commit, createGroup, joinGroup, makeIdentity, makeKeyPackage, receive, send } from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { Effect, Layer } from "effect"

const utf8 = new TextEncoder()
const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

/** Alice makes a group, lets Bob in, and tells him something. */
const program = Effect.gen(function* () {
  const alone = yield* createGroup({ groupId: utf8.encode("kitchen"), identity: yield* named("alice") })
  const bobs = yield* makeKeyPackage(yield* named("bob"))
  const added = yield* commit(alone, { add: [bobs.keyPackage] })
  const alice = (yield* adopt(added.state)).state
  const bob = yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: bobs.secrets })

  const sent = yield* send(alice, utf8.encode("dinner is ready"))
  const got = yield* receive(bob, sent.message)
  if (got._tag === "application") console.log(`bob reads: ${new TextDecoder().decode(got.data)}`)
})

// What the program stands on: a cipher suite with its randomness, the strict profile, and somebody who vouches for names.
const suite1 = Layer.mergeAll(cipherSuite(1), entropy)
const services = Layer.provideMerge(Layer.mergeAll(rfc9420, basicCredentials), suite1)

await Effect.runPromise(Effect.provide(program, services))
