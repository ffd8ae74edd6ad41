import { decode } from "@copath/codec"
import { noBytes } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import { type Extension, isGrease, rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Option, Result } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect } from "vitest"
import {
  adopt,
  commit,
  createGroup,
  defaultOptions,
  externalPsk,
  GroupOptions,
  type GroupState,
  joinGroup,
  makeKeyPackage,
  persist,
  proposeUpdate,
  receive,
  send
} from "../src/index.ts"
import { frame, memberContent, signFramed } from "../src/framing.ts"
import { signLeaf } from "../src/leaf.ts"
import { parts } from "../src/parts.ts"
import { seal } from "../src/protect.ts"
import { insider } from "./insider.ts"
import { repackaged } from "./outside.ts"
import { services } from "./parts.ts"
import { commits, create, flipped, four, identityOf, keyPackageFor, refuses } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

/** An application message that `as` never sent: sealed with `by`'s chain, in the frame of another leaf, signed by `by`. */
const forged = Effect.fnUntraced(function* (by: GroupState, as: number, text: string) {
  const p = yield* parts
  const { epoch, groupId } = by.context
  const content = { _tag: "application", applicationData: utf8.encode(text) } as const
  const framed = frame(p, p.wire.formats.privateMessage, memberContent(groupId, epoch, leafIndex(as), noBytes, content), by.contextBytes)
  const { signature } = yield* signFramed(p, by, framed)
  return (yield* seal(p, defaultOptions, by, framed, { signature, confirmationTag: undefined }, Option.none())).message
})

describe("who said it", () => {
  it.effect("V045: content that was signed for a private message does not travel as a public one, nor the reverse", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const p = yield* parts
      const alice = story.at("alice")
      const { epoch, groupId } = alice.context
      const content = { _tag: "proposal", proposal: { _tag: "remove", removed: 3 } } as const
      const inside = memberContent(groupId, epoch, alice.me, noBytes, content)
      const asPrivate = frame(p, p.wire.formats.privateMessage, inside, alice.contextBytes)
      const asPublic = frame(p, p.wire.formats.publicMessage, inside, alice.contextBytes)
      const { signature } = yield* signFramed(p, alice, asPrivate)
      const auth = { signature, confirmationTag: undefined }
      const bad = yield* seal(p, defaultOptions, alice, asPublic, auth, Option.none())
      const good = yield* insider(alice, content)
      yield* refuses(story.at("bob"), bad.message, { _tag: "BadSignature" }, good)
    }).pipe(rfc)
  )

  it.effect("V054: a message of somebody without a leaf cannot come as a private one: its sender data names a leaf", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const p = yield* parts
      const alice = story.at("alice")
      const { epoch, groupId } = alice.context
      const content = { _tag: "application", applicationData: utf8.encode("x") } as const
      const external = { groupId, epoch, sender: { _tag: "external", senderIndex: 0 }, authenticatedData: noBytes, content } as const
      const framed = frame(p, p.wire.formats.privateMessage, external, alice.contextBytes)
      const { signature } = yield* signFramed(p, alice, framed)
      const bad = yield* seal(p, defaultOptions, alice, framed, { signature, confirmationTag: undefined }, Option.none())
      const good = yield* send(alice, utf8.encode("x"))
      yield* refuses(story.at("bob"), bad.message, { _tag: "BadSignature" }, good.message)
    }).pipe(rfc)
  )

  it.effect("V059: a late message is verified with the key that its sender had then, even if the leaf is another's now", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const late = yield* send(story.at("dave"), utf8.encode("before I left"))
      yield* commits(story, "alice", { remove: ["dave"], add: ["erin"] })
      expect(story.leaf("erin")).toBe(3)
      expect(yield* receive(story.at("bob"), late.message)).toMatchObject({ _tag: "application", sender: 3, epoch: 1n })
      // Erin's key, at the same leaf, does not sign for that epoch.
      const past = story.at("bob").past[0]
      if (past === undefined) throw new Error("an epoch is remembered")
      const p = yield* parts
      const erin = story.at("erin")
      const content = { _tag: "application", applicationData: utf8.encode("I was never here") } as const
      const inside = memberContent(erin.context.groupId, 1n, leafIndex(3), noBytes, content)
      const framed = frame(p, p.wire.formats.privateMessage, inside, past.signedBytes)
      const { signature } = yield* signFramed(p, erin, framed)
      const dave = { ...late.state, context: { ...late.state.context } }
      const bad = yield* seal(p, defaultOptions, dave, framed, { signature, confirmationTag: undefined }, Option.none())
      yield* refuses(story.at("bob"), bad.message, { _tag: "BadSignature", sender: 3 }, late.message)
    }).pipe(rfc)
  )

  it.effect("V061: authenticated data comes out only with a signature that holds; V069: and is bound to the message", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const data = utf8.encode("beside the text")
      const sent = yield* send(story.at("alice"), utf8.encode("text"), { authenticatedData: data })
      const got = yield* receive(story.at("bob"), sent.message)
      expect(got).toMatchObject({ _tag: "application", authenticatedData: data })
      const at = Buffer.from(sent.message).indexOf(Buffer.from(data))
      yield* refuses(story.at("bob"), flipped(sent.message, at), { _tag: "Unprotectable", reason: "BadCiphertext" }, sent.message)
    }).pipe(rfc)
  )

  it.effect("V064: the sender is the verified leaf, whatever the text says; V091: an application id names nobody", () =>
    Effect.gen(function* () {
      const appId: Extension = { extensionType: 1, extensionData: utf8.encode("the same for both") }
      const story = yield* create("alice")
      const pair = []
      for (const name of ["bob", "carol"]) pair.push(yield* makeKeyPackage(yield* identityOf(name), { leafExtensions: [appId] }))
      const made = yield* commit(story.at("alice"), { add: pair.map((one) => one.keyPackage) })
      const alice = (yield* adopt(made.state)).state
      const welcome = made.welcome ?? new Uint8Array(0)
      const [bob, carol] = pair
      if (bob === undefined || carol === undefined) throw new Error("two are invited")
      const said = yield* send(yield* joinGroup({ welcome, keyPackage: bob.secrets }), utf8.encode("I am carol, leaf 2"))
      expect(yield* receive(alice, said.message)).toMatchObject({ _tag: "application", sender: 1 })
    }).pipe(rfc)
  )

  it.effect("V078: a message under another's name burns no key of that member's", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const bad = yield* forged(story.at("carol"), 0, "not mine")
      const good = yield* send(story.at("carol"), utf8.encode("mine"))
      yield* refuses(story.at("bob"), bad, { _tag: "BadSignature" }, good.message)
    }).pipe(rfc)
  )

  it.effect("V065: a private message with any byte changed is refused, and burns no key", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const { message } = yield* send(story.at("alice"), utf8.encode("whole"))
      const tags = new Map<string, number>()
      for (let at = 2; at < message.length; at++) {
        const failure = yield* Effect.flip(receive(story.at("bob"), flipped(message, at)))
        tags.set(failure._tag, (tags.get(failure._tag) ?? 0) + 1)
      }
      expect([...tags.keys()].toSorted()).toEqual(["DecodeError", "FrameRejected", "Unprotectable"])
      expect((yield* receive(story.at("bob"), message))._tag).toBe("application")
    }).pipe(rfc)
  )

  it.effect("V082: whoever stood beyond the end of a tree that has shrunk cannot speak in it", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      yield* commits(story, "alice", { add: ["bob", "carol", "dave", "erin", "frank"] })
      yield* commits(story, "alice", { remove: ["erin", "frank"] })
      expect(story.at("bob").tree.leafCount).toBe(4)
      const good = yield* send(story.at("alice"), utf8.encode("x"))
      const bad = yield* insider(story.at("alice"), { _tag: "proposal", proposal: { _tag: "remove", removed: 1 } }, { as: 5 })
      yield* refuses(story.at("bob"), bad, { _tag: "FrameRejected", rule: "V046" }, good.message)
    }).pipe(rfc)
  )
})

describe("what we do not send", () => {
  it.effect("V081: a message longer than the limit", () =>
    Effect.gen(function* () {
      const story = yield* four()
      expect(yield* Effect.flip(send(story.at("alice"), new Uint8Array(101)))).toMatchObject({ reason: "TooLarge", rule: "V081" })
      yield* send(story.at("alice"), new Uint8Array(100))
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, maxMessage: 100 }), rfc)
  )

  it.effect("V083: anything more in an epoch that is over: the state of the new one has nothing to send with", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const old = story.at("bob")
      yield* commits(story, "alice")
      const bob = story.at("bob")
      const late = yield* send(old, utf8.encode("from a state that was kept"))
      // It is a message of the past epoch: whoever remembers that may read it, and it is not one of the new epoch.
      expect(yield* receive(story.at("carol"), late.message)).toMatchObject({ _tag: "application", epoch: 1n })
      const fresh = yield* send(bob, utf8.encode("now"))
      expect(yield* receive(story.at("carol"), fresh.message)).toMatchObject({ epoch: 2n })
      expect(bob.past[0]).not.toHaveProperty("signer")
    }).pipe(rfc)
  )

  it.effect("V113, V309: a key package that is not valid yet, or not any more; ours begin before now and end in time", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("alice")
      const outside = [
        { notBefore: 1n, notAfter: 99n },
        { notBefore: 101n, notAfter: 200n }
      ]
      yield* TestClock.setTime(100_000)
      for (const lifetime of outside) {
        expect(yield* Effect.flip(makeKeyPackage(identity, { lifetime }))).toMatchObject({
          _tag: "SendRejected",
          reason: "Expired",
          rule: "V113"
        })
      }
      yield* makeKeyPackage(identity, { lifetime: { notBefore: 100n, notAfter: 100n } })
      yield* TestClock.setTime(10_000_000_000)
      const { source } = (yield* makeKeyPackage(identity)).keyPackage.leafNode
      if (source._tag !== "keyPackage") throw new Error(source._tag)
      expect(source.lifetime.notBefore).toBe(10_000_000n - 3600n)
      expect(source.lifetime.notAfter - source.lifetime.notBefore).toBeLessThanOrEqual(defaultOptions.maxLifetime)
    }).pipe(rfc)
  )

  it.effect("V132: a suite that is worse than the best one all invitees have", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("alice")
      const invitees = [(yield* keyPackageFor("bob")).keyPackage, (yield* keyPackageFor("carol")).keyPackage]
      const group = { groupId: utf8.encode("g"), identity }
      expect(yield* Effect.flip(createGroup({ ...group, invitees }))).toMatchObject({ reason: "Downgrade", rule: "V132" })
      const [bob] = invitees
      if (bob === undefined) throw new Error("bob is invited")
      const modest = { ...bob, leafNode: { ...bob.leafNode, capabilities: { ...bob.leafNode.capabilities, cipherSuites: [1] } } }
      yield* createGroup({ ...group, invitees: [...invitees, modest] })
      yield* createGroup(group)
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, suites: [3, 1] }), rfc)
  )

  it.effect("V305: a group id that anybody could guess: by default it is 16 random bytes", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("alice")
      const ids = new Set<string>()
      for (let i = 0; i < 200; i++) {
        const { groupId } = (yield* createGroup({ identity })).context
        expect(groupId).toHaveLength(16)
        ids.add(groupId.join())
      }
      expect(ids.size).toBe(200)
    }).pipe(rfc)
  )

  it.effect("V290: a commit that is made changes nothing of the epoch: a hundred are made and dropped", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const alice = story.at("alice")
      const before = yield* persist(alice)
      const keys = new Set<string>()
      for (let i = 0; i < 100; i++) {
        const made = yield* commit(alice)
        keys.add(made.state.pending?.next.tree.leafAt(alice.me)?.encryptionKey.join() ?? "")
        expect(yield* persist({ ...made.state, pending: undefined })).toEqual(before)
      }
      // V311: each try has keys of its own.
      expect(keys.size).toBe(100)
      const said = yield* send(alice, utf8.encode("as if nothing had happened"))
      expect((yield* receive(story.at("bob"), said.message))._tag).toBe("application")
    }).pipe(rfc)
  )

  it.effect("V311: each try of a commit brings fresh keys: no two have a public key in common", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const seen = new Set<string>()
      for (let i = 0; i < 2; i++) {
        const made = yield* commit(story.at("alice"), { path: true })
        const message = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, made.message))
        if (message._tag !== "publicMessage" || message.publicMessage.content.content._tag !== "commit") throw new Error(message._tag)
        const { path } = message.publicMessage.content.content.commit
        const keys = [path?.leafNode.encryptionKey, ...(path?.nodes ?? []).map((n) => n.encryptionKey)].map((k) => k?.join() ?? "")
        expect(keys).toHaveLength(3)
        for (const key of keys) seen.add(key)
      }
      expect(seen.size).toBe(6)
    }).pipe(rfc)
  )

  it.effect("V304, V274: reuse guards and PSK nonces are drawn, one for each message and each injection", () =>
    Effect.gen(function* () {
      const nonces = new Set<string>()
      for (let i = 0; i < 1000; i++) nonces.add((yield* externalPsk(utf8.encode("p"))).pskNonce.join())
      expect(nonces.size).toBe(1000)
      const story = yield* four()
      let alice = story.at("alice")
      const heads = new Set<string>()
      for (let i = 0; i < 50; i++) {
        const said = yield* send(alice, utf8.encode("same"))
        alice = said.state
        heads.add(said.message.join())
      }
      expect(heads.size).toBe(50)
    }).pipe(rfc)
  )

  it.effect("V308: padding brings application and private handshake messages alike into their buckets", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const contents: Array<number> = []
      for (const text of ["a", "bb".repeat(30), "c".repeat(300)])
        contents.push((yield* send(story.at("alice"), utf8.encode(text))).message.length)
      contents.push((yield* proposeUpdate(story.at("alice"))).message.length)
      contents.push((yield* commit(story.at("alice"))).message.length)
      // What stands around the ciphertext has one size but for the width of length headers.
      const around = contents.map((length) => length % 512)
      expect(Math.max(...around) - Math.min(...around)).toBeLessThanOrEqual(4)
    }).pipe(
      Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private", padding: (length) => (512 - (length % 512)) % 512 }),
      rfc
    )
  )
})

describe("reserved values that exist to be ignored", () => {
  const leaves = Effect.fnUntraced(function* (count: number) {
    const made = []
    for (let i = 0; i < count; i++) made.push((yield* keyPackageFor(`m${i}`)).keyPackage)
    return made
  })

  it.effect("V306, V136: we send them at random where they may stand, and nowhere else; V109: no default type is listed", () =>
    Effect.gen(function* () {
      const packages = yield* leaves(300)
      const values = packages.map(({ leafNode }) => leafNode.capabilities.extensions.find(isGrease))
      expect(new Set(values).size).toBe(15)
      const inPackage = packages.filter(({ extensions }) => extensions.some((e) => isGrease(e.extensionType))).length
      expect(inPackage).toBeGreaterThan(100)
      expect(inPackage).toBeLessThan(200)
      for (const { extensions, leafNode } of packages) {
        expect(extensions.every((e) => leafNode.capabilities.extensions.includes(e.extensionType))).toBe(true)
        expect(leafNode.credential._tag).toBe("basic")
        const { capabilities } = leafNode
        const defaults = [...capabilities.extensions, ...capabilities.proposals].filter((type) => type >= 1 && type <= 7)
        expect(defaults).toEqual([])
      }
      const story = yield* four()
      expect(story.at("alice").context.extensions).toEqual([])
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, grease: "all" }), rfc)
  )

  it.effect("V137: two members with the same one do not support it together: it cannot enter the group context", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const shared = story.at("alice").tree.leafAt(leafIndex(0))?.capabilities.extensions.find(isGrease)
      expect(shared).toBeDefined()
      for (const extensionType of [0x0a0a, 0x1a1a, shared ?? 0]) {
        const extensions = [{ extensionType, extensionData: noBytes }]
        expect(yield* Effect.flip(commit(story.at("alice"), { extensions }))).toMatchObject({ _tag: "Invalid" })
      }
    }).pipe(rfc)
  )

  it.effect("V134, V135: unknown extensions in key packages, leaves and GroupInfo are kept as they are, GREASE or not", () =>
    Effect.gen(function* () {
      const p = yield* parts
      for (const extensionType of [0x2a2a, 0xf00d]) {
        const story = yield* four()
        const identity = yield* identityOf("erin")
        const unknown: Extension = { extensionType, extensionData: utf8.encode("whatever this is") }
        const made = yield* makeKeyPackage(identity)
        const { leafNode } = made.keyPackage
        const capabilities = { ...leafNode.capabilities, extensions: [extensionType] }
        const place = { groupId: noBytes, leafIndex: 0 }
        const leaf = signLeaf(p, identity.signatureKey, { ...leafNode, capabilities, extensions: [unknown] }, place)
        const { keyPackage, secrets } = yield* repackaged(made, leaf, [unknown])
        const sent = yield* commit(story.at("alice"), { add: [keyPackage] })
        const alice = (yield* adopt(sent.state)).state
        const erin = yield* joinGroup({ welcome: sent.welcome ?? noBytes, keyPackage: secrets })
        expect(erin.tree.leafAt(erin.me)?.extensions).toEqual([unknown])
        expect(erin.confirmationTag).toEqual(alice.confirmationTag)
        expect((yield* receive(story.at("bob"), sent.message))._tag).toBe("commit")
        const unlisted = yield* repackaged(
          made,
          signLeaf(p, identity.signatureKey, { ...leaf, capabilities: leafNode.capabilities }, place),
          []
        )
        expect(yield* Effect.flip(commit(story.at("alice"), { add: [unlisted.keyPackage] }))).toMatchObject({
          _tag: "Invalid",
          rule: "V106"
        })
      }
    }).pipe(rfc)
  )
})
