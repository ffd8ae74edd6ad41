import { CipherSuite, Entropy, SignatureScheme } from "@copath/contracts"
import { seededEntropy } from "@copath/crypto-noble"
import { adopt, commit, createGroup, type GroupState, joinGroup, makeIdentity, makeKeyPackage, receive, send } from "@copath/group"
import { catalog } from "@copath/profile-lab"
import { layer } from "@effect/vitest"
import { Effect, Layer, Option, Result } from "effect"
import { assert, test } from "vitest"
import hybrid from "../src/index.ts"

const utf8 = new TextEncoder()
const identity = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

const composed = Result.getOrThrow(catalog([hybrid]).compose({ signature: hybrid.id, provider: "noble" }))
const below = Layer.mergeAll(composed.suite(1), seededEntropy("hybrid"), composed.delivery)
const services = Layer.provideMerge(composed.protocol, below)

test("a composition with the scheme is experimental, and says so", () => {
  assert.isFalse(composed.strict)
  assert.include(composed.id, "signature=hybrid-schnorr")
})

layer(services)("a group whose members sign twice", (it) => {
  it.effect("comes into being, takes in members, talks and rekeys", () =>
    Effect.gen(function* () {
      let alice: GroupState = yield* createGroup({ groupId: utf8.encode("a group"), identity: yield* identity("alice") })
      const bobs = yield* makeKeyPackage(yield* identity("bob"))
      const carols = yield* makeKeyPackage(yield* identity("carol"))
      const added = yield* commit(alice, { add: [bobs.keyPackage, carols.keyPackage] })
      alice = (yield* adopt(added.state)).state
      assert(added.welcome !== undefined)
      let bob = yield* joinGroup({ welcome: added.welcome, keyPackage: bobs.secrets })
      let carol = yield* joinGroup({ welcome: added.welcome, keyPackage: carols.secrets })

      const hello = yield* send(bob, utf8.encode("signed by two keys of mine"))
      for (const reader of [alice, carol]) {
        const got = yield* receive(reader, hello.message)
        assert(got._tag === "application")
        assert.strictEqual(new TextDecoder().decode(got.data), "signed by two keys of mine")
        assert.strictEqual(got.sender, bob.me)
      }

      const rekey = yield* commit(carol, { path: true })
      const [atAlice, atBob] = [yield* receive(alice, rekey.message), yield* receive(bob, rekey.message)]
      assert(atAlice._tag === "commit" && atBob._tag === "commit")
      alice = atAlice.state
      bob = atBob.state
      carol = (yield* adopt(rekey.state)).state
      assert.deepStrictEqual(
        [alice, bob, carol].map((s) => s.context.epoch),
        [2n, 2n, 2n]
      )
      assert.deepStrictEqual(bob.secrets.exporter.expose(), alice.secrets.exporter.expose())
      assert.deepStrictEqual(carol.secrets.exporter.expose(), alice.secrets.exporter.expose())
    })
  )

  it.effect("is not deceived by whoever holds one of a member's two keys", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const scheme = yield* SignatureScheme
      const { secret } = yield* Entropy
      const alicesKey = suite.signature.derive(secret(suite.signature.seedSize))
      const thiefsKey = suite.signature.derive(secret(suite.signature.seedSize))
      const alice = yield* scheme.begin(alicesKey)
      const author = { leaf: 0 as GroupState["me"], identityKey: alicesKey.publicKey, note: alice.note }
      const roster = { leafCount: 1, authorAt: () => author }
      const where = { group: utf8.encode("a group"), epoch: 1n, current: 1n, leaf: author.leaf }
      const at = { ...where, contentType: 1, generation: Option.none<number>(), roster }
      const content = utf8.encode("alice never said this")
      const forgedBy = Effect.fnUntraced(function* (identityKey: typeof alicesKey) {
        // `begin` makes a second key of the thief's own.
        const { state } = yield* scheme.begin(identityKey)
        return (yield* scheme.sign(state, at, "FramedContentTBS", content)).signature
      })

      const [withIdentityKey, withNeither] = [yield* forgedBy(alicesKey), yield* forgedBy(thiefsKey)]
      const genuine = (yield* scheme.sign(alice.state, at, "FramedContentTBS", content)).signature
      const withSecondKey = Uint8Array.of(...withNeither.slice(0, -64), ...genuine.slice(-64))
      for (const forged of [withIdentityKey, withSecondKey, withNeither]) {
        const verdict = yield* Effect.result(scheme.verify(author, at, "FramedContentTBS", content, forged, undefined))
        assert(Result.isFailure(verdict), "a forgery was accepted")
        assert.strictEqual(verdict.failure._tag, "BadSignature")
      }
      yield* scheme.verify(author, at, "FramedContentTBS", content, genuine, undefined)
    })
  )
})
