import { StateKeeping } from "@copath/client"
import { Cgka } from "@copath/contracts"
import { acceptInvitation, adopt, commit, createGroup, defaultOptions, GroupOptions, joinGroup, persist, readWelcome } from "@copath/group"
import { nodesOf } from "@copath/membership"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { fetchTree, fullState, inClear, memory, takeKeys } from "../src/index.ts"
import { comes, commits, hears, identityOf, type Kept, memberAt, sleeps, without } from "./circle.ts"
import { agree, digests, serverOf, six, sleepsWell, under } from "./keepers.ts"
import { packageOf, suite, utf8 } from "./world.ts"

it.effect("full-state moves nothing, and hands nothing", () =>
  Effect.gen(function* () {
    const circle = yield* comes(yield* six, "grace", false)
    for (const moved of circle.moved) expect(moved).toEqual({ stored: 0, fetched: 0 })
    const awake = yield* sleeps(memberAt(circle, 2))
    expect(awake.keeper.moved).toEqual({ stored: 0, fetched: 0 })
    expect(yield* awake.keeper.hand((yield* packageOf("heidi")).keyPackage)).toBeUndefined()
  }).pipe(Effect.provide(under(fullState)))
)

describe.each(digests)("%s", (_id, part, form) => {
  it.effect(
    "the committer moves what the server then has more, names included; the others nothing; who wakes up, the rest of the tree",
    () => {
      const server = serverOf()
      const held = () => [...server.contents].reduce((sum, [name, bytes]) => sum + name.length / 2 + bytes.length, 0)
      return Effect.gen(function* () {
        let circle = yield* six
        for (const act of [() => commits(circle, 1, {}), () => comes(circle, "grace", false)]) {
          const before = held()
          circle = yield* act()
          const [first, ...others] = circle.moved
          expect(first?.fetched).toBe(0)
          // In clear, who comes by itself stores what is there already: no key tells it that.
          if (form === inClear) expect(first?.stored).toBeGreaterThanOrEqual(held() - before)
          else expect(first?.stored).toBe(held() - before)
          for (const moved of others) expect(moved).toEqual({ stored: 0, fetched: 0 })
        }
        const { keeper } = yield* sleeps(memberAt(circle, 2))
        const name = [...server.contents.keys()][0]?.length ?? 0
        // Eight leaves and seven parents, but for the four at hand.
        expect(keeper.moved.stored).toBe((15 - 4) * (name / 2))
        expect(keeper.moved.fetched).toBeGreaterThan(11 * 30)
      }).pipe(Effect.provide(under(part, server)))
    }
  )

  it.effect("a store that does not answer: NotKept, and nothing is changed; once it answers all goes on from there", () => {
    const server = serverOf()
    return Effect.gen(function* () {
      const { begin, joined, read } = yield* StateKeeping
      const down = <A, E, R>(program: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          const before = new Map(server.contents)
          server.answers = false
          expect(yield* Effect.flip(program)).toMatchObject({ _tag: "NotKept", reason: "Unavailable" })
          server.answers = true
          expect(server.contents).toEqual(before)
        })
      const circle = yield* six
      const alice = memberAt(circle, 1)
      const written = yield* alice.keeper.write(alice.state)
      yield* down(read(written))
      const { change, state } = yield* adopt((yield* commit(alice.state, {})).state)
      const follows = alice.keeper.follow(alice.state, state, change, true)
      yield* down(follows)
      yield* down(begin(state))
      yield* down(joined(state, undefined, undefined))
      expect(yield* alice.keeper.write(alice.state)).toEqual(written)
      expect(yield* persist((yield* read(written)).state)).toEqual(yield* persist(alice.state))
      yield* sleepsWell({ ...alice, state, keeper: yield* follows })
    }).pipe(Effect.provide(under(part, server)))
  })

  it.effect("R058: each blob, changed: refused; each blob, gone: unavailable; and with the right ones it is awake", () => {
    const server = serverOf()
    return Effect.gen(function* () {
      const { read } = yield* StateKeeping
      const member = memberAt(yield* six, 3)
      const written = yield* member.keeper.write(member.state)
      const whole = new Map(server.contents)
      const outcomes = { Refused: 0, Unavailable: 0, awake: 0 }
      for (const [name, bytes] of whole) {
        const changed = bytes.slice()
        changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
        for (const [expected, lie] of [
          ["Refused", changed],
          ["Unavailable", undefined]
        ] as const) {
          if (lie === undefined) server.contents.delete(name)
          else server.contents.set(name, lie)
          // Old epochs' blobs, and its own, it does not ask for.
          const outcome = yield* Effect.match(read(written), { onFailure: ({ reason }) => reason, onSuccess: () => "awake" as const })
          expect([expected, "awake"]).toContain(outcome)
          if (outcome !== "Malformed") outcomes[outcome]++
          server.contents.set(name, bytes)
        }
      }
      expect(outcomes).toMatchObject({ Refused: 11, Unavailable: 11 })
      expect(server.contents).toEqual(whole)
      yield* sleepsWell(member)
    }).pipe(Effect.provide(under(part, server)))
  })

  it.effect("R059: a joiner without keys, with another's, or with garbage keeps nothing; handed again, all is well", () =>
    Effect.gen(function* () {
      const { joined } = yield* StateKeeping
      const circle = yield* six
      const alice = memberAt(circle, 1)
      const [grace, heidi] = [yield* packageOf("grace"), yield* packageOf("heidi")]
      const made = yield* commit(alice.state, { add: [grace.keyPackage, heidi.keyPackage] })
      const { change, state } = yield* adopt(made.state)
      const keeper = yield* alice.keeper.follow(alice.state, state, change, true)
      const handed = (yield* keeper.hand(grace.keyPackage)) ?? new Uint8Array(0)
      const mine = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: grace.secrets })
      const reasonOf = (bytes: Uint8Array | undefined) => Effect.map(Effect.flip(joined(mine, grace.secrets, bytes)), (e) => e.reason)
      expect(yield* reasonOf(undefined)).toBe("Unavailable")
      expect(yield* reasonOf(yield* keeper.hand(heidi.keyPackage))).toBe("Refused")
      expect(yield* reasonOf(handed.subarray(1))).toBe("Malformed")
      expect(yield* reasonOf(handed.subarray(0, -1))).toBe("Malformed")
      yield* sleepsWell({ name: "grace", state: mine, keeper: yield* joined(mine, grace.secrets, handed) })
    }).pipe(Effect.provide(under(part)))
  )

  it.effect("somebody who came by itself: a member still asleep wakes up in its old epoch, and follows; old keys open nothing new", () => {
    const server = serverOf()
    return Effect.gen(function* () {
      const { read } = yield* StateKeeping
      const circle = yield* six
      const bob = circle.members.find(({ name }) => name === "bob") ?? memberAt(circle, 1)
      const written = yield* bob.keeper.write(bob.state)
      // While bob sleeps a commit is made, and somebody who lost everything comes back.
      const first = yield* commits(without(circle, ["bob"]), 0, {})
      const second = yield* comes(without(first, ["carol"]), "carol", true)
      yield* Effect.forEach(second.members, sleepsWell)

      let awake: Kept = { ...bob, ...(yield* read(written)) }
      const old = awake.keeper
      for (const { message } of [first, second]) awake = yield* sleepsWell(yield* hears(awake, message))
      yield* agree({ ...second, members: [awake, ...second.members] })
      // What was written with the keys of before does not read the tree of now.
      const reason = yield* Effect.match(Effect.flatMap(old.write(awake.state), read), {
        onFailure: (e) => e.reason,
        onSuccess: () => "awake"
      })
      expect(reason).toBe(form === inClear ? "awake" : "Unavailable")
    }).pipe(Effect.provide(under(part, server)))
  })

  it.effect("a Welcome without the tree: the keys come beside it, and the tree out of the store", () => {
    const server = serverOf()
    return Effect.gen(function* () {
      const { joined } = yield* StateKeeping
      const circle = yield* six
      const alice = memberAt(circle, 1)
      const grace = yield* packageOf("grace")
      const treeless = Effect.provideService(GroupOptions, { ...defaultOptions, treeInWelcome: false })
      const made = yield* treeless(commit(alice.state, { add: [grace.keyPackage] }))
      const { change, state } = yield* adopt(made.state)
      const keeper = yield* alice.keeper.follow(alice.state, state, change, true)
      const handed = yield* keeper.hand(grace.keyPackage)

      const invitation = { welcome: made.welcome ?? new Uint8Array(0), keyPackage: grace.secrets }
      expect(yield* Effect.flip(joinGroup(invitation))).toMatchObject({ reason: "NoTree" })
      const s = yield* suite
      const keys = yield* takeKeys(handed ?? new Uint8Array(0), grace.secrets)
      const { groupContext } = yield* readWelcome(invitation)
      const fetching = { form: form(s, keys), digest: s.hash.digest }
      const tree = yield* Effect.provide(fetchTree(fetching, groupContext.treeHash), memory(server.contents))
      const mine = (yield* acceptInvitation({ ...invitation, ratchetTree: nodesOf(tree) })).state
      yield* sleepsWell({ name: "grace", state: mine, keeper: yield* joined(mine, grace.secrets, handed) })
    }).pipe(Effect.provide(under(part, server)))
  })

  it.effect("without a group secret there is nothing to seal with: nothing is kept, and nothing stored", () => {
    const server = serverOf()
    return Effect.gen(function* () {
      const { begin } = yield* StateKeeping
      const alone = yield* createGroup({ groupId: utf8("hall"), identity: yield* identityOf("alice") })
      const cgka = { ...(yield* Cgka), groupSecret: false }
      const refused = yield* Effect.flip(Effect.provideService(begin(alone), Cgka, cgka))
      expect(refused).toMatchObject({ _tag: "NotKept", reason: "Unavailable", detail: expect.stringContaining("keep the full state") })
      expect(server.contents.size).toBe(0)
    }).pipe(Effect.provide(under(part, server)))
  })
})
