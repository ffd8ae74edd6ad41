import { Composition, PskStore, Registry, registryOf } from "@copath/contracts"
import { layer as stores } from "@copath/storage-memory"
import {
  type Extension,
  extensionTypes,
  makeExtension,
  privateExtensionTypes,
  privateWireFormats,
  requiredCapabilities
} from "@copath/wire"
import { text } from "@copath/codec"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { adopt, commit, createGroup, joinGroup, receive } from "../src/index.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { agree, commits, create, identityOf, keyPackageFor } from "./story.ts"

const utf8 = new TextEncoder()

describe("pre-shared keys", () => {
  const psk = (nonce: number) => ({ _tag: "external", pskId: utf8.encode("door"), pskNonce: new Uint8Array(32).fill(nonce) }) as const

  it.effect("V211: a commit mixes them in for whoever holds them; without, it may be taken once they are there", () =>
    Effect.gen(function* () {
      const store = yield* PskStore
      const id = Buffer.from("door").toString("hex")
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob"] })
      yield* store.put(id, utf8.encode("0123456789abcdef"))
      const carol = yield* keyPackageFor("carol")
      const made = yield* commit(story.at("alice"), { psks: [psk(1)], add: [carol.keyPackage] })
      const invitation = { welcome: made.welcome ?? new Uint8Array(0), keyPackage: carol.secrets }

      yield* store.remove(id)
      expect(yield* Effect.flip(receive(story.at("bob"), made.message))).toMatchObject({ _tag: "PskUnavailable", pskId: id })
      expect(yield* Effect.flip(joinGroup(invitation))).toMatchObject({ _tag: "PskUnavailable", pskId: id })
      yield* store.put(id, utf8.encode("another key entirely"))
      expect(yield* Effect.flip(receive(story.at("bob"), made.message))).toMatchObject({ _tag: "ConfirmationMismatch" })
      // V248: a wrong key opens no group info.
      expect(yield* Effect.flip(joinGroup(invitation))).toMatchObject({ reason: "Undecryptable", rule: "V248" })

      yield* store.put(id, utf8.encode("0123456789abcdef"))
      const bob = yield* receive(story.at("bob"), made.message)
      if (bob._tag !== "commit") throw new Error(bob._tag)
      story.set("alice", (yield* adopt(made.state)).state)
      story.set("bob", bob.state)
      story.set("carol", yield* joinGroup(invitation))
      expect(agree(story)).toBe(true)
    }).pipe(Effect.provide(Layer.merge(services(1), stores)))
  )

  it.effect("V170: one key twice is refused before anything is sent, and V151: a nonce of another length", () =>
    Effect.gen(function* () {
      const alone = yield* create("alice")
      expect(yield* Effect.flip(commit(alone.at("alice"), { psks: [psk(1), psk(1)] }))).toMatchObject({ _tag: "Invalid", rule: "V170" })
      const short = { ...psk(1), pskNonce: new Uint8Array(31) }
      expect(yield* Effect.flip(commit(alone.at("alice"), { psks: [short] }))).toMatchObject({ _tag: "Invalid", rule: "V151" })
    }).pipe(Effect.provide(services(1)))
  )
})

describe("group context extensions", () => {
  const required = (types: ReadonlyArray<number>): Extension =>
    makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, {
      extensionTypes: types,
      proposalTypes: [],
      credentialTypes: []
    })

  it.effect("are replaced by a commit with a path, and V138: not by what a member lacks", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob"] })
      yield* commits(story, "bob", { extensions: [required([])] })
      expect(story.at("alice").context.extensions).toEqual([required([])])
      expect(agree(story)).toBe(true)
      expect(yield* Effect.flip(commit(story.at("alice"), { extensions: [required([0xf123])] }))).toMatchObject({ rule: "V138" })
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("V105, V108: a creator cannot ask of others what its own leaf lacks, nor one thing twice", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("alice")
      const group = (extensions: ReadonlyArray<Extension>) => Effect.flip(createGroup({ groupId: utf8.encode("g"), identity, extensions }))
      const foreign = { extensionType: 0xf123, extensionData: new Uint8Array(0) }
      expect(yield* group([foreign])).toMatchObject({ _tag: "Invalid", rule: "V105" })
      expect(yield* group([required([]), required([])])).toMatchObject({ _tag: "Invalid", rule: "V108" })
    }).pipe(Effect.provide(services(1)))
  )

  const mark = makeExtension(privateExtensionTypes.composition, text, "experiment")
  const marked = Layer.succeed(
    Composition,
    Composition.of({ id: "experiment", wireFormats: privateWireFormats, cipherSuite: (n) => 0xf000 + n, mark: [mark] })
  )

  it.effect("V143: an insider cannot take the composition's mark off a group", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob"] })
      const { extensions } = story.at("alice").context
      expect(extensions).toContainEqual(mark)
      const bare = extensions.filter((e) => e.extensionType !== privateExtensionTypes.composition)
      expect(yield* Effect.flip(commit(story.at("alice"), { extensions: bare }))).toMatchObject({ _tag: "Invalid", rule: "V143" })
      const bad = yield* insider(story.at("alice"), {
        _tag: "commit",
        commit: { proposals: [{ _tag: "proposal", proposal: { _tag: "groupContextExtensions", extensions: bare } }], path: undefined }
      })
      expect(yield* Effect.flip(receive(story.at("bob"), bad))).toMatchObject({ _tag: "Invalid" })
      yield* commits(story, "bob", { extensions })
      expect(agree(story)).toBe(true)
    }).pipe(Effect.provide(Layer.merge(services(1), marked)))
  )
})

describe("what a committer asks of everybody", () => {
  const kind = { type: 0xf0aa, name: "test", places: ["groupContext"] } as const
  const knowing = Effect.provideService(Registry, registryOf({ extensions: [kind] }))

  it.effect("V302, V105: it asks of itself as well: a commit that the others would refuse for the committer's own leaf is not made", () =>
    Effect.gen(function* () {
      const extensions = [{ extensionType: kind.type, extensionData: new Uint8Array(0) }]
      const plain = yield* create("alice")
      yield* knowing(commits(plain, "alice", { add: ["bob"] }))
      expect(yield* Effect.flip(commit(plain.at("alice"), { extensions }))).toMatchObject({ _tag: "Invalid", rule: "V105" })
      const able = yield* knowing(create("alice"))
      yield* knowing(commits(able, "alice", { add: ["bob"] }))
      yield* knowing(commits(able, "alice", { extensions }))
      expect(able.at("bob").context.extensions).toEqual(extensions)
    }).pipe(Effect.provide(services(1)))
  )
})
