import { adopt, commit, epochAuthenticator, persist, receive, restore, send } from "@copath/group"
import { treeHash } from "@copath/membership"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { allSealed, type FormOf, inClear, leavesSealed, persistDigest, publish, changedBlobs, restoreDigest } from "../src/index.ts"
import { adopted, at, commits, five, type Member, packageOf, suite, takes, utf8, world } from "./world.ts"

const forms: ReadonlyArray<readonly [string, FormOf]> = [
  ["in-clear", inClear],
  ["leaves-sealed", leavesSealed],
  ["sealed", allSealed]
]

/** Written down and read again: without the tree, and with it. */
const woken = (member: Member, formOf: FormOf) =>
  Effect.flatMap(persistDigest(member.state, member.keys), (bytes) => restoreDigest(bytes, formOf))

describe.each(forms)("digest+fetch, %s", (_id, formOf) => {
  it.effect("R056, R100: gives the state that full-state gives, byte for byte, at every step", () =>
    Effect.gen(function* () {
      const members = yield* five(formOf)
      for (const member of members) {
        const full = yield* persist(member.state)
        const back = yield* woken(member, formOf)
        expect(yield* persist(back.state)).toEqual(full)
        expect(yield* persist(yield* restore(full))).toEqual(full)
        expect(yield* epochAuthenticator(back.state)).toEqual(yield* epochAuthenticator(member.state))
      }
    }).pipe(Effect.provide(world(new Map())))
  )

  it.effect("R056, R060: a member with its own path and what the server holds commits, takes commits in, and talks", () =>
    Effect.gen(function* () {
      const [alice, bob, carol, ...rest] = yield* five(formOf)
      if (alice === undefined || bob === undefined || carol === undefined) throw new Error("five members")
      const { hash } = yield* suite

      const committer = yield* commits(yield* woken(carol, formOf), {}, formOf)
      const taken = yield* Effect.forEach([yield* woken(alice, formOf), bob, ...rest], (m) => takes(m, committer.made.message))
      const everybody: ReadonlyArray<Member> = [committer, ...taken]
      const authenticators = yield* Effect.forEach(everybody, (m) => epochAuthenticator(m.state))
      for (const a of authenticators) expect(a).toEqual(authenticators[0])
      for (const m of everybody) expect(treeHash(m.state.tree, hash.digest)).toEqual(m.state.context.treeHash)

      const said = yield* send((yield* woken(at(everybody, 1), formOf)).state, utf8("soup's on"))
      const heard = yield* receive((yield* woken(at(everybody, 2), formOf)).state, said.message)
      expect(heard).toMatchObject({ _tag: "application", data: utf8("soup's on") })

      // A removal moves the keys on; who is left goes on by them.
      const remover = yield* commits(yield* woken(at(everybody, 0), formOf), { remove: [at(everybody, 1).state.me] }, formOf)
      const left = yield* Effect.forEach(everybody.slice(2), (m) => takes(m, remover.made.message))
      for (const m of left) {
        expect(m.keys).toEqual(remover.keys)
        expect(yield* persist((yield* woken(m, formOf)).state)).toEqual(yield* persist(m.state))
      }
      // And somebody who comes now finds the old blobs and the new ones.
      const frank = yield* packageOf("frank")
      const inviter = yield* commits(yield* woken(at(left, 0), formOf), { add: [frank.keyPackage] }, formOf)
      expect(inviter.state.tree.memberCount).toBe(5)
    }).pipe(Effect.provide(world(new Map())))
  )

  it.effect("a pending commit survives: what it would change is written down, and not stored before it is adopted", () =>
    Effect.gen(function* () {
      const contents = new Map<string, Uint8Array>()
      yield* Effect.gen(function* () {
        const [alice, bob] = yield* five(formOf)
        if (alice === undefined || bob === undefined) throw new Error("five members")
        const before = [...contents.keys()]
        const made = yield* commit(alice.state, {})
        const waiting = { state: made.state, keys: alice.keys }
        const back = yield* woken(waiting, formOf)
        expect([...contents.keys()]).toEqual(before)
        expect(yield* persist(back.state)).toEqual(yield* persist(made.state))
        const entered = yield* adopted(waiting, { ...made, state: back.state }, formOf)
        expect(yield* epochAuthenticator(entered.state)).toEqual(yield* epochAuthenticator((yield* takes(bob, made.message)).state))
        expect(yield* persist((yield* woken(entered, formOf)).state)).toEqual(yield* persist(entered.state))
      }).pipe(Effect.provide(world(contents)))
    })
  )
})

it.effect("what a commit changed goes into the store from whichever member: the same bytes under the same names", () =>
  Effect.gen(function* () {
    const contents = new Map<string, Uint8Array>()
    yield* Effect.gen(function* () {
      const [alice, bob] = yield* five(allSealed)
      if (alice === undefined || bob === undefined) throw new Error("five members")
      const s = yield* suite
      const made = yield* commit(alice.state, {})
      const mine = (yield* adopt(made.state)).state
      const theirs = (yield* takes(bob, made.message)).state
      yield* publish(allSealed(s, alice.keys), changedBlobs(alice.state.tree, mine.tree, s.hash.digest))
      const stored = new Map(contents)
      yield* publish(allSealed(s, bob.keys), changedBlobs(bob.state.tree, theirs.tree, s.hash.digest))
      expect(contents).toEqual(stored)
    }).pipe(Effect.provide(world(contents)))
  })
)
