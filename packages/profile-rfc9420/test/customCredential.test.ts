import { byType, custom, customCredential, layer as basic } from "@copath/credential-basic"
import { cipherSuite, entropy } from "@copath/crypto-node"
import { adopt, commit, createGroup, joinGroup, makeIdentity, makeKeyPackage, receive, send } from "@copath/group"
import { credentialTypes } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { rfc9420 } from "../src/index.ts"

const badge = 0xf123
const utf8 = new TextEncoder()
const badges = custom({
  type: badge,
  identity: (data) => (data.length > 0 ? data : undefined),
  vouch: ({ identity }) => Effect.succeed(new TextDecoder().decode(identity) !== "mallory")
})
const service = byType({ [credentialTypes.basic]: basic, [badge]: badges })
const holder = (name: string, type = badge) => makeIdentity(customCredential(type, utf8.encode(name)))

it.effect(
  "a strict group of members with credentials of an application's own type, and of no other that nobody vouches for (V013, V086)",
  () =>
    Effect.gen(function* () {
      const alice = yield* createGroup({ groupId: utf8.encode("a group with badges"), identity: yield* holder("alice") })
      const mallory = yield* makeKeyPackage(yield* holder("mallory"))
      expect(yield* Effect.flip(commit(alice, { add: [mallory.keyPackage] }))).toMatchObject({
        _tag: "CredentialRefused",
        reason: "Unknown"
      })

      const bobs = yield* makeKeyPackage(yield* holder("bob"))
      const added = yield* commit(alice, { add: [bobs.keyPackage] })
      if (added.welcome === undefined) throw new Error("a commit that adds has a Welcome")
      const bob = yield* joinGroup({ welcome: added.welcome, keyPackage: bobs.secrets })
      const { message } = yield* send((yield* adopt(added.state)).state, utf8.encode("hello"))
      const heard = yield* receive(bob, message)
      expect(heard._tag === "application" ? new TextDecoder().decode(heard.data) : heard._tag).toBe("hello")
      expect(bob.tree.leafAt(bob.me)?.credential).toEqual(customCredential(badge, utf8.encode("bob")))
    }).pipe(Effect.provide(Layer.provideMerge(rfc9420, Layer.mergeAll(cipherSuite(1), entropy, service))))
)
