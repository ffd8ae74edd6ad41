import { SignatureScheme } from "@copath/contracts"
import { commit, defaultOptions, GroupOptions, joinGroup, makeIdentity, makeKeyPackage, proposeUpdate, receive, send } from "@copath/group"
import { privateExtensionTypes } from "@copath/wire"
import { describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { at, commits, four, inNameOf, rotating, says, schemes, type SchemeId, services, settled, verdict } from "./world.ts"

const utf8 = new TextEncoder()
const all = Object.keys(schemes) as ReadonlyArray<SchemeId>

describe.each(all)("a group that signs by %s", (id) => {
  it.effect("R126: comes into being, takes in members, talks, updates and removes, in public and in private", () =>
    Effect.gen(function* () {
      for (const handshake of ["public", "private"] as const) {
        yield* Effect.gen(function* () {
          const room = yield* four()
          for (const name of ["bob", "alice", "mallory"]) yield* says(room, name, `${name} speaks, before and after a rotation`)
          yield* commits(room, "bob", { path: true })
          for (const name of ["bob", "carol"]) yield* says(room, name, "another key")
          const proposed = yield* proposeUpdate(at(room, "carol"))
          room.set("carol", proposed.state)
          for (const name of ["alice", "bob", "mallory"]) {
            const got = yield* receive(at(room, name), proposed.message)
            if (got._tag !== "proposal") throw new Error(got._tag)
            room.set(name, got.state)
          }
          yield* commits(room, "alice", { names: ["dave"] })
          for (const name of ["dave", "carol", "alice", "bob"]) yield* says(room, name, "old and new together")
          yield* commits(room, "dave", { remove: [at(room, "mallory").me] })
          yield* commits(room, "alice", { names: ["erin"] })
          expect(at(room, "erin").me).toBe(3)
          for (const name of room.keys()) yield* says(room, name, "in the leaf that mallory had")
        }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake }))
      }
    }).pipe(Effect.provide(services(id)))
  )

  it.effect("R103, R090: an insider with all secrets of the group speaks as another member only where nobody signs", () =>
    Effect.gen(function* () {
      const { facts } = yield* SignatureScheme
      for (const make of [four, settled]) {
        const room = yield* make()
        const [mallory, bob] = [at(room, "mallory"), at(room, "bob")]
        const forged = yield* inNameOf(mallory, bob.me, mallory.signer, "bob never said this")
        const verdicts = yield* Effect.forEach(["alice", "carol"], (name) => verdict(at(room, name), forged))
        const expected = facts.attributable === "group" ? `from leaf ${bob.me}` : "BadSignature"
        expect(verdicts).toEqual([expected, expected])
      }
    }).pipe(Effect.provide(services(id)))
  )

  it.effect("R032: nobody outside speaks as anybody, whatever is signed", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const gone = at(room, "mallory")
      yield* commits(room, "alice", { remove: [gone.me] })
      const { context, contextBytes, tree } = at(room, "alice")
      // All that is public of the new epoch, under the keys of the old one.
      const tried = yield* send({ ...gone, context, contextBytes, tree, me: at(room, "bob").me }, utf8.encode("let me in"))
      expect(yield* verdict(at(room, "carol"), tried.message)).toBe("BadCiphertext")
    }).pipe(Effect.provide(services(id)))
  )

  it.effect("R053: who stole a signing key and has no present group secret is refused, however the member signs", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const stolen = at(room, "bob")
      yield* commits(room, "bob", { path: true })
      const { context, contextBytes, tree } = at(room, "alice")
      // The thief of the whole old state knows what is public of the new epoch, and nothing else.
      const privately = yield* send({ ...stolen, context, contextBytes, tree }, utf8.encode("forged"))
      expect(yield* verdict(at(room, "alice"), privately.message)).toBe("BadCiphertext")
      const publicly = yield* commit({ ...stolen, context, contextBytes, tree }, { path: true })
      // Nothing of the signature is looked at: the membership tag does not hold.
      expect(yield* verdict(at(room, "alice"), publicly.message)).toBe("BadTag")
    }).pipe(Effect.provide(services(id)))
  )

  it.effect("R028: a signing key stolen once is good until the member rotates with, and for ever without, rotation", () =>
    Effect.gen(function* () {
      const { facts } = yield* SignatureScheme
      const room = yield* settled()
      const { me, signer } = at(room, "bob")
      const asBob = Effect.fnUntraced(function* () {
        return yield* verdict(at(room, "alice"), yield* inNameOf(at(room, "mallory"), me, signer, "bob never said this"))
      })
      expect(yield* asBob()).toBe(`from leaf ${me}`)
      // Others' rotations do not help.
      yield* commits(room, "carol", { path: true })
      expect(yield* asBob()).toBe(`from leaf ${me}`)
      const after: Array<string> = []
      for (const name of ["bob", "alice", "carol", "bob"]) {
        yield* commits(room, name, { path: true })
        after.push(yield* asBob())
      }
      const heals = (rotating as ReadonlyArray<string>).includes(id)
      expect(new Set(after)).toEqual(new Set([heals ? "BadSignature" : `from leaf ${me}`]))
      expect(facts.attributable === "group" && heals).toBe(false)
    }).pipe(Effect.provide(services(id)))
  )

  it.effect("R032: its scheme stands in the group context, so in every key, and others stay out", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const mark = at(room, "alice").context.extensions.find((e) => e.extensionType === privateExtensionTypes.composition)
      expect(new TextDecoder().decode(mark?.extensionData)).toContain(`signature=${id}`)
      const dave = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: utf8.encode("dave") }))
      const { welcome } = yield* commit(at(room, "alice"), { add: [dave.keyPackage] })
      if (welcome === undefined) throw new Error("a commit that adds has a Welcome")
      yield* joinGroup({ welcome, keyPackage: dave.secrets })
      const elsewhere = joinGroup({ welcome, keyPackage: dave.secrets }).pipe(
        Effect.provide(Layer.fresh(services(id === "static" ? "none" : "static")))
      )
      expect(yield* Effect.flip(elsewhere)).toMatchObject({ _tag: "WelcomeRejected", reason: "UnsupportedExtension" })
    }).pipe(Effect.provide(services(id)))
  )
})

describe.each(rotating)("a change of keys under %s", (id) => {
  it.effect("R050: the old key signs the change, the new one holds from the next epoch on, and neither in the other's place", () =>
    Effect.gen(function* () {
      const scheme = yield* SignatureScheme
      const room = yield* settled()
      const before = at(room, "bob")
      const late = yield* send(before, utf8.encode("said before"))
      const { context, me, tree } = before
      // A change signed by the key that it brings: who has no old key cannot rotate.
      const roster = { leafCount: tree.leafCount, authorAt: () => undefined }
      const rotated = yield* scheme.rotate(before.signer, { group: context.groupId, epoch: context.epoch + 1n, leaf: me }, roster)
      const presumptuous = yield* commit({ ...before, signer: rotated.state }, { path: true })
      expect(yield* verdict(at(room, "alice"), presumptuous.message)).toBe("BadSignature")
      yield* commits(room, "bob", { path: true })
      const [alice, after] = [at(room, "alice"), at(room, "bob")]
      const fresh = yield* send(after, utf8.encode("said after"))
      expect(yield* verdict(alice, late.message)).toBe(`from leaf ${me}`)
      expect(yield* verdict(alice, fresh.message)).toBe(`from leaf ${me}`)
      const oldInNew = yield* send({ ...after, signer: before.signer }, utf8.encode("crossed"))
      const newInOld = yield* send({ ...before, signer: after.signer }, utf8.encode("crossed"))
      expect(yield* verdict(alice, oldInNew.message)).toBe("BadSignature")
      expect(yield* verdict(alice, newInOld.message)).toBe("BadSignature")
    }).pipe(Effect.provide(services(id)))
  )

  it.effect("R037: an Update of one's own brings a key too, once somebody commits it", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const { me, signer } = at(room, "bob")
      const proposed = yield* proposeUpdate(at(room, "bob"))
      room.set("bob", proposed.state)
      for (const name of ["alice", "carol", "mallory"]) {
        const got = yield* receive(at(room, name), proposed.message)
        if (got._tag === "proposal") room.set(name, got.state)
      }
      yield* commits(room, "carol", {})
      const forged = yield* inNameOf(at(room, "mallory"), me, signer, "with the old key")
      expect(yield* verdict(at(room, "alice"), forged)).toBe("BadSignature")
      yield* says(room, "bob", "with the new one")
    }).pipe(Effect.provide(services(id)))
  )
})

describe("eph-disclosed in a group", () => {
  it.effect("a message that comes after its key may be everybody's is refused, though its epoch is kept", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const bob = at(room, "bob")
      const late = yield* send(bob, utf8.encode("long on its way"))
      const verdicts: Array<string> = []
      for (let i = 0; i < 4; i++) {
        verdicts.push(yield* verdict(at(room, "alice"), late.message))
        yield* commits(room, "bob", { path: true })
      }
      expect(verdicts).toEqual([`from leaf ${bob.me}`, `from leaf ${bob.me}`, `from leaf ${bob.me}`, "BadSignature"])
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, pastEpochs: 10 }), Effect.provide(services("eph-disclosed")))
  )
})
