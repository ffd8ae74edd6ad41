import { decode, encode } from "@copath/codec"
import { AuthenticationService, Cgka, CredentialRefused, PskStore } from "@copath/contracts"
import { layer as stores } from "@copath/storage-memory"
import { type PreSharedKeyId, rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { p256 } from "@noble/curves/nist.js"
import { Effect, Layer, Result } from "effect"
import { describe, expect } from "vitest"
import {
  adopt,
  asBackup,
  commit,
  externalPsk,
  joinGroup,
  persist,
  proposeUpdate,
  receive,
  restore,
  resumptionPsk,
  send
} from "../src/index.ts"
import { frame, membershipTag } from "../src/framing.ts"
import { parts } from "../src/parts.ts"
import { insider } from "./insider.ts"
import { keysDue, keysOf } from "./knowledge.ts"
import { counting } from "./observed.ts"
import { services } from "./parts.ts"
import { resealed } from "./reseal.ts"
import { agree, commits, create, flipped, four, keyPackageFor, refuses, says } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

/** A public commit with another signature that holds as well: high S in place of low S. */
const otherSignature = (signature: Uint8Array): Uint8Array => {
  const { r, s } = p256.Signature.fromBytes(signature, "der")
  return new p256.Signature(r, p256.Point.Fn.ORDER - s).toBytes("der")
}

describe("taking in a commit", () => {
  it.effect("V208: one signed anew has another transcript, though the new signature holds too", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const p = yield* parts
      const alice = story.at("alice")
      const made = yield* commit(alice)
      const message = Result.getOrThrow(decode(p.wire.mlsMessage, made.message))
      if (message._tag !== "publicMessage") throw new Error(message._tag)
      const { auth, content } = message.publicMessage
      const framed = frame(p, p.wire.formats.publicMessage, content, alice.contextBytes)
      const again = { ...auth, signature: otherSignature(auth.signature) }
      const tag = membershipTag(p, alice.secrets.membership, framed, again)
      const bad = encode(p.wire.mlsMessage, { _tag: "publicMessage", publicMessage: { content, auth: again, membershipTag: tag } })
      yield* refuses(story.at("bob"), bad, { _tag: "ConfirmationMismatch" }, made.message)
    }).pipe(Effect.provide(services(2)))
  )

  it.effect("V210: whatever fails on the way, nothing of the new epoch is there", () =>
    Effect.gen(function* () {
      const store = yield* PskStore
      const story = yield* four()
      yield* store.put(Buffer.from("p").toString("hex"), utf8.encode("a key"))
      const erin = yield* keyPackageFor("erin")
      const made = yield* commit(story.at("alice"), { add: [erin.keyPackage], psks: [yield* externalPsk(utf8.encode("p"))], path: true })
      const bob = story.at("bob")
      const before = yield* persist(bob)
      const cgka = yield* Cgka
      const refusing = { validate: () => Effect.fail(new CredentialRefused({ reason: "Unknown", index: 0 })) }
      const broken = { ...cgka, process: () => Effect.fail({ _tag: "CgkaRejected", reason: "Undecryptable" } as never) }
      const failures = [
        receive(bob, made.message).pipe(Effect.provideService(AuthenticationService, refusing)),
        receive(bob, made.message).pipe(Effect.provideService(Cgka, broken)),
        Effect.andThen(store.remove(Buffer.from("p").toString("hex")), receive(bob, made.message)),
        Effect.andThen(store.put(Buffer.from("p").toString("hex"), utf8.encode("wrong")), receive(bob, made.message))
      ]
      const tags: Array<string> = []
      for (const failing of failures) {
        tags.push((yield* Effect.flip(failing))._tag)
        expect(yield* persist(bob)).toEqual(before)
      }
      expect(tags).toEqual(["CredentialRefused", "CgkaRejected", "PskUnavailable", "ConfirmationMismatch"])
      yield* store.put(Buffer.from("p").toString("hex"), utf8.encode("a key"))
      expect((yield* receive(bob, made.message))._tag).toBe("commit")
    }).pipe(Effect.provide(Layer.merge(services(1), stores)))
  )

  it.effect("V217: of two commits for one epoch the first is kept, whichever it is, and the other is of an epoch that is over", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const one = yield* commit(story.at("alice"))
      const two = yield* commit(story.at("bob"), { remove: [story.leaf("dave")] })
      for (const [first, second] of [
        [one, two],
        [two, one]
      ] as const) {
        const got = yield* receive(story.at("carol"), first.message)
        if (got._tag !== "commit") throw new Error(got._tag)
        expect(yield* Effect.flip(receive(got.state, second.message))).toMatchObject({ _tag: "FrameRejected", reason: "StaleEpoch" })
      }
    }).pipe(rfc)
  )

  it.effect("V177, V118: two proposals that are valid alone and clash together are refused", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const erin = yield* keyPackageFor("erin")
      const twice = [erin.keyPackage, erin.keyPackage].map(
        (keyPackage) => ({ _tag: "proposal", proposal: { _tag: "add", keyPackage } }) as const
      )
      const bad = yield* insider(story.at("alice"), { _tag: "commit", commit: { proposals: twice, path: undefined } })
      const good = yield* commit(story.at("alice"), { add: [erin.keyPackage] })
      yield* refuses(story.at("bob"), bad, { _tag: "Invalid", rule: "V168" }, good.message)
    }).pipe(rfc)
  )

  it.effect("V142: the order of extensions means nothing and is part of the group context all the same", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const [a, b] = [
        { extensionType: 3, extensionData: Uint8Array.of(0, 0, 0) },
        { extensionType: 5, extensionData: Uint8Array.of(0) }
      ]
      const one = yield* commit(story.at("alice"), { extensions: [a, b] })
      const two = yield* commit(story.at("alice"), { extensions: [b, a] })
      const contexts = [one, two].map((made) => made.state.pending?.next.contextBytes.join())
      expect(contexts[0]).not.toBe(contexts[1])
      expect((yield* receive(story.at("bob"), one.message))._tag).toBe("commit")
      expect((yield* receive(story.at("bob"), two.message))._tag).toBe("commit")
    }).pipe(rfc)
  )
})

describe("what a hostile commit costs", () => {
  const counts = { verify: 0, kem: 0 }
  it.effect("V218: at most one KEM and one signature for each entry of the list, whatever is wrong with it", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const erin = yield* keyPackageFor("erin")
      const made = yield* commit(story.at("alice"), { add: [erin.keyPackage], path: true })
      const bob = story.at("bob")
      Object.assign(counts, { verify: 0, kem: 0 })
      yield* receive(bob, made.message)
      // The message, the key package, its leaf, the path's leaf; and one ciphertext.
      expect(counts).toEqual({ verify: 4, kem: 1 })
      for (let at = 0; at < made.message.length; at++) {
        Object.assign(counts, { verify: 0, kem: 0 })
        yield* Effect.flip(receive(bob, flipped(made.message, at)))
        // Nobody outside can make a member verify anything: the membership tag comes first.
        expect(counts).toEqual({ verify: 0, kem: 0 })
      }
    }).pipe(Effect.provide(counting(1, counts)))
  )

  it.effect("V203: one ciphertext is opened, the one for the node that we hold", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob", "carol", "dave", "erin", "frank", "grace"] })
      const made = yield* commit(story.at("alice"))
      Object.assign(counts, { verify: 0, kem: 0 })
      yield* receive(story.at("grace"), made.message)
      expect(counts.kem).toBe(1)
    }).pipe(Effect.provide(counting(1, counts)))
  )
})

describe("pre-shared keys", () => {
  const withStores = Effect.provide(Layer.merge(services(1), stores))
  const hex = (name: string) => Buffer.from(name).toString("hex")

  it.effect("V275: their order in a Welcome is that of the key derivation", () =>
    Effect.gen(function* () {
      const store = yield* PskStore
      for (const name of ["p", "q"]) yield* store.put(hex(name), utf8.encode(`the key ${name}`))
      const story = yield* four()
      const erin = yield* keyPackageFor("erin")
      const psks = [yield* externalPsk(utf8.encode("p")), yield* externalPsk(utf8.encode("q"))]
      const made = yield* commit(story.at("alice"), { add: [erin.keyPackage], psks })
      const welcome = made.welcome ?? new Uint8Array(0)
      const alice = (yield* adopt(made.state)).state
      const bad = yield* resealed(welcome, erin.secrets, alice, { secrets: (s) => ({ psks: s.psks.toReversed() }) })
      expect(yield* Effect.flip(joinGroup({ welcome: bad, keyPackage: erin.secrets }))).toMatchObject({ rule: "V248" })
      yield* joinGroup({ welcome, keyPackage: erin.secrets })
      // V276: they are counted in 16 bits.
      const many: ReadonlyArray<PreSharedKeyId> = Array.from({ length: 0x10000 }, (_, i) => ({
        _tag: "external",
        pskId: utf8.encode("p"),
        pskNonce: new Uint8Array(32)
          .fill(i % 251)
          .with(0, i >> 8)
          .with(1, i & 0xff)
      }))
      expect(yield* Effect.flip(commit(story.at("alice"), { psks: many }))).toMatchObject({ _tag: "Invalid", rule: "V180" })
    }).pipe(withStores)
  )

  it.effect("V280: an external id is all of its bytes: one that begins like a known one is another", () =>
    Effect.gen(function* () {
      const store = yield* PskStore
      yield* store.put(hex("door"), utf8.encode("a key"))
      const story = yield* four()
      for (const name of ["doo", "door2", ""]) {
        expect(yield* Effect.flip(commit(story.at("alice"), { psks: [yield* externalPsk(utf8.encode(name))] }))).toMatchObject({
          _tag: "PskUnavailable",
          pskId: hex(name)
        })
      }
      yield* commit(story.at("alice"), { psks: [yield* externalPsk(utf8.encode("door"))] })
    }).pipe(withStores)
  )

  it.effect("V277, V278: a resumption secret is there for the epochs that are remembered, and is gone with them", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const group = story.at("alice").context.groupId
      const first = story.at("alice").secrets.resumption?.expose().slice() ?? new Uint8Array(1)
      const asks = Effect.fnUntraced(function* (epoch: bigint, groupId = group) {
        return yield* commit(story.at("alice"), { psks: [yield* resumptionPsk(groupId, epoch)] })
      })
      const holds = Effect.fnUntraced(function* () {
        return Buffer.from(yield* persist(story.at("alice"))).includes(Buffer.from(first))
      })
      yield* commits(story, "bob")
      yield* commits(story, "carol")
      expect(yield* holds()).toBe(true)
      const made = yield* asks(1n)
      expect((yield* receive(story.at("dave"), made.message))._tag).toBe("commit")
      expect(yield* Effect.flip(asks(9n))).toMatchObject({ _tag: "PskUnavailable" })
      expect(yield* Effect.flip(asks(1n, utf8.encode("elsewhere")))).toMatchObject({ _tag: "PskUnavailable" })
      yield* commits(story, "dave")
      expect(yield* holds()).toBe(false)
      expect(yield* Effect.flip(asks(1n))).toMatchObject({ _tag: "PskUnavailable" })
    }).pipe(rfc)
  )
})

describe("what members know", () => {
  it.effect(
    "V266, V237, V303: fifty joiners at once, among members and blanks: each is welcomed once, with the path secret of its place",
    () =>
      Effect.gen(function* () {
        const story = yield* create("alice")
        yield* commits(story, "alice", { add: Array.from({ length: 9 }, (_, i) => `first${i}`) })
        yield* commits(story, "first3", { remove: ["first1", "first5", "first6"] })
        const made = yield* commits(story, "first8", { add: Array.from({ length: 50 }, (_, i) => `later${i}`), path: true })
        const welcome = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, made.welcome ?? new Uint8Array(0)))
        if (welcome._tag !== "welcome") throw new Error(welcome._tag)
        expect(welcome.welcome.secrets).toHaveLength(50)
        expect(new Set(welcome.welcome.secrets.map(({ newMember }) => newMember.join())).size).toBe(50)
        expect(agree(story)).toBe(true)
        const cgka = yield* Cgka
        for (const state of story.members.values()) expect(keysOf(cgka, state)).toEqual(keysDue(state))
        yield* commits(story, "later49")
        expect(agree(story)).toBe(true)
      }).pipe(rfc)
  )

  it.effect("V297: keys that a path replaces are gone from the written state of committer and receiver", () =>
    Effect.gen(function* () {
      const story = yield* four()
      yield* commits(story, "alice")
      yield* commits(story, "bob")
      const holds = (bytes: Uint8Array, secret: Uint8Array) => Buffer.from(bytes).includes(Buffer.from(secret))
      const before = { alice: yield* persist(story.at("alice")), bob: yield* persist(story.at("bob")) }
      const made = yield* commit(story.at("alice"))
      const mine = yield* adopt(made.state)
      const theirs = yield* receive(story.at("bob"), made.message)
      if (theirs._tag !== "commit") throw new Error(theirs._tag)
      for (const [old, next, retired] of [
        [before.alice, mine.state, mine.retired],
        [before.bob, theirs.state, theirs.retired]
      ] as const) {
        const bytes = yield* persist(next)
        // Keys of the tree, and the secrets of the epoch that is over.
        expect(retired.filter((secret) => holds(old, secret.expose())).length).toBeGreaterThan(5)
        expect(retired.filter((secret) => holds(bytes, secret.expose()))).toEqual([])
      }
    }).pipe(rfc)
  )
})

describe("a state that may have been used elsewhere", () => {
  it.effect("V293: a restored backup takes messages in and sends none until a path or an Update of ours is committed", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const backup = yield* persist(story.at("bob"))
      yield* says(story, "bob", "sent after the backup was made")
      const restored = asBackup(yield* restore(backup))
      const refused = { _tag: "SendRejected", reason: "NeedsUpdate", rule: "V293" }
      expect(yield* Effect.flip(send(restored, utf8.encode("again under the same key")))).toMatchObject(refused)
      expect(yield* Effect.flip(send(yield* restore(yield* persist(restored)), utf8.encode("x")))).toMatchObject(refused)
      const theirs = yield* send(story.at("carol"), utf8.encode("hi bob"))
      const heard = yield* receive(restored, theirs.message)
      if (heard._tag !== "application") throw new Error(heard._tag)
      // Somebody else's commit does not heal it; its own does.
      const other = yield* commit(story.at("alice"))
      const followed = yield* receive(heard.state, other.message)
      if (followed._tag !== "commit") throw new Error(followed._tag)
      expect(yield* Effect.flip(send(followed.state, utf8.encode("x")))).toMatchObject(refused)
      const healed = (yield* adopt((yield* commit(followed.state)).state)).state
      yield* send(healed, utf8.encode("healed"))
      const wish = yield* proposeUpdate(followed.state)
      const committed = yield* commit((yield* adopt(other.state)).state, { path: true, take: "none" })
      const without = yield* receive(wish.state, committed.message)
      if (without._tag !== "commit") throw new Error(without._tag)
      expect(without.state.receiveOnly).toBe(true)
    }).pipe(rfc)
  )
})
