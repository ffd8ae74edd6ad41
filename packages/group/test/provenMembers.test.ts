import { type KeyPair, signWithLabel } from "@copath/contracts"
import { it } from "@effect/vitest"
import { type KeyPackage, keyPackageTbs } from "@copath/wire"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { adopt, commit, joinGroup, makeKeyPackage, proposeUpdate, provenMembers, receive } from "../src/index.ts"
import { keyPackageRef } from "../src/keyPackage.ts"
import { nowhere, signLeaf } from "../src/leaf.ts"
import { parts } from "../src/parts.ts"
import { services } from "./parts.ts"
import { commits, create, identityOf } from "./story.ts"

const rfc = Effect.provide(services(1))

/** A key package of hers that names HPKE keys of somebody else: she can sign it, and open nothing with it. */
const borrowing = Effect.fnUntraced(function* (name: string, of: KeyPackage) {
  const p = yield* parts
  const identity = yield* identityOf(name)
  const { keyPackage, secrets } = yield* makeKeyPackage(identity)
  const { signature: _, ...leaf } = keyPackage.leafNode
  const leafNode = signLeaf(p, identity.signatureKey, { ...leaf, encryptionKey: of.leafNode.encryptionKey }, nowhere)
  const { signature: __, ...content } = { ...keyPackage, leafNode, initKey: of.initKey }
  const signature = signWithLabel(p.suite, identity.signatureKey, "KeyPackageTBS", keyPackageTbs(content))
  const changed = { ...content, signature }
  const pretended = (publicKey: Uint8Array, own: KeyPair): KeyPair => ({ publicKey, secretKey: own.secretKey })
  return {
    keyPackage: changed,
    secrets: {
      ...secrets,
      keyPackage: changed,
      reference: keyPackageRef(p, changed),
      initKey: pretended(of.initKey, secrets.initKey),
      leafKey: pretended(of.leafNode.encryptionKey, secrets.leafKey)
    }
  }
})

describe("members that have shown to hold their keys", () => {
  it.effect("R069, R135: an honest member is proven by its first Update or commit", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob", "carol"] })
      expect(provenMembers(story.at("bob"))).toEqual({ proven: [], unproven: [0, 1, 2] })
      yield* commits(story, "bob")
      expect(provenMembers(story.at("alice"))).toEqual({ proven: [1], unproven: [0, 2] })
      const wish = yield* proposeUpdate(story.at("carol"))
      story.set("carol", wish.state)
      for (const name of ["alice", "bob"]) {
        const heard = yield* receive(story.at(name), wish.message)
        if (heard._tag === "proposal") story.set(name, heard.state)
      }
      // A wish alone shows nothing in the tree.
      expect(provenMembers(story.at("alice")).unproven).toEqual([0, 2])
      yield* commits(story, "alice")
      expect(provenMembers(story.at("bob"))).toEqual({ proven: [0, 1, 2], unproven: [] })
    }).pipe(rfc)
  )

  it.effect("R069: a member without the private keys of its key package cannot enter, and is never proven", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob"] })
      const victim = yield* makeKeyPackage(yield* identityOf("victim"))
      const mallory = yield* borrowing("mallory", victim.keyPackage)
      const added = yield* commit(story.at("alice"), { add: [mallory.keyPackage] })
      const bob = yield* receive(story.at("bob"), added.message)
      story.set("alice", (yield* adopt(added.state)).state)
      if (bob._tag === "commit") story.set("bob", bob.state)
      expect(yield* Effect.flip(joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: mallory.secrets }))).toMatchObject({
        _tag: "WelcomeRejected",
        reason: "Undecryptable"
      })
      for (const name of ["bob", "alice", "bob"]) yield* commits(story, name)
      expect(provenMembers(story.at("alice"))).toEqual({ proven: [0, 1], unproven: [2] })
    }).pipe(rfc)
  )

  it.effect("R135, R136: whoever lends its keys is proven like anybody else: what is shown is that keys were used, not by whom", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      const owner = yield* makeKeyPackage(yield* identityOf("bob"))
      const added = yield* commit(story.at("alice"), { add: [owner.keyPackage] })
      const alice = (yield* adopt(added.state)).state
      // Not the owner, but somebody who was given all of its private halves.
      const lent = { ...owner.secrets }
      const borrower = yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: lent })
      const made = yield* commit(borrower)
      const heard = yield* receive(alice, made.message)
      if (heard._tag !== "commit") throw new Error(heard._tag)
      expect(provenMembers(heard.state).proven).toEqual([1])
    }).pipe(rfc)
  )
})
