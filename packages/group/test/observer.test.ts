import { extensionTypes, externalSenders, makeExtension } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect } from "vitest"
import {
  adopt,
  commit,
  externalJoin,
  GroupOptions,
  GroupPolicy,
  type GroupState,
  type Intent,
  defaultOptions,
  exportTree,
  joinGroup,
  makeGroupInfo,
  observe,
  type Observed,
  observeFrom,
  permissive,
  proposeExternally,
  proposeJoin,
  proposeRemove,
  proposeUpdate,
  receive,
  send,
  watchGroups
} from "../src/index.ts"
import { insider } from "./insider.ts"
import { type Author, damaged, Dice, mutant } from "./mutants.ts"
import { services } from "./parts.ts"
import { commits, flipped, four, identityOf, keyPackageFor, type Story } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

const watching = Effect.fnUntraced(function* (state: GroupState) {
  return yield* observeFrom({ groupInfo: yield* makeGroupInfo(state) })
})

/** What members and onlookers of an epoch know alike. */
const publicPart = ({
  contextBytes,
  interimTranscriptHash,
  proposals,
  tree
}: Pick<Observed, "contextBytes" | "interimTranscriptHash" | "proposals" | "tree">) => ({
  contextBytes,
  interimTranscriptHash,
  references: proposals.map((c) => c.reference),
  leaves: tree.members().map((leaf) => tree.encodedLeafAt(leaf))
})

/** A member's public proposal, heard by everybody. */
const heard = Effect.fnUntraced(function* (story: Story, watch: Observed, by: string | undefined, message: Uint8Array) {
  for (const name of story.members.keys()) {
    if (name === by) continue
    const got = yield* receive(story.at(name), message)
    if (got._tag === "proposal") story.set(name, got.state)
  }
  return (yield* observe(watch, message)).state
})

/** How many mutants were refused by the observer, and those of them that some member took. */
interface Tally {
  tried: number
  refused: number
  readonly disputed: Array<string>
  readonly reasons: Map<string, number>
}

const named = (error: object): string => {
  const { _tag, reason, rule } = error as { readonly _tag: string; readonly reason?: string; readonly rule?: string }
  return [_tag, reason, rule].filter((part) => part !== undefined).join(" ")
}

/** Shows a message to the observer, and to every member what the observer refuses. */
/** A member looks at the membership tag first, does not read what is its own, and has a clock that it looks at before signatures. */
const membersAlone: ReadonlySet<string> = new Set(["FrameRejected OwnCommitMismatch V212", "Invalid V114"])

const compare = Effect.fnUntraced(function* (
  tally: Tally,
  watch: Observed,
  story: Story,
  message: Uint8Array,
  see: typeof observe = observe
) {
  tally.tried++
  const verdict = yield* Effect.result(see(watch, message))
  if (Result.isSuccess(verdict)) return
  tally.refused++
  const why = named(verdict.failure)
  tally.reasons.set(why, (tally.reasons.get(why) ?? 0) + 1)
  for (const [name, state] of story.members) {
    const got = yield* Effect.result(receive(state, message))
    if (Result.isSuccess(got)) tally.disputed.push(`${why}: ${name} takes it as ${got.success._tag}`)
    else if (got.failure._tag !== "BadTag" && named(got.failure) !== why && !membersAlone.has(named(got.failure)))
      tally.disputed.push(`${why}: ${name} says ${named(got.failure)}`)
  }
})

/** Something that a member of a living group might do next. */
const intent = Effect.fnUntraced(function* (dice: Dice, story: Story, committer: string, fresh: string) {
  const others = [...story.members.keys()].filter((name) => name !== committer)
  const made = yield* keyPackageFor(fresh)
  const chosen = ((): Intent => {
    switch (others.length < 3 ? 0 : others.length > 5 ? 1 : dice.below(4)) {
      case 0:
        return { add: [made.keyPackage], path: dice.below(2) === 0 }
      case 1:
        return { remove: [story.leaf(dice.pick(others))] }
      case 2:
        return { extensions: [makeExtension(extensionTypes.externalSenders, externalSenders, [])] }
      default:
        return {}
    }
  })()
  return { intent: chosen, joiner: chosen.add === undefined ? undefined : made.secrets }
})

/** A group's life with an observer beside it; each commit is mutated in many ways before it is taken. */
const life = Effect.fnUntraced(function* (seed: number, total: number, each: number, tally: Tally) {
  const dice = new Dice(seed)
  const story = yield* four()
  let watch = yield* watching(story.at("alice"))
  let fresh = 0
  while (tally.tried < total) {
    const names = [...story.members.keys()]
    const speaker = dice.pick(names)
    if (dice.below(2) === 0) {
      const wish = yield* proposeUpdate(story.at(speaker))
      story.set(speaker, wish.state)
      for (let i = 0; i < 3; i++) yield* compare(tally, watch, story, damaged(dice, wish.message))
      watch = yield* heard(story, watch, speaker, wish.message)
    }
    const committer = dice.pick(names.filter((name) => name !== speaker))
    const spare = (yield* keyPackageFor("spare")).secrets
    const before = story.at(committer)
    const external = dice.below(6) === 0
    const chosen = yield* intent(dice, story, committer, `n${fresh++}`)
    const joins = external
      ? yield* externalJoin({ groupInfo: yield* makeGroupInfo(before), identity: yield* identityOf(`x${fresh++}`) })
      : undefined
    const made = joins === undefined ? yield* commit(before, chosen.intent) : undefined
    const message = joins?.message ?? made?.message ?? new Uint8Array(0)
    const author: Author =
      joins === undefined
        ? { _tag: "member", state: before }
        : { _tag: "joiner", key: joins.state.identity, leaf: joins.state.me, seenBy: before }
    for (let i = 0; i < each; i++) {
      const bad = dice.below(4) === 0 ? damaged(dice, message) : yield* mutant(dice, author, message, spare)
      yield* compare(tally, watch, story, bad)
    }

    const seen = yield* observe(watch, message)
    if (seen._tag !== "commit") throw new Error(`an honest commit is seen as ${seen._tag}`)
    watch = seen.state
    for (const name of names) {
      if (made !== undefined && name === committer) {
        story.set(name, (yield* adopt(made.state)).state)
        continue
      }
      const got = yield* receive(story.at(name), message)
      if (got._tag === "removed") story.members.delete(name)
      else story.set(name, got.state)
    }
    if (joins !== undefined) story.set(`x${fresh}`, joins.state)
    if (chosen.joiner !== undefined && made?.welcome !== undefined)
      story.set(`n${fresh}`, yield* joinGroup({ welcome: made.welcome, keyPackage: chosen.joiner }))
    for (const state of story.members.values()) expect(publicPart(watch)).toEqual(publicPart(state))
  }
})

const newTally = (): Tally => ({ tried: 0, refused: 0, disputed: [], reasons: new Map() })

/** How many mutants: 10^3, or as many as `COPATH_OBSERVED` says. */
const total = Number(process.env["COPATH_OBSERVED"] ?? 1000)

describe("an observer and the members", () => {
  it.live(
    `V318: of ${total} mutated commits whatever the observer refuses every member refuses, for the same reason; honest ones are taken by all`,
    () =>
      Effect.gen(function* () {
        const tally = newTally()
        yield* life(318, total, 40, tally)
        expect(tally.disputed).toEqual([])
        expect(tally.refused).toBeGreaterThan(tally.tried / 2)
        expect(tally.reasons.size).toBeGreaterThan(20)
      }).pipe(rfc),
    { timeout: Math.max(120_000, total * 100) }
  )

  it.effect("V318: an observer that refuses more than members do is found out", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const watch = yield* watching(story.at("alice"))
      const { message } = yield* commit(story.at("alice"))
      const stricter = {
        "the application's rules": Effect.provideService(GroupPolicy, { ...permissive, commit: () => "nobody commits on a Sunday" }),
        "another wire format": Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" as const })
      }
      for (const refusing of Object.values(stricter)) {
        const tally = newTally()
        yield* compare(tally, watch, story, message, (state, bytes) => refusing(observe(state, bytes)))
        expect(tally.disputed).toHaveLength(3)
        expect(tally.disputed[0]).toContain("bob takes it as commit")
      }
      const fair = newTally()
      yield* compare(fair, watch, story, message)
      expect(fair).toMatchObject({ refused: 0, disputed: [] })
    }).pipe(rfc)
  )
})

describe("an observer", () => {
  it.effect("begins with a GroupInfo that holds, the tree in it or beside it, and keeps no secret", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const alice = story.at("alice")
      const whole = yield* makeGroupInfo(alice)
      const bare = yield* makeGroupInfo(alice, { ratchetTree: false, externalPub: false })
      const watch = yield* observeFrom({ groupInfo: bare, ratchetTree: exportTree(alice) })
      expect(publicPart(watch)).toEqual(publicPart(yield* observeFrom({ groupInfo: whole })))
      expect(publicPart(watch)).toEqual(publicPart(alice))
      expect(yield* Effect.flip(observeFrom({ groupInfo: bare }))).toMatchObject({ _tag: "WelcomeRejected", reason: "NoTree" })
      expect(yield* Effect.flip(observeFrom({ groupInfo: flipped(whole, -1) }))).toMatchObject({
        _tag: "BadSignature",
        what: "GroupInfoTBS"
      })
    }).pipe(rfc)
  )

  it.effect("follows proposals by members, external senders and those who want to join, and the commit that takes them", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const warden = yield* identityOf("warden")
      const senders = [{ credential: warden.credential, signatureKey: warden.signatureKey.publicKey }]
      yield* commits(story, "alice", { extensions: [makeExtension(extensionTypes.externalSenders, externalSenders, senders)] })
      let watch = yield* watching(story.at("bob"))
      const target = { groupId: watch.context.groupId, epoch: watch.context.epoch }
      const erin = yield* keyPackageFor("erin")
      const removal = { senderIndex: 0, signatureKey: warden.signatureKey, proposal: { _tag: "remove", removed: 3 } } as const
      const wish = yield* proposeUpdate(story.at("carol"))
      story.set("carol", wish.state)
      const messages: ReadonlyArray<readonly [string | undefined, Uint8Array]> = [
        [undefined, yield* proposeExternally({ ...target, ...removal })],
        [undefined, yield* proposeJoin(target, erin.secrets)],
        ["carol", wish.message]
      ]
      for (const [by, message] of messages) {
        watch = yield* heard(story, watch, by, message)
        expect(yield* observe(watch, message)).toMatchObject({ _tag: "duplicate" })
      }
      expect(watch.proposals.map((c) => c.sender._tag)).toEqual(["external", "newMemberProposal", "member"])
      const made = yield* commits(story, "alice")
      const seen = yield* observe(watch, made.message)
      expect(seen).toMatchObject({ _tag: "commit", sender: 0, external: false, change: { added: [3], removed: [3], updated: [2] } })
      expect(publicPart(seen.state)).toEqual(publicPart(story.at("bob")))
      const unseen = yield* watching(story.at("alice"))
      const next = yield* proposeRemove(story.at("alice"), story.leaf("carol"))
      const taking = yield* commit(next.state)
      expect(yield* Effect.flip(observe(unseen, taking.message))).toMatchObject({ _tag: "Invalid", rule: "V162" })
      expect(yield* Effect.flip(observe(seen.state, made.message))).toMatchObject({ _tag: "FrameRejected", reason: "StaleEpoch" })
    }).pipe(rfc)
  )

  it.effect("says nothing against what it cannot see, and is lost after a private commit", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const watch = yield* watching(story.at("alice"))
      const said = yield* send(story.at("bob"), utf8.encode("hello"))
      expect(yield* observe(watch, said.message)).toEqual({ _tag: "sealed", state: watch })
      const hidden = yield* insider(
        story.at("bob"),
        { _tag: "commit", commit: { proposals: [], path: undefined } },
        { handshake: "private" }
      )
      expect(yield* Effect.flip(observe(watch, hidden))).toMatchObject({ _tag: "FrameRejected", reason: "WireFormatPolicy", rule: "V044" })
      const inPrivate = Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" })
      const lost = yield* observe(watch, hidden).pipe(inPrivate)
      expect(lost).toMatchObject({ _tag: "sealed", state: { lost: true } })
      const later = yield* commit(story.at("alice"))
      expect(yield* observe(lost.state, later.message).pipe(inPrivate)).toEqual({ _tag: "sealed", state: lost.state })
      expect(yield* Effect.flip(observe(lost.state, yield* makeGroupInfo(story.at("alice"))))).toMatchObject({ rule: "V012" })
    }).pipe(rfc)
  )

  it.effect("V318: takes more than members do where only a key can tell: membership tag, path secrets, confirmation tag", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const watch = yield* watching(story.at("alice"))
      const { message } = yield* commit(story.at("alice"))
      const untagged = flipped(message, -1)
      expect(yield* Effect.flip(receive(story.at("bob"), untagged))).toMatchObject({ _tag: "BadTag" })
      expect((yield* observe(watch, untagged))._tag).toBe("commit")
      expect((yield* observe(watch, message))._tag).toBe("commit")
    }).pipe(rfc)
  )

  it.effect("V318: goes by no clock: what is valid by some member's is not refused by the service's", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const watch = yield* watching(story.at("alice"))
      const { message } = yield* commit(story.at("alice"), { add: [(yield* keyPackageFor("erin")).keyPackage] })
      yield* TestClock.adjust("400 days")
      expect(yield* Effect.flip(receive(story.at("bob"), message))).toMatchObject({ _tag: "Invalid", rule: "V114" })
      expect((yield* observe(watch, message))._tag).toBe("commit")
    }).pipe(rfc)
  )

  it.effect("a member that a commit removes believes it only if the commit holds for the others", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const dice = new Dice(7)
      const made = yield* commit(story.at("alice"), { remove: [story.leaf("dave")] })
      const spare = (yield* keyPackageFor("spare")).secrets
      const watch = yield* watching(story.at("alice"))
      const tally = newTally()
      for (let i = 0; i < 60; i++)
        yield* compare(tally, watch, story, yield* mutant(dice, { _tag: "member", state: story.at("alice") }, made.message, spare))
      expect(tally.disputed).toEqual([])
      expect(tally.refused).toBeGreaterThan(20)
      expect(yield* receive(story.at("dave"), made.message)).toMatchObject({ _tag: "removed" })
    }).pipe(rfc)
  )
})

describe("a watch over groups", () => {
  it.effect("V318: refuses what members would, goes on with what was taken, and lets groups be that it does not follow", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const watch = yield* watchGroups
      watch.follow("g", yield* watching(story.at("alice")))
      const verdict = (message: Uint8Array, group = "g") => Effect.result(watch.check(group, message))
      const one = yield* commits(story, "alice")
      const damage = flipped(one.message, -80)
      expect(yield* verdict(damage)).toMatchObject({
        failure: { _tag: "DeliveryRefused", group: "g", reason: "Invalid", detail: "BadSignature" }
      })
      expect(Result.isSuccess(yield* verdict(damage, "another"))).toBe(true)
      // Looked at twice, taken once.
      expect(Result.isSuccess(yield* verdict(one.message))).toBe(true)
      const taken = yield* watch.check("g", one.message)
      const two = yield* commits(story, "bob")
      expect(yield* verdict(two.message)).toMatchObject({ failure: { reason: "Invalid", detail: "V040" } })
      yield* taken
      expect(yield* verdict(one.message)).toMatchObject({ failure: { reason: "StaleEpoch", epoch: 2n } })
      expect(Result.isSuccess(yield* verdict(two.message))).toBe(true)
      watch.follow("g", yield* watching(story.at("carol")))
      expect(yield* verdict(two.message)).toMatchObject({ failure: { reason: "StaleEpoch", epoch: 3n } })
    }).pipe(rfc)
  )
})
