import { Recovery } from "@copath/client"
import { noBytes, PskStore } from "@copath/contracts"
import {
  createGroup,
  externalPsk,
  GroupPolicy,
  makeGroupInfo,
  permissive,
  type Policy,
  receive,
  resumptionName,
  resumptionPsk
} from "@copath/group"
import type { PreSharedKeyId, Proposal } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { describe, expect } from "vitest"
import { demandPsk, externalRejoin } from "../src/index.ts"
import { agree, at, bytes, commits, groupOf, hears, identityIn, person, sends, services, talks } from "./world.ts"

const here = Effect.provide(Layer.mergeAll(services, externalRejoin))
const three = groupOf("alice", "bob", "carol")
const guarded = demandPsk((psk) => psk._tag === "resumption")

describe("external-rejoin", () => {
  it.effect(
    "R129: who has its identity left comes back by itself, at its leaf; the others are told, and the old state follows no further",
    () =>
      Effect.gen(function* () {
        const group = yield* three
        const { begin, comeBack } = yield* Recovery
        const { state: old } = at(group, "bob")
        group.delete("bob")
        const groupInfo = makeGroupInfo(at(group, "alice").state)
        const back = yield* comeBack({ identity: identityIn(old), leaf: old.me, groupInfo })
        if (back?._tag !== "byItself") throw new Error("bob comes back by itself")
        for (const told of (yield* hears(group, back.message)).values()) {
          expect(told).toMatchObject({ _tag: "commit", external: true, sender: old.me, change: { removed: [old.me] } })
        }
        expect(back.retired.length).toBeGreaterThan(0)
        group.set("bob", { state: back.state, letters: begin })
        expect(agree(group)).toBe(true)
        for (const name of ["alice", "bob"]) expect(yield* talks(group, name)).toBe(true)
        // The device that was lost sees that it is out, and cannot go on.
        expect(yield* receive(old, back.message)).toMatchObject({ _tag: "removed" })
        const said = yield* sends(group, "alice", bytes("secret"))
        expect(yield* Effect.flip(receive(old, said))).toMatchObject({ reason: "FutureEpoch" })
      }).pipe(here)
  )

  it.effect(
    "R129: a thief of the signature key alone succeeds where no pre-shared key is demanded: seen by all, and its victim is out",
    () =>
      Effect.gen(function* () {
        const group = yield* three
        const { begin, comeBack } = yield* Recovery
        const { state: victim } = at(group, "bob")
        // A GroupInfo is no secret: here anybody may have it.
        const thief = yield* comeBack({
          identity: identityIn(victim),
          leaf: victim.me,
          groupInfo: makeGroupInfo(at(group, "alice").state)
        })
        if (thief?._tag !== "byItself") throw new Error("the thief gets in")
        const news = yield* hears(group, thief.message)
        expect(news.get("bob")).toMatchObject({ _tag: "removed" })
        expect(news.get("alice")).toMatchObject({ external: true, change: { removed: [victim.me] } })
        group.set("thief", { state: thief.state, letters: begin })
        expect(yield* talks(group, "alice")).toBe(true)
        // The victim can do the same, until somebody decides whose key it is.
        const lost = { identity: identityIn(victim), leaf: victim.me, groupInfo: makeGroupInfo(at(group, "alice").state) }
        const again = yield* comeBack(lost)
        if (again?._tag !== "byItself") throw new Error("bob gets in")
        expect((yield* hears(group, again.message)).get("thief")).toMatchObject({ _tag: "removed" })
      }).pipe(here)
  )

  it.effect("R129: where a pre-shared key is demanded the thief is refused, by everybody, and its victim stays", () =>
    Effect.gen(function* () {
      const group = yield* three
      const { comeBack } = yield* Recovery
      const { state: victim } = at(group, "bob")
      const lost = { identity: identityIn(victim), leaf: victim.me, groupInfo: makeGroupInfo(at(group, "alice").state) }
      expect(yield* Effect.flip(comeBack(lost))).toMatchObject({ _tag: "PolicyRefused", rule: "V188" })
      // A thief does not stop at its own client's rules.
      const thief = yield* Effect.provideService(comeBack(lost), GroupPolicy, permissive)
      if (thief?._tag !== "byItself") throw new Error("a commit")
      for (const name of ["alice", "bob", "carol"]) {
        expect(yield* Effect.flip(receive(at(group, name).state, thief.message))).toMatchObject({ _tag: "PolicyRefused", rule: "V188" })
      }
      // Naming a key that it has not helps it nowhere.
      const { epoch, groupId } = victim.context
      const psks = [yield* resumptionPsk(groupId, epoch)]
      expect(yield* Effect.flip(comeBack({ ...lost, psks }))).toMatchObject({ _tag: "PskUnavailable" })
      expect(yield* talks(group, "bob")).toBe(true)
    }).pipe(Effect.provideService(GroupPolicy, guarded), here)
  )

  it.effect("R129: with a guess at the demanded key the thief's commit confirms nothing", () =>
    Effect.gen(function* () {
      const group = yield* three
      const { comeBack } = yield* Recovery
      const { state: victim } = at(group, "bob")
      const { epoch, groupId } = victim.context
      yield* commits(group, "carol")
      const name = resumptionName(groupId, epoch)
      const guess: PskStore["Service"] = {
        get: (id) => Effect.succeed(id === name ? Option.some(bytes("a guess of 32 bytes, or about so")) : Option.none()),
        put: () => Effect.void,
        remove: () => Effect.void
      }
      const lost = { identity: identityIn(victim), leaf: victim.me, groupInfo: makeGroupInfo(at(group, "alice").state) }
      const thief = yield* Effect.provideService(comeBack({ ...lost, psks: [yield* resumptionPsk(groupId, epoch)] }), PskStore, guess)
      if (thief?._tag !== "byItself") throw new Error("a commit")
      expect(yield* Effect.flip(receive(at(group, "alice").state, thief.message))).toMatchObject({ _tag: "ConfirmationMismatch" })
    }).pipe(Effect.provideService(GroupPolicy, guarded), here)
  )

  it.effect("who takes a member's place must show a key that is accepted, and a newcomer who takes nobody's is left to `otherwise`", () =>
    Effect.gen(function* () {
      const { context, me, tree } = at(yield* three, "alice").state
      const ask = (policy: Policy, ...proposals: ReadonlyArray<Proposal>) =>
        policy.commit({
          tree,
          context,
          committer: undefined,
          plan: undefined as never,
          proposals: proposals.map((proposal) => ({ proposal, sender: { _tag: "newMemberCommit" }, reference: undefined }))
        })
      const init: Proposal = { _tag: "externalInit", kemOutput: noBytes }
      const remove: Proposal = { _tag: "remove", removed: me }
      const key = (psk: PreSharedKeyId): Proposal => ({ _tag: "psk", psk })
      const past = key(yield* resumptionPsk(context.groupId, 0n))
      const other = key(yield* externalPsk(bytes("another")))
      expect(ask(guarded, init)).toBeUndefined()
      expect(ask(guarded, init, remove)).toContain("pre-shared key")
      expect(ask(guarded, init, remove, other)).toContain("pre-shared key")
      expect(ask(guarded, init, remove, past)).toBeUndefined()
      const closed = demandPsk(() => true, { ...permissive, commit: () => "closed" })
      for (const list of [[init], [init, remove, past]]) expect(ask(closed, ...list)).toBe("closed")
    }).pipe(here)
  )

  it.effect("R129, V272: a GroupInfo that is older than what was seen is refused, and a commit made of it by the members", () =>
    Effect.gen(function* () {
      const group = yield* three
      const { comeBack } = yield* Recovery
      const { state: old } = at(group, "bob")
      const stale = yield* makeGroupInfo(at(group, "alice").state)
      yield* commits(group, "carol")
      const lost = { identity: identityIn(old), leaf: old.me, groupInfo: Effect.succeed(stale) }
      const seen = at(group, "alice").state.context.epoch
      expect(yield* Effect.flip(comeBack({ ...lost, seen }))).toMatchObject({
        _tag: "ExternalJoinRejected",
        reason: "Rollback",
        rule: "V272"
      })
      const late = yield* comeBack(lost)
      if (late?._tag !== "byItself") throw new Error("a commit")
      expect(yield* Effect.flip(receive(at(group, "alice").state, late.message))).toMatchObject({ reason: "StaleEpoch" })
    }).pipe(here)
  )

  it.effect("V269: a GroupInfo without external_pub leads nowhere, and neither does one that nobody gives", () =>
    Effect.gen(function* () {
      const group = yield* three
      const { comeBack } = yield* Recovery
      const { state } = at(group, "bob")
      const lost = { identity: identityIn(state), leaf: state.me }
      const groupInfo = makeGroupInfo(at(group, "alice").state, { externalPub: false })
      expect(yield* Effect.flip(comeBack({ ...lost, groupInfo }))).toMatchObject({ _tag: "ExternalJoinRejected", reason: "NoExternalPub" })
      expect(yield* Effect.flip(comeBack({ ...lost, groupInfo: Effect.fail({ _tag: "Nobody" }) }))).toEqual({ _tag: "Nobody" })
    }).pipe(here)
  )

  it.effect("V273: the tree of another group does not lead somebody to remove anybody else", () =>
    Effect.gen(function* () {
      const group = yield* three
      const { comeBack } = yield* Recovery
      const alone = yield* createGroup({ groupId: bytes("elsewhere"), identity: yield* person("mallory") })
      const { state } = at(group, "bob")
      const lost = { identity: identityIn(state), leaf: state.me, groupInfo: makeGroupInfo(alone) }
      expect(yield* Effect.flip(comeBack(lost))).toMatchObject({ _tag: "SendRejected", rule: "V273" })
    }).pipe(here)
  )
})
