import { Cgka, equalBytes, PathSealing } from "@copath/contracts"
import { cipherSuite, openingProofs } from "@copath/crypto-noble"
import { externalJoin, makeGroupInfo, makeIdentity } from "@copath/group"
import { acknowledge, complain, hear, judge, report, settle, tryCommit } from "@copath/insider"
import { authenticatedPaths } from "@copath/signature-signcrypt"
import { nodeIndex, toNode } from "@copath/tree-math"
import { describe, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { at, path, type Room, services, settled } from "./world.ts"

/* Of P-256, others can be shown what a ciphertext opens to (`dleq-p256`); of one into which the sender's key goes, they are not. */

const given = Layer.mergeAll(services("signcrypt", { suite: cipherSuite(2) }), openingProofs)

/** Whoever composes so seals another secret to one key than the path's, and otherwise does as it should. */
const lyingTo = (victim: Uint8Array) =>
  services("signcrypt", {
    suite: cipherSuite(2),
    sealer: {
      ...authenticatedPaths,
      seal: (suite, sender, to, info, aad, secret, random) =>
        authenticatedPaths.seal(suite, sender, to, info, aad, equalBytes(to, victim) ? random(secret.length).expose() : secret, random)
    }
  })

const keyOf = (room: Room, name: string): Uint8Array => {
  const state = at(room, name)
  const key = state.tree.keyAt(toNode(state.me))
  if (key === undefined) throw new Error(`${name} has a key`)
  return key
}

describe("insiders' evidence over paths that are sealed with the leaf key", () => {
  it.effect("R052: the sealing says that its ciphertexts cannot be shown, and base mode's that they can", () =>
    Effect.gen(function* () {
      const { authenticated, provable } = yield* PathSealing
      const plain = PathSealing.defaultValue()
      expect([authenticated, provable, plain.authenticated, plain.provable]).toEqual([true, false, false, true])
      expect((yield* Cgka).sealsPaths).toBe(true)
    }).pipe(Effect.provide(given))
  )

  it.effect("R052: readers acknowledge what they open, and an honest path is adopted", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const made = yield* path(at(room, "bob"))
      let trial = yield* tryCommit(at(room, "carol"), made.message)
      for (const name of ["alice", "carol", "mallory"]) {
        const mine = yield* tryCommit(at(room, name), made.message)
        for (const ack of acknowledge(mine, [0, 1])) trial = Result.getOrThrow(hear(trial, ack))
      }
      expect(Result.isSuccess(settle(trial))).toBe(true)
    }).pipe(Effect.provide(given))
  )

  it.effect("R052: a victim of a lie reports it and has nothing to show others; a complaint in spite of that decides nothing", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const made = yield* path(at(room, "bob")).pipe(Effect.provide(lyingTo(keyOf(room, "alice"))))
      const victim = yield* tryCommit(at(room, "alice"), made.message)
      expect(acknowledge(victim, [0, 1])).toEqual([])
      expect(report(victim)).toBeDefined()
      expect(yield* Effect.flip(complain(victim))).toMatchObject({ _tag: "NoEvidence", reason: "Sealing" })
      // Somebody who complains by base mode's account of the same path.
      const blind = {
        ...victim,
        sealing: { ...victim.sealing, sealed: victim.sealing.sealed.map((one) => ({ ...one, sender: undefined })) }
      }
      const { complaint } = yield* complain(blind)
      expect(yield* judge(at(room, "carol"), made.message, complaint)).toEqual({ _tag: "undecided", because: "Sealing" })
    }).pipe(Effect.provide(given))
  )

  it.effect("R052: a joiner's path holds no key of its sender's, so its lie is proven as ever", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const groupInfo = yield* makeGroupInfo(at(room, "alice"))
      const identity = yield* makeIdentity({ _tag: "basic", identity: new TextEncoder().encode("dave") })
      // All that a joiner at leaf 4 seals is sealed to the root of the four.
      const root = at(room, "alice").tree.keyAt(nodeIndex(3))
      if (root === undefined) throw new Error("everybody has made a path")
      const made = yield* externalJoin({ groupInfo, identity }).pipe(Effect.provide(lyingTo(root)))
      const victim = yield* tryCommit(at(room, "carol"), made.message)
      const { complaint } = yield* complain(victim)
      expect(yield* judge(at(room, "alice"), made.message, complaint)).toMatchObject({ _tag: "sender", external: true, because: "keys" })
    }).pipe(Effect.provide(given))
  )
})
