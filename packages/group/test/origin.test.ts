import { PskStore } from "@copath/contracts"
import { layer as storage } from "@copath/storage-memory"
import { type Extension, extensionTypes, makeExtension, requiredCapabilities, resumptionUsages } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import {
  adopt,
  branchOf,
  commit,
  createGroup,
  defaultOptions,
  GroupOptions,
  type GroupState,
  type Identity,
  joinGroup,
  makeIdentity,
  makeKeyPackage,
  type MadeKeyPackage,
  type Origin,
  persist,
  proposeReInit,
  receive,
  recreate,
  restore,
  resumptionName,
  send,
  successorOf
} from "../src/index.ts"
import { insider } from "./insider.ts"
import { services } from "./parts.ts"
import { type Edit, resealed } from "./reseal.ts"
import { agree, four, refuses, Story } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

const required: Extension = makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, {
  extensionTypes: [],
  proposalTypes: [],
  credentialTypes: [1]
})

/** A group of four whose ReInit bob proposed and alice committed. */
const ended = Effect.fnUntraced(function* (cipherSuite = 1) {
  const story = yield* four()
  const successor = { groupId: utf8.encode("next"), version: 1, cipherSuite, extensions: [required] }
  const wish = yield* proposeReInit(story.at("bob"), successor)
  story.set("bob", wish.state)
  for (const name of ["alice", "carol", "dave"]) {
    const got = yield* receive(story.at(name), wish.message)
    if (got._tag === "proposal") story.set(name, got.state)
  }
  const made = yield* commit(story.at("alice"))
  story.set("alice", (yield* adopt(made.state)).state)
  for (const name of ["bob", "carol", "dave"]) {
    const got = yield* receive(story.at(name), made.message)
    if (got._tag === "commit") story.set(name, got.state)
  }
  expect(agree(story)).toBe(true)
  return story
})

/** A fresh identity and key package with the same name, of whatever suite is at hand. */
const again = Effect.fnUntraced(function* (name: string) {
  const identity = yield* makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
  return { identity, made: yield* makeKeyPackage(identity) }
})

const cast = Effect.fnUntraced(function* (others: ReadonlyArray<string>) {
  const all = new Map<string, { readonly identity: Identity; readonly made: MadeKeyPackage }>()
  for (const name of others) all.set(name, yield* again(name))
  return all
})

const packagesOf = (all: Effect.Success<ReturnType<typeof cast>>) => [...all.values()].map(({ made }) => made.keyPackage)

/** Everybody joins what `creator` made, and they agree. */
const follow = Effect.fnUntraced(function* (
  creator: string,
  state: GroupState,
  welcome: Uint8Array,
  all: Effect.Success<ReturnType<typeof cast>>,
  origins: (name: string) => Effect.Effect<Origin, unknown>
) {
  const next = new Story()
  next.set(creator, state)
  for (const [name, { made }] of all) {
    next.set(name, yield* joinGroup({ welcome, keyPackage: made.secrets, origin: yield* Effect.orDie(origins(name)) }))
  }
  expect(agree(next)).toBe(true)
  return next
})

describe("re-creating a group", () => {
  it.effect.each([1, 3])("V281, V282, V285: after a ReInit everybody goes on in the new group, under suite %i", (suite) =>
    Effect.gen(function* () {
      const story = yield* ended(suite).pipe(rfc)
      yield* Effect.gen(function* () {
        const creator = yield* again("carol")
        const all = yield* cast(["alice", "bob", "dave"])
        const origin = yield* successorOf(story.at("carol"))
        const made = yield* recreate({ origin, identity: creator.identity, keyPackages: packagesOf(all) })
        expect(made.state.context).toMatchObject({ epoch: 1n, groupId: utf8.encode("next"), cipherSuite: suite, extensions: [required] })
        const next = yield* follow("carol", made.state, made.welcome ?? new Uint8Array(0), all, (name) => successorOf(story.at(name)))
        const sent = yield* send(next.at("dave"), utf8.encode("here we are"))
        expect((yield* receive(next.at("alice"), sent.message))._tag).toBe("application")
        expect((yield* restore(yield* persist(next.at("bob")))).context.epoch).toBe(1n)
      }).pipe(Effect.provide(services(suite, "next")))
    })
  )

  it.effect("V285, V284: a successor takes a key package of every member, and a ReInit that was committed", () =>
    Effect.gen(function* () {
      const story = yield* ended()
      const creator = yield* again("alice")
      const all = yield* cast(["bob", "carol"])
      const origin = yield* successorOf(story.at("alice"))
      const make = recreate({ origin, identity: creator.identity, keyPackages: packagesOf(all) })
      expect(yield* Effect.flip(make)).toMatchObject({ _tag: "SendRejected", rule: "V285" })
      const living = yield* four()
      expect(yield* Effect.flip(successorOf(living.at("alice")))).toMatchObject({ _tag: "SendRejected", rule: "V284" })
    }).pipe(rfc)
  )

  /** The successor's Welcome as its creator could have twisted it, and what dave says to it. */
  const twisted = Effect.fnUntraced(function* (edit: Edit, origins?: (o: Origin) => Origin) {
    const story = yield* ended()
    const creator = yield* again("alice")
    const all = yield* cast(["bob", "carol", "dave"])
    const origin = yield* successorOf(story.at("alice"))
    const made = yield* recreate({ origin, identity: creator.identity, keyPackages: packagesOf(all) })
    const dave = all.get("dave")?.made.secrets
    if (dave === undefined || made.welcome === undefined) throw new Error("dave is invited")
    const own = yield* successorOf(story.at("dave"))
    const bad = yield* resealed(made.welcome, dave, made.state, { ...edit, pskFrom: story.at("alice") })
    const answer = yield* Effect.flip(joinGroup({ welcome: bad, keyPackage: dave, origin: origins?.(own) ?? own }))
    yield* joinGroup({ welcome: made.welcome, keyPackage: dave, origin: own })
    return answer
  })

  it.effect("V281, V282: version, suite, id, extensions and epoch must be the announced ones", () =>
    Effect.gen(function* () {
      const context = (edit: object): Edit => ({ info: ({ groupContext }) => ({ groupContext: { ...groupContext, ...edit } }) })
      const mismatch = (rule: string) => ({ _tag: "ResumptionRejected", reason: "Mismatch", rule })
      expect(yield* twisted(context({ groupId: utf8.encode("other") }))).toMatchObject(mismatch("V281"))
      expect(yield* twisted(context({ extensions: [] }))).toMatchObject(mismatch("V281"))
      for (const epoch of [0n, 2n]) expect(yield* twisted(context({ epoch }))).toMatchObject(mismatch("V282"))
      expect(yield* twisted({}, (o) => ({ ...o, successor: o.successor && { ...o.successor, cipherSuite: 3 } }))).toMatchObject(
        mismatch("V281")
      )
    }).pipe(rfc)
  )

  it.effect("V283: the PSK names the old group and the epoch after its last commit", () =>
    Effect.gen(function* () {
      const story = yield* ended()
      const creator = yield* again("alice")
      const all = yield* cast(["bob", "carol", "dave"])
      const origin = yield* successorOf(story.at("alice"))
      const dave = all.get("dave")?.made.secrets
      const before = { ...origin, epoch: origin.epoch - 1n }
      const made = yield* recreate({ origin: before, identity: creator.identity, keyPackages: packagesOf(all) })
      if (dave === undefined || made.welcome === undefined) throw new Error("dave is invited")
      const own = yield* successorOf(story.at("dave"))
      const asked = { welcome: made.welcome, keyPackage: dave }
      // Without the secret of that epoch nothing opens; with it the epoch is seen to be the wrong one.
      expect(yield* Effect.flip(joinGroup({ ...asked, origin: own }))).toMatchObject({ _tag: "PskUnavailable" })
      yield* (yield* PskStore).put(resumptionName(own.groupId, own.epoch - 1n), origin.resumption.expose())
      const why = { _tag: "ResumptionRejected", reason: "Mismatch", rule: "V283" }
      expect(yield* Effect.flip(joinGroup({ ...asked, origin: own }))).toMatchObject(why)
      const plain = yield* commit(yield* createGroup({ groupId: utf8.encode("next"), identity: creator.identity }), {
        add: packagesOf(all)
      })
      const unrelated = { welcome: plain.welcome ?? new Uint8Array(0), keyPackage: dave }
      expect(yield* Effect.flip(joinGroup({ ...unrelated, origin: own }))).toMatchObject(why)
      yield* joinGroup(unrelated)
    }).pipe(Effect.provide(storage), rfc)
  )

  it.effect("V284, V285: a successor without a ReInit, and one that leaves somebody out, are refused by those who join", () =>
    Effect.gen(function* () {
      expect(yield* twisted({}, (o) => ({ ...o, successor: undefined }))).toMatchObject({ reason: "NoReInit", rule: "V284" })
      expect(yield* twisted({}, (o) => ({ ...o, usage: "branch" }))).toMatchObject({ reason: "NoReInit", rule: "V284" })
      const zoe = { credential: { _tag: "basic", identity: utf8.encode("zoe") }, signatureKey: new Uint8Array(32) } as const
      expect(yield* twisted({}, (o) => ({ ...o, members: [...o.members, zoe] }))).toMatchObject({ reason: "Members", rule: "V285" })
    }).pipe(rfc)
  )

  it.effect("V288, V152: its PSK has no place in any other commit", () =>
    Effect.gen(function* () {
      const story = yield* four()
      for (const usage of [resumptionUsages.reInit, resumptionUsages.branch]) {
        const psk = { _tag: "resumption", usage, pskGroupId: utf8.encode("story"), pskEpoch: 1n, pskNonce: new Uint8Array(32) } as const
        const bad = yield* insider(story.at("alice"), {
          _tag: "commit",
          commit: { proposals: [{ _tag: "proposal", proposal: { _tag: "psk", psk } }], path: undefined }
        })
        const application = { ...psk, usage: resumptionUsages.application }
        const good = yield* commit(story.at("alice"), { psks: [application] })
        yield* refuses(story.at("bob"), bad, { _tag: "Invalid", rule: "V152" }, good.message)
        expect(yield* Effect.flip(commit(story.at("alice"), { psks: [psk] }))).toMatchObject({ _tag: "Invalid", rule: "V152" })
      }
    }).pipe(rfc)
  )
})

describe("branching off a group", () => {
  const branch = { groupId: utf8.encode("branch"), extensions: [required] }

  it.effect("V286, V287: some members go on by themselves; the group they come from goes on too", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const creator = yield* again("bob")
      const all = yield* cast(["dave"])
      const origin = yield* branchOf(story.at("bob"))
      const made = yield* recreate({ origin, identity: creator.identity, keyPackages: packagesOf(all), ...branch, path: true })
      const next = yield* follow("bob", made.state, made.welcome ?? new Uint8Array(0), all, (name) => branchOf(story.at(name)))
      expect(next.at("dave").context).toMatchObject({ epoch: 1n, groupId: branch.groupId })
      const sent = yield* send(story.at("bob"), utf8.encode("still here"))
      expect((yield* receive(story.at("carol"), sent.message))._tag).toBe("application")
    }).pipe(rfc)
  )

  it.effect("V287: nobody from outside comes along, on either side; V286: nothing else changes", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const creator = yield* again("bob")
      const strangers = yield* cast(["dave", "mallory"])
      const origin = yield* branchOf(story.at("bob"))
      const make = (keyPackages: ReturnType<typeof packagesOf>, of: Origin) =>
        recreate({ origin: of, identity: creator.identity, keyPackages, ...branch })
      expect(yield* Effect.flip(make(packagesOf(strangers), origin))).toMatchObject({ _tag: "SendRejected", rule: "V287" })
      const zoe = strangers.get("mallory")?.made.keyPackage.leafNode
      if (zoe === undefined) throw new Error("mallory has a key package")
      const made = yield* make(packagesOf(strangers), { ...origin, members: [...origin.members, zoe] })
      const dave = strangers.get("dave")?.made.secrets
      if (dave === undefined || made.welcome === undefined) throw new Error("dave is invited")
      const own = yield* branchOf(story.at("dave"))
      const join = (of: Origin | undefined) =>
        joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: dave, ...(of === undefined ? {} : { origin: of }) })
      expect(yield* Effect.flip(join(own))).toMatchObject({ _tag: "ResumptionRejected", reason: "Members", rule: "V287" })
      expect(yield* Effect.flip(join(undefined))).toMatchObject({ _tag: "PskUnavailable" })
      const friendly = { ...own, members: [...own.members, zoe] }
      expect(yield* Effect.flip(join({ ...friendly, cipherSuite: 3 }))).toMatchObject({ reason: "Mismatch", rule: "V286" })
      yield* join(friendly)
    }).pipe(rfc)
  )

  it.effect("V154: a ReInit leads to suites that this client has", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const wish = { groupId: utf8.encode("next"), version: 1, cipherSuite: 0x0a0a, extensions: [] }
      expect(yield* Effect.flip(proposeReInit(story.at("bob"), wish))).toMatchObject({ _tag: "Invalid", rule: "V154" })
      yield* proposeReInit(story.at("bob"), { ...wish, cipherSuite: 2 })
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, suites: [1, 2, 3] }), rfc)
  )
})
