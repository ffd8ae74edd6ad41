import * as Effect from "effect/Effect"
import { assert } from "vitest"
import type { Law } from "../law.ts"
import { opens, peek, type ProtectionUnderTest, receive, refuses, restored, type Sent, sendAt, stored } from "./group.ts"
import { pair } from "./openingLaws.ts"

type Check = Law<ProtectionUnderTest>["check"]

const retainedIsTrue: Check = Effect.gen(function* () {
  const { alice, bob, make, slot, window } = yield* pair
  const sent = yield* Effect.forEach(Array.from({ length: window.maxSkipped + 6 }), () => sendAt(alice, "recorded", slot()))
  const thief = yield* make("thief")
  const { keyLife } = thief
  let newest = -1
  for (const i of [1, 4, 2, window.maxSkipped + 3, 5, window.maxSkipped + 4]) {
    yield* receive(bob, sent[i] as Sent)
    newest = Math.max(newest, i)
    // What a thief of the state makes of the messages that went by.
    const stolen = restored(bob, thief)
    const read: Array<number> = []
    for (let past = 0; past <= newest; past++)
      if ((yield* Effect.result(peek(stolen, sent[past] as Sent)))._tag === "Success") read.push(past)
    const { keys, oldest } = stolen.protection.retained(stolen.state)
    const behind = read.length === 0 ? 0 : newest - (read[0] as number)
    if (keyLife.application === "message") assert.deepStrictEqual({ keys, oldest }, { keys: read.length, oldest: behind }, `after ${i}`)
    // Keys that outlast their message open what was opened before as well, to a thief who does not ask what was used.
    else assert.isTrue(keys >= 1 && oldest >= behind, `after ${i}: ${keys} keys reach back ${oldest}, and ${behind} were opened`)
  }
})

const timeTakes: Check = Effect.gen(function* () {
  const { alice, bob, slot, window } = yield* pair
  const sent = yield* Effect.forEach(Array.from({ length: 5 }), () => sendAt(alice, "late", slot()))
  const forget = (now: number): ReadonlyArray<string> => {
    const { retired, state } = bob.protection.forget(bob.state, now)
    bob.state = state
    const gone = retired.map((secret) => secret.expose().join())
    for (const secret of retired) secret.wipe()
    return gone
  }
  yield* receive(bob, sent[2] as Sent)
  if (window.maxSeconds === undefined) {
    const before = stored(bob)
    for (const now of [0, 1_000_000, 0xffffffff]) assert.deepStrictEqual(forget(now), [], "something went, where time has no say")
    assert.deepStrictEqual(stored(bob), before, "time changed the state")
    return yield* opens(bob, sent[0] as Sent, alice, "late")
  }
  const start = 1000
  forget(start)
  yield* receive(bob, sent[4] as Sent)
  // One second before its time nothing is gone, and what was skipped later is younger.
  assert.deepStrictEqual(forget(start + window.maxSeconds - 1), [])
  yield* opens(bob, sent[1] as Sent, alice, "late")
  assert.isAbove(forget(start + window.maxSeconds).length, 0, "nothing went")
  yield* refuses(bob, sent[0] as Sent, "OutOfOrder", "after its time")
  yield* opens(bob, sent[3] as Sent, alice, "late")
})

/** How far back a member's state reads, and what it says of that. */
export const retentionLaws: ReadonlyArray<Law<ProtectionUnderTest>> = [
  { title: "a state opens exactly the past messages that it says it retains keys for (R031)", check: retainedIsTrue },
  { title: "time takes what has waited as long as the window allows, and nothing else (R031)", check: timeTakes }
]
