import { decode, encode } from "@copath/codec"
import { CipherSuite, PskStore, refHash } from "@copath/contracts"
import { commit, defaultOptions, externalPsk, GroupOptions, type GroupState, joinGroup, proposeRemove, receive, send } from "@copath/group"
import { type Proposal, rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { commitIn, insiderCommits, insiderSays, packageOf, refuses, resignedPackage, services, three } from "./insider.ts"

const utf8 = new TextEncoder()
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

/** Tags that are not `right`, though each has something of it. */
const wrongTags = (right: Uint8Array): ReadonlyArray<Uint8Array> => {
  const last = right.slice()
  last[last.length - 1] = (last.at(-1) as number) ^ 1
  return [right.subarray(0, 0), right.subarray(0, 1), right.subarray(0, -1), Uint8Array.of(...right, 0), last]
}

describe("V035: a tag is compared whole", () => {
  it.effect("the membership tag of a public message", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* three()
      const content = { _tag: "proposal", proposal: { _tag: "remove", removed: 2 } } as const
      const bad: Array<Uint8Array> = []
      for (let i = 0; i < 5; i++) {
        bad.push((yield* insiderSays(bob, content, { membershipTag: (right) => wrongTags(right)[i] as Uint8Array })).message)
      }
      yield* refuses(alice, bad, { _tag: "BadTag", tag: "membership" }, (yield* insiderSays(bob, content)).message)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("a commit's confirmation tag, under a sound membership tag", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* three()
      const good = (yield* commit(bob)).message
      const { commit: sound, tag } = commitIn(good)
      const bad: Array<Uint8Array> = []
      for (const confirmationTag of wrongTags(tag)) {
        bad.push((yield* insiderSays(bob, { _tag: "commit", commit: sound }, { confirmationTag })).message)
      }
      yield* refuses(alice, bad, { _tag: "ConfirmationMismatch" }, good)
    }).pipe(Effect.provide(services(1)))
  )
})

describe("references", () => {
  const referring = (state: GroupState, reference: Uint8Array) =>
    insiderSays(state, { _tag: "commit", commit: { proposals: [{ _tag: "reference", reference }], path: undefined } })

  it.effect("V036: are under their own label and over the exact bytes, V037: and whole: a prefix of one refers to nothing", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const { keyPackage } = yield* packageOf("dave")
      const proposal: Proposal = { _tag: "add", keyPackage }
      const said = yield* insiderSays(alice, { _tag: "proposal", proposal })
      const got = yield* receive(bob, said.message)
      if (got._tag !== "proposal") throw new Error(got._tag)
      expect(hexOf(got.reference)).toBe(hexOf(said.reference))

      const changed = said.authenticated.slice()
      changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
      const wrong = [
        refHash(suite, "MLS 1.0 KeyPackage Reference", said.authenticated),
        refHash(suite, "MLS 1.0 Proposal Reference", changed),
        refHash(suite, "MLS 1.0 Proposal Reference", said.message),
        said.reference.subarray(0, 31),
        said.reference.subarray(0, 1),
        said.reference.subarray(0, 0),
        Uint8Array.of(...said.reference, 0)
      ]
      const bad = yield* Effect.forEach(wrong, (reference) => referring(alice, reference))
      // Alice remembers what she has said by herself: she hears it as the others do.
      const ours = yield* receive(alice, said.message)
      if (ours._tag !== "proposal") throw new Error(ours._tag)
      const good = (yield* commit(ours.state)).message
      const messages = bad.map(({ message }) => message)
      expect((yield* refuses(got.state, messages, { _tag: "Invalid", rule: "V162" }, good))._tag).toBe("commit")
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("V036: a Welcome names its joiner by the reference of the exact key package, V037: and not by part of it", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { joiners, welcome } = yield* three()
      const decoded = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, welcome))
      if (decoded._tag !== "welcome") throw new Error(decoded._tag)
      const { reference } = joiners.bob.secrets
      const inner = joiners.bob.message.subarray(4)
      expect(hexOf(refHash(suite, "MLS 1.0 KeyPackage Reference", inner))).toBe(hexOf(reference))
      for (const newMember of [
        refHash(suite, "MLS 1.0 Proposal Reference", inner),
        refHash(suite, "MLS 1.0 KeyPackage Reference", joiners.bob.message),
        reference.subarray(0, 16),
        reference.subarray(0, 0)
      ]) {
        const secrets = decoded.welcome.secrets.map((entry) =>
          hexOf(entry.newMember) === hexOf(reference) ? { ...entry, newMember } : entry
        )
        const bad = encode(rfc9420Wire.mlsMessage, { _tag: "welcome", welcome: { ...decoded.welcome, secrets } })
        const refused = yield* Effect.flip(joinGroup({ welcome: bad, keyPackage: joiners.bob.secrets }))
        expect(refused).toMatchObject({ _tag: "WelcomeRejected", reason: "NotForUs", rule: "V241" })
      }
      yield* joinGroup({ welcome, keyPackage: joiners.bob.secrets })
    }).pipe(Effect.provide(services(1)))
  )
})

describe("V038: a suite that is not ours ends in a typed refusal", () => {
  const unknown = [0x0000, 0x0a0a, 0xffff, 2]

  it.effect("in a key package, V121: and so does another version", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const { identity, keyPackage } = yield* packageOf("dave")
      const good = (yield* commit(bob, { add: [keyPackage] })).message
      const bad: Array<Uint8Array> = []
      for (const change of [...unknown.map((cipherSuite) => ({ cipherSuite })), { version: 2 }]) {
        const keyPackageOf = resignedPackage(suite, identity.signatureKey, keyPackage, change)
        bad.push((yield* insiderCommits(bob, [{ _tag: "add", keyPackage: keyPackageOf }])).message)
      }
      yield* refuses(alice, bad, { _tag: "Invalid", rule: "V121" }, good)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("in a Welcome", () =>
    Effect.gen(function* () {
      const { joiners, welcome } = yield* three()
      for (const cipherSuite of unknown) {
        const bad = welcome.slice()
        bad.set([cipherSuite >>> 8, cipherSuite & 0xff], 4)
        const refused = yield* Effect.flip(joinGroup({ welcome: bad, keyPackage: joiners.bob.secrets }))
        expect(refused).toMatchObject({ _tag: "WelcomeRejected", reason: "SuiteMismatch" })
      }
      yield* joinGroup({ welcome, keyPackage: joiners.bob.secrets })
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("in a ReInit, V154: for a client that says which suites are its own", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* three()
      const successor = { groupId: utf8.encode("next"), version: 1, cipherSuite: 2, extensions: [] }
      const good = (yield* commit(bob, { reInit: successor })).message
      const bad: Array<Uint8Array> = []
      for (const cipherSuite of [0x0000, 0x0a0a, 0xffff]) {
        bad.push((yield* insiderCommits(bob, [{ _tag: "reInit", ...successor, cipherSuite }])).message)
      }
      yield* refuses(alice, bad, { _tag: "Invalid", rule: "V154" }, good)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, suites: [1, 2] }), Effect.provide(services(1)))
  )
})

describe("V025: names of object prototypes are ids like any others", () => {
  const names = ["__proto__", "constructor", "toString"]

  it.effect.each(names)("a group called %s, and its members", (name) =>
    Effect.gen(function* () {
      const { alice, bob, carol } = yield* three(utf8.encode(name))
      const { keyPackage, secrets } = yield* packageOf(name)
      const made = yield* commit(bob, { add: [keyPackage] })
      const got = yield* receive(alice, made.message)
      if (got._tag !== "commit") throw new Error(got._tag)
      const joined = yield* joinGroup({ welcome: made.welcome as Uint8Array, keyPackage: secrets })
      const sent = yield* send(joined, utf8.encode("hello"))
      expect(yield* receive(got.state, sent.message)).toMatchObject({ _tag: "application" })
      expect((yield* proposeRemove(carol, alice.me)).state.proposals).toHaveLength(1)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("a pre-shared key called so is there when it was put there, and not before", () =>
    Effect.gen(function* () {
      const store = yield* PskStore
      const { alice, bob } = yield* three()
      for (const name of names) {
        const psk = yield* externalPsk(utf8.encode(name))
        expect(yield* Effect.flip(commit(bob, { psks: [psk] }))).toMatchObject({ _tag: "PskUnavailable" })
        yield* store.put(hexOf(utf8.encode(name)), new Uint8Array(32).fill(name.length))
        yield* receive(alice, (yield* commit(bob, { psks: [psk] })).message)
      }
    }).pipe(Effect.provide(services(1)))
  )
})
