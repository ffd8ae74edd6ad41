import { CipherSuite, type KeyPair, type Suite } from "@copath/contracts"
import { dhKem, hpkeAeads, nobleSuite, sha256Function, suiteOf, x25519Group } from "@copath/crypto-noble"
import { adopt, receive } from "@copath/group"
import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { at, commits, leafKeyOf, path, type Room, services, settled, stolen, verdicts } from "./world.ts"

/*
 * Key compromise impersonation. Both sides compute DH(a, T) from one secret half: A from its leaf key a, the receiver from its own key t. So t, too, makes
 * ciphertexts for T in A's name.
 *
 *        3               bob sits at node 2, next to alice at node 0; carol and mallory are below node 5.
 *      /   \
 *     1     5            A path of bob's is sealed to [0] and to [5].
 *    / \   / \
 *   0   2 4   6
 */

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

/** Suite 1 in the hands of somebody who has one key pair of the tree's, and no other: where a secret key is missing, the other half of the agreement is taken. */
const armedWith = (held: KeyPair, lacking: KeyPair): Suite => {
  const { id, name, signature } = nobleSuite(1)
  const group = {
    ...x25519Group,
    agree: (secretKey: Uint8Array, publicKey: Uint8Array) =>
      same(secretKey, lacking.secretKey.expose()) && same(publicKey, held.publicKey)
        ? x25519Group.agree(held.secretKey.expose(), lacking.publicKey)
        : x25519Group.agree(secretKey, publicKey)
  }
  return suiteOf({ id, name, signature, kem: dhKem(group), hash: sha256Function, ...hpkeAeads.aes128 })
}

/** A path in bob's name, by whoever has his signature key, the epoch's secrets and alice's leaf key. */
const inBobsName = Effect.fnUntraced(function* (room: Room) {
  const bob = at(room, "bob")
  const alices = yield* leafKeyOf(at(room, "alice"))
  // Bob's public key with a secret key that is not his.
  const pretended: KeyPair = {
    publicKey: (yield* leafKeyOf(bob)).publicKey,
    secretKey: nobleSuite(1).kem.derive(bob.secrets.exporter).secretKey
  }
  const thief = yield* stolen(bob, pretended)
  const suite = Layer.succeed(CipherSuite, armedWith(alices, pretended))
  return yield* path(thief).pipe(Effect.provide(services("signcrypt", { suite })))
})

describe("R052: key compromise impersonation", () => {
  it.effect("whoever holds a receiver's key forges a path to that receiver, and to nobody whose key it does not hold", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const made = yield* inBobsName(room)
      expect(yield* verdicts(room, made.message, ["bob"])).toEqual(["commit", "CgkaRejected: Undecryptable", "CgkaRejected: Undecryptable"])
      // Alice is alone with the thief.
      const alice = yield* receive(at(room, "alice"), made.message)
      expect(alice._tag === "commit" && alice.state.confirmationTag).toEqual((yield* adopt(made.state)).state.confirmationTag)
    }).pipe(Effect.provide(services("signcrypt")))
  )

  it.effect("is over with the receiver's next path, which gives it another key", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const stolenFrom = new Map(room)
      yield* commits(room, "alice", { path: true })
      const late = yield* inBobsName(new Map([...room, ["alice", at(stolenFrom, "alice")]]))
      expect(new Set(yield* verdicts(room, late.message, ["bob"]))).toEqual(new Set(["CgkaRejected: Undecryptable"]))
    }).pipe(Effect.provide(services("signcrypt")))
  )

  it.effect("is no way past the signature: without bob's signature key the same path is refused", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const { signer } = at(room, "mallory")
      const made = yield* inBobsName(new Map([...room, ["bob", { ...at(room, "bob"), signer }]]))
      expect(new Set(yield* verdicts(room, made.message, ["bob"]))).toEqual(new Set(["BadSignature"]))
    }).pipe(Effect.provide(services("signcrypt")))
  )
})
