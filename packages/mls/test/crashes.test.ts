import { CipherSuite, DeliveryService } from "@copath/contracts"
import { cipherSuite } from "@copath/crypto-noble"
import { layer as memory } from "@copath/delivery-memory"
import { type CrashPlan, type SnapshotCell, snapshotCell, snapshots, withCrashes } from "@copath/storage-memory"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { assert } from "vitest"
import { hexOf } from "../src/member.ts"
import type { Client, Group } from "../src/index.ts"
import { client, type Shared, world } from "./world.ts"

/** Keys that sealed content, by the end of what they sealed; and the keys of all messages that left. */
interface Recording {
  readonly sealed: Map<string, string>
  readonly left: Map<string, Set<string>>
}

const recording = (): Recording => ({ sealed: new Map(), left: new Map() })
const tail = (bytes: Uint8Array): string => hexOf(bytes.subarray(-16))

const recorded = (log: Recording): Layer.Layer<CipherSuite> =>
  Layer.effect(
    CipherSuite,
    Effect.map(CipherSuite, (suite) => ({
      ...suite,
      aead: {
        ...suite.aead,
        seal: (...args: Parameters<typeof suite.aead.seal>) => {
          const out = suite.aead.seal(...args)
          log.sealed.set(tail(out), hexOf(args[0].expose()))
          return out
        }
      }
    }))
  ).pipe(Layer.provide(cipherSuite(1)))

/** The delivery service, noting which key sealed what leaves. */
const watched = (log: Recording) =>
  Layer.effectContext(
    Effect.map(Effect.context<DeliveryService>(), (context) => {
      const inner = Context.get(context, DeliveryService)
      const publish: typeof inner.publish = (group, message, expected) => {
        const key = log.sealed.get(tail(message))
        if (key !== undefined) log.left.set(key, (log.left.get(key) ?? new Set()).add(hexOf(message)))
        return inner.publish(group, message, expected)
      }
      return Context.add(context, DeliveryService, { ...inner, publish })
    })
  ).pipe(Layer.provideMerge(memory))

/** A process that dies at the n-th call of its store: after it is done, or before; the store does nothing for it from then on. */
const mortal = (cell: SnapshotCell, dies: { readonly at: number; readonly when: "before" | "after" } | undefined) => {
  const dead = Deferred.makeUnsafe<void>()
  let calls = 0
  const plan: CrashPlan = ({ number }) => {
    calls = number + 1
    if (dies === undefined || number < dies.at) return undefined
    Deferred.doneUnsafe(dead, Exit.void)
    return number === dies.at ? dies.when : "before"
  }
  return { stores: withCrashes(snapshots(cell), plan), dead: Deferred.await(dead), calls: () => calls }
}

/** What an application knows: which of its messages were acknowledged, what it was shown, by event id, and how far it has come. */
interface Diary {
  readonly acknowledged: Array<string>
  readonly shown: Map<string, string>
  step: number
}

interface Step {
  /** Whether it is not to be done again after a crash: nobody can tell then whether the message has left. */
  readonly once: boolean
  readonly does: (me: Client, diary: Diary) => Effect.Effect<unknown, unknown>
}

const again = (does: Step["does"]): Step => ({ once: false, does })
const here = Effect.fnUntraced(function* (me: Client) {
  const [first] = yield* me.groups
  return first ?? (yield* me.join())
})
const say = (text: string): Step => ({
  once: true,
  does: Effect.fnUntraced(function* (me: Client, diary: Diary) {
    yield* (yield* here(me)).send(text)
    diary.acknowledged.push(text)
  })
})
/** Reads until a message was shown; what is shown again after a crash has the same id. */
const hear = (text: string): Step =>
  again(
    Effect.fnUntraced(function* (me: Client, diary: Diary) {
      const group = yield* here(me)
      while (![...diary.shown.values()].includes(text)) {
        const event = yield* group.next
        if (event._tag === "message") diary.shown.set(`${event.group}/${event.id}`, new TextDecoder().decode(event.data))
      }
    })
  )
const renew = again((me) => Effect.flatMap(here(me), (group) => group.update))
const found = again((me) => Effect.flatMap(me.groups, (all) => (all.length === 0 ? me.create() : Effect.void)))
const invite = (name: string): Step =>
  again(
    Effect.fnUntraced(function* (me: Client) {
      const group = yield* here(me)
      // What was begun before a crash goes on by itself.
      while ((yield* group.view).outbox > 0) yield* Effect.sleep(1)
      if ((yield* group.members).every((member) => member.name !== name)) yield* group.invite(name)
    })
  )

type Death = Parameters<typeof mortal>[1]

/** Plays a part to its end, over as many lives as it takes; gives the number of calls of a life without a crash. */
const play = Effect.fnUntraced(function* (name: string, script: ReadonlyArray<Step>, cell: SnapshotCell, dies: Death, diary: Diary) {
  for (let lives = 0; ; lives++) {
    assert.isBelow(lives, 4, `stuck at step ${diary.step}`)
    const life = mortal(cell, lives === 0 ? dies : undefined)
    const scope = yield* Scope.make()
    const run = Effect.gen(function* () {
      const me = yield* client(name, life.stores)
      for (; diary.step < script.length; diary.step++) yield* script[diary.step]?.does(me, diary) ?? Effect.void
    })
    const lived = Effect.raceFirst(Effect.as(run, "done" as const), Effect.as(life.dead, "died" as const))
    const end = yield* Effect.exit(lived.pipe(Scope.provide(scope), Effect.timeout("5 seconds")))
    yield* Scope.close(scope, Exit.void)
    if (Exit.isSuccess(end) && end.value === "done") return life.calls()
    if (script[diary.step]?.once === true) diary.step++
  }
})

/** All that a group's member hears until `done`, or until nothing more can come. */
const hearing = Effect.fnUntraced(function* (group: Group, done: (heard: ReadonlyArray<string>) => boolean) {
  const heard: Array<string> = []
  while (!done(heard)) heard.push((yield* group.receive).text)
  return heard
}, Effect.timeout("3 seconds"))

interface Result {
  readonly calls: number
  readonly diary: Diary
  readonly heard: ReadonlyArray<string>
}

const newDiary = (): Diary => ({ acknowledged: [], shown: new Map(), step: 0 })
const all =
  ({ acknowledged }: Diary) =>
  (heard: ReadonlyArray<string>): boolean =>
    acknowledged.every((text) => heard.includes(text))

/** Bob joins, talks, listens and renews his keys. */
const guest = Effect.fnUntraced(function* (dies: Death) {
  const cell = snapshotCell()
  // A first life, so that there is somebody to invite.
  yield* Effect.scoped(client("bob", snapshots(cell)))
  const alice = yield* client("alice")
  const group = yield* alice.create({ invite: ["bob"] })
  yield* group.send("a1")
  const diary = newDiary()
  yield* Effect.forkChild(Effect.delay(group.send("a2"), 30))
  const join = again(here)
  const calls = yield* play("bob", [join, say("b1"), say("b2"), hear("a1"), renew, say("b3"), hear("a2")], cell, dies, diary)
  return { calls, diary, heard: yield* hearing(group, all(diary)) }
})

/** Alice makes a group, invites Bob, and talks. */
const host = Effect.fnUntraced(function* (dies: Death) {
  const cell = snapshotCell()
  const bob = yield* client("bob")
  const diary = newDiary()
  const playing = yield* Effect.forkChild(
    play("alice", [found, invite("bob"), say("a1"), say("a2"), renew, say("a3"), hear("b1"), hear("b2")], cell, dies, diary)
  )
  const bobs = yield* bob.join()
  for (const text of ["b1", "b2"]) yield* bobs.send(text)
  const calls = yield* Fiber.join(playing)
  const heard = yield* hearing(bobs, all(diary))
  // A Welcome whose sending was not noted is sent again; it leads to where Bob is already.
  while ((yield* bob.invitations) > 0) assert.strictEqual((yield* bob.join()).id, bobs.id)
  return { calls, diary, heard }
})

const inWorld = (scenario: (dies: Death) => Effect.Effect<Result, unknown, Shared | Scope.Scope>, dies: Death) => {
  const log = recording()
  return Effect.map(scenario(dies).pipe(Effect.scoped, Effect.provide(world("crash", watched(log), recorded(log)))), (result) => ({
    ...result,
    log
  }))
}

const everywhere = Effect.fnUntraced(function* (
  scenario: Parameters<typeof inWorld>[0],
  said: ReadonlyArray<string>,
  shown: ReadonlyArray<string>
) {
  const check = Effect.fnUntraced(function* (dies: Death) {
    const where = dies === undefined ? "without a crash" : `${dies.when} call ${dies.at}`
    const { calls, diary, heard, log } = yield* inWorld(scenario, dies)
    if (dies === undefined) assert.deepStrictEqual(diary.acknowledged, said)
    assert.strictEqual(new Set(heard).size, heard.length, `${where}: nothing was heard twice`)
    assert.deepStrictEqual([...diary.shown.values()], shown, `${where}: nothing was lost or shown twice`)
    assert.isAbove(log.left.size, said.length)
    for (const messages of log.left.values()) assert.strictEqual(messages.size, 1, `${where}: a key sealed two messages that left`)
    return calls
  })
  const calls = yield* check(undefined)
  for (const when of ["before", "after"] as const) for (let at = 0; at < calls; at++) yield* check({ at, when })
  return calls
})

describe("a client that crashes at any call of its store, before it is done or after", () => {
  it.live(
    "V291, V294, V263: as a guest uses no key twice, gets in, loses nothing and shows nothing twice",
    () => Effect.map(everywhere(guest, ["b1", "b2", "b3"], ["a1", "a2"]), (calls) => assert.isAbove(calls, 20)),
    240_000
  )
  it.live(
    "V291, V265, V212: as a host finds its own commit again, and nobody is invited to what was never accepted",
    () => Effect.map(everywhere(host, ["a1", "a2", "a3"], ["b1", "b2"]), (calls) => assert.isAbove(calls, 20)),
    240_000
  )
})
