import { pairwise as pairwiseRoster, senderKeys as senderKeysRoster } from "@copath/cgka-roster"
import { Composition } from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import {
  adopt,
  type Adopted,
  commit,
  createGroup,
  defaultOptions,
  drop,
  epochAuthenticator,
  exportSecret,
  externalJoin,
  GroupOptions,
  type GroupServices,
  type GroupState,
  type Intent,
  joinGroup,
  type KeyPackageSecrets,
  makeGroupInfo,
  makeIdentity,
  makeKeyPackage,
  persist,
  proposeUpdate,
  receive,
  restore,
  send
} from "@copath/group"
import { oneTime, ratchet, staticHpke } from "@copath/pairwise-channel"
import { layer as pairwise } from "@copath/protection-pairwise"
import { layer as senderKeys } from "@copath/protection-sender-keys"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { layer as staticKeys } from "@copath/signature-static"
import { parentHash } from "@copath/tree-integrity"
import { privateWireFormats } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"

const utf8 = new TextEncoder()
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const composition = Layer.succeed(
  Composition,
  Composition.of({ id: "test", wireFormats: privateWireFormats, cipherSuite: (registered) => registered, mark: [] })
)
const channels = { "static HPKE": staticHpke(), "one-time keys": oneTime(), "a ratchet": ratchet() }
const keyings = {
  pairwise: { cgka: pairwiseRoster, protection: pairwise },
  "sender keys": { cgka: senderKeysRoster, protection: senderKeys }
}
const cases = Object.entries(keyings).flatMap(([keying, { cgka, protection }]) =>
  Object.entries(channels).map(([channel, over]) => ({
    title: `${keying} over ${channel}`,
    services: Layer.provideMerge(
      Layer.mergeAll(cgka, Layer.provide(protection, over), schedule, staticKeys, parentHash, composition, basic),
      Layer.mergeAll(cipherSuite(1), seededEntropy("without a group secret"))
    ) satisfies Layer.Layer<GroupServices>
  }))
)

type Members = Map<string, GroupState>

/** Written down and read again at every step: what cannot be written down cannot be kept. */
const keep = Effect.fnUntraced(function* (members: Members, name: string, state: GroupState) {
  members.set(name, yield* restore(yield* persist(state)))
})
const at = (members: Members, name: string): GroupState => {
  const state = members.get(name)
  if (state === undefined) throw new Error(`${name} is no member`)
  return state
}

/** Hands a message to everybody but its sender; gives who read what. */
const spread = Effect.fnUntraced(function* (members: Members, by: string, message: Uint8Array) {
  const read: Record<string, string> = {}
  for (const [name, state] of members) {
    if (name === by) continue
    const got = yield* receive(state, message)
    for (const secret of got.retired) secret.wipe()
    if (got._tag === "removed") members.delete(name)
    else yield* keep(members, name, got.state)
    if (got._tag === "application") read[name] = text(got.data)
  }
  return read
})

const says = Effect.fnUntraced(function* (members: Members, by: string, data: string) {
  const sent = yield* send(at(members, by), utf8.encode(data))
  for (const secret of sent.retired) secret.wipe()
  yield* keep(members, by, sent.state)
  return sent.message
})

/** Says it, and everybody else reads it. */
const reaches = Effect.fnUntraced(function* (members: Members, by: string, data: string) {
  const read = yield* spread(members, by, yield* says(members, by, data))
  expect(read).toEqual(Object.fromEntries([...members.keys()].filter((name) => name !== by).map((name) => [name, data])))
})

const everybodySpeaks = Effect.fnUntraced(function* (members: Members, about: string) {
  for (const name of members.keys()) yield* reaches(members, name, `${name} on ${about}`)
})

const adopted = Effect.fnUntraced(function* (members: Members, by: string) {
  const own: Adopted = yield* adopt(at(members, by))
  for (const secret of own.retired) secret.wipe()
  yield* keep(members, by, own.state)
})

const commits = Effect.fnUntraced(function* (members: Members, by: string, intent: Intent = {}) {
  const made = yield* commit(at(members, by), intent)
  for (const secret of made.retired) secret.wipe()
  yield* keep(members, by, made.state)
  yield* spread(members, by, made.message)
  yield* adopted(members, by)
  return made
})

const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
const guests = Effect.fnUntraced(function* (...names: ReadonlyArray<string>) {
  const made: Array<{ readonly name: string; readonly secrets: KeyPackageSecrets }> = []
  for (const name of names) made.push({ name, secrets: (yield* makeKeyPackage(yield* named(name))).secrets })
  return made
})

const invites = Effect.fnUntraced(function* (members: Members, by: string, ...names: ReadonlyArray<string>) {
  const invited = yield* guests(...names)
  const { welcome } = yield* commits(members, by, { add: invited.map(({ secrets }) => secrets.keyPackage) })
  if (welcome === undefined) throw new Error("joiners need a welcome")
  for (const { name, secrets } of invited) yield* keep(members, name, yield* joinGroup({ welcome, keyPackage: secrets }))
})

const founded = Effect.gen(function* () {
  const members: Members = new Map()
  yield* keep(members, "alice", yield* createGroup({ groupId: utf8.encode("g"), identity: yield* named("alice") }))
  yield* invites(members, "alice", "bob", "carol", "dave")
  return members
})

describe.each(cases)("a group with $title (R030, R036)", ({ services }) => {
  it.effect.each(["public", "private"] as const)("talks through joins, updates, removals and races, with %s handshakes", (handshake) =>
    Effect.gen(function* () {
      const members = yield* founded
      yield* everybodySpeaks(members, "the beginning")
      yield* commits(members, "bob")
      yield* everybodySpeaks(members, "bob's update")
      const wish = yield* proposeUpdate(at(members, "carol"))
      yield* keep(members, "carol", wish.state)
      yield* spread(members, "carol", wish.message)
      yield* commits(members, "alice")
      yield* everybodySpeaks(members, "carol's proposal")
      yield* invites(members, "dave", "erin")
      yield* everybodySpeaks(members, "erin")
      const carol = at(members, "carol")
      yield* commits(members, "alice", { remove: [carol.me] })
      expect(members.has("carol")).toBe(false)
      const secret = yield* says(members, "erin", "without carol")
      expect((yield* Effect.result(receive(carol, secret)))._tag).toBe("Failure")
      yield* spread(members, "erin", secret)
      yield* everybodySpeaks(members, "the removal")
      // Carol's leaf goes to somebody else.
      yield* invites(members, "bob", "frank")
      expect(at(members, "frank").me).toBe(carol.me)
      yield* everybodySpeaks(members, "frank")
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake }), Effect.provide(services))
  )

  it.effect("opens what was sent before a commit and comes after it, and what it hands out serves from then on", () =>
    Effect.gen(function* () {
      const members = yield* founded
      // Alice and bob speak for the first time; a commit overtakes them.
      const late = [yield* says(members, "alice", "first words"), yield* says(members, "alice", "second words")]
      const bobs = yield* says(members, "bob", "bob's first words")
      yield* commits(members, "carol")
      for (const message of late) expect(Object.keys(yield* spread(members, "alice", message))).toEqual(["bob", "carol", "dave"])
      yield* reaches(members, "alice", "after the commit")
      yield* commits(members, "dave", { path: true })
      expect(Object.values(yield* spread(members, "bob", bobs))).toEqual(Array(3).fill("bob's first words"))
      yield* everybodySpeaks(members, "two epochs later")
    }).pipe(Effect.provide(services))
  )

  it.effect("takes messages in while a commit is pending, and loses nothing by losing the race", () =>
    Effect.gen(function* () {
      const members = yield* founded
      const [mine, theirs] = [yield* commit(at(members, "alice")), yield* commit(at(members, "bob"))]
      yield* keep(members, "alice", mine.state)
      yield* keep(members, "bob", theirs.state)
      // Chains are handed out in between.
      for (const name of ["carol", "alice", "bob"]) yield* reaches(members, name, `${name} meanwhile`)
      const dropped = drop(at(members, "alice"))
      for (const secret of dropped.retired) secret.wipe()
      yield* keep(members, "alice", dropped.state)
      yield* spread(members, "bob", theirs.message)
      yield* adopted(members, "bob")
      yield* everybodySpeaks(members, "the race")
    }).pipe(Effect.provide(services))
  )

  it.effect("admits somebody from outside, who takes up the conversation", () =>
    Effect.gen(function* () {
      const members = yield* founded
      yield* everybodySpeaks(members, "the beginning")
      const joined = yield* externalJoin({ groupInfo: yield* makeGroupInfo(at(members, "bob")), identity: yield* named("erin") })
      yield* keep(members, "erin", joined.state)
      yield* spread(members, "erin", joined.message)
      yield* everybodySpeaks(members, "erin")
      const before = at(members, "dave")
      const groupInfo = yield* makeGroupInfo(at(members, "bob"))
      const again = yield* externalJoin({
        groupInfo,
        identity: { credential: { _tag: "basic", identity: utf8.encode("dave") }, signatureKey: before.identity },
        resync: true
      })
      members.delete("dave")
      yield* spread(members, "dave", again.message)
      yield* keep(members, "dave", again.state)
      yield* everybodySpeaks(members, "dave's return")
    }).pipe(Effect.provide(services))
  )

  it.effect("exports nothing, and says why", () =>
    Effect.gen(function* () {
      const members = yield* founded
      const state = at(members, "alice")
      const refused = yield* Effect.flip(exportSecret(state, "call", new Uint8Array(0), 16))
      expect(refused).toMatchObject({ _tag: "NoGroupSecret", what: "exporter" })
      expect(refused.message).toContain("no group secret")
      expect(yield* Effect.flip(epochAuthenticator(state))).toMatchObject({ _tag: "NoGroupSecret", what: "authenticator" })
    }).pipe(Effect.provide(services))
  )
})
