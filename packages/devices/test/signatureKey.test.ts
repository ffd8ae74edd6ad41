import { directory } from "@copath/credential-basic"
import { externalJoin, GroupPolicy, makeGroupInfo, permissive, type Policy, receive, send } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { askToCommit, OuterParts, takeInner, takeOuter } from "../src/index.ts"
import { identityOf, services, utf8 } from "./services.ts"
import { commits, GROUP, outer, removesThird, says, settle, threeByThree } from "./world.ts"

describe("the signature key of a leaf that several devices have", () => {
  it.effect(
    "R136: after a removal the outer commit brings a new signature key that all devices derive, and the old one signs nothing",
    () =>
      Effect.gen(function* () {
        const { alice, bob, world } = yield* threeByThree()
        const lost = outer(alice.at(2))
        yield* removesThird(world, alice)
        yield* commits(world, alice, alice.at(0))
        const [one, other] = [outer(alice.at(0)), outer(alice.at(1))]
        expect(one.identity).toEqual(other.identity)
        expect(one.identity).not.toEqual(lost.identity)
        expect(outer(bob.at(0)).tree.leafAt(lost.me)?.signatureKey).toEqual(one.identity.publicKey)
        for (const client of alice.clients.slice(0, 2)) yield* says(world, alice, client, "under the new key")
        expect(bob.at(0).read).toEqual(["under the new key", "under the new key"])
        // Even with all the epoch's secrets: the old key is no member's.
        const forged = yield* send({ ...outer(alice.at(0)), identity: lost.identity, signer: lost.signer }, utf8("forged"))
        expect(yield* Effect.flip(takeOuter(bob.at(0).device, GROUP, forged.message))).toMatchObject({
          _tag: "BadSignature",
          sender: lost.me
        })
        // Later commits keep the key, and a device that comes in gets it with the group.
        yield* commits(world, alice, alice.at(1))
        expect(outer(alice.at(0)).identity).toEqual(one.identity)
      }).pipe(Effect.provide(services("new signature key")))
  )

  it.effect("R136: with the old signature key nobody comes back from outside, where the authentication service knows the present one", () =>
    Effect.gen(function* () {
      const { alice, bob, world } = yield* threeByThree()
      const { identity: stolen, me, tree } = outer(alice.at(2))
      const credential = tree.leafAt(me)?.credential
      if (credential?._tag !== "basic") throw new Error("a leaf")
      const comesBack = Effect.fnUntraced(function* () {
        const groupInfo = yield* makeGroupInfo(outer(bob.at(0)))
        return (yield* externalJoin({ groupInfo, identity: { credential, signatureKey: stolen }, resync: true })).message
      })
      const knowing = (keys: ReadonlyArray<Uint8Array>) => directory(keys.map((key) => [credential.identity, key] as const))
      const heard = (message: Uint8Array, keys: ReadonlyArray<Uint8Array>) =>
        receive(outer(bob.at(0)), message).pipe(Effect.provide(knowing(keys)))
      yield* removesThird(world, alice)
      // The outer Update alone leaves it the key, and nobody is even asked about a key that stays.
      alice.asks(alice.at(0), yield* askToCommit(alice.at(0).device, GROUP, { identity: "kept" }))
      yield* settle(world)
      const before = yield* comesBack()
      expect(yield* heard(before, [])).toMatchObject({ external: true, change: { removed: [me] } })
      // Everybody sees it: the honest devices are out.
      const honest = yield* takeOuter(alice.at(0).device, GROUP, before)
      expect(honest.received._tag).toBe("removed")
      expect(honest.device.groups).toEqual([])
      const guarded: Policy = { ...permissive, commit: (q) => (q.committer === undefined ? "nobody joins by itself" : undefined) }
      expect(yield* Effect.flip(Effect.provideService(takeOuter(bob.at(0).device, GROUP, before), GroupPolicy, guarded))).toMatchObject({
        rule: "V188"
      })
      // A key of the devices' own making, which they let the service know first.
      const next = yield* identityOf("alice")
      alice.asks(alice.at(1), yield* askToCommit(alice.at(1).device, GROUP, { identity: next }))
      yield* settle(world)
      for (const client of alice.clients.slice(0, 2)) expect(outer(client).identity).toEqual(next.signatureKey)
      const after = yield* comesBack()
      expect(yield* Effect.flip(heard(after, [next.signatureKey.publicKey]))).toMatchObject({
        _tag: "CredentialRefused",
        reason: "Unknown"
      })
      // Who takes every key at its word is none the wiser.
      expect(yield* takeOuter(bob.at(0).device, GROUP, after)).toMatchObject({ received: { external: true } })
    }).pipe(Effect.provide(services("signature key")))
  )

  it.effect("a signature key that the authentication service refuses is refused on every device, and another is asked for", () =>
    Effect.gen(function* () {
      const { alice, world } = yield* threeByThree()
      yield* removesThird(world, alice)
      const { over } = yield* OuterParts
      const known = directory([[utf8("alice"), outer(alice.at(0)).identity.publicKey]])
      const strict = Effect.provideService(OuterParts, { over: (entropy) => Layer.merge(over(entropy), known) })
      const asked = yield* askToCommit(alice.at(0).device, GROUP)
      for (const device of [asked.device, alice.at(1).device]) {
        const { told } = yield* strict(takeInner(device, asked.message))
        expect(told).toMatchObject([{ _tag: "notDone", reason: "Failed", error: { _tag: "CredentialRefused", reason: "Unknown" } }])
      }
      const kept = yield* askToCommit(alice.at(0).device, GROUP, { identity: "kept" })
      expect((yield* strict(takeInner(kept.device, kept.message))).told).toMatchObject([{ _tag: "committed" }])
    }).pipe(Effect.provide(services("refused key")))
  )
})
