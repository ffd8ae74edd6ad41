import { leafIndex } from "@copath/tree-math"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as fc from "fast-check"
import { assert } from "vitest"
import { forAll } from "../counterexample.ts"
import type { Law } from "../law.ts"
import {
  enter,
  greeting,
  headerOf,
  heed,
  meet,
  move,
  opens,
  pairEpoch,
  peek,
  ProtectionUnderTest,
  receive,
  refuses,
  restored,
  type Sent,
  sendAt,
  slotCounter,
  stored,
  wideEpoch,
  type WindowUnderTest
} from "./group.ts"

type Check = Law<ProtectionUnderTest>["check"]

/** Two members who have not spoken, and a delivery service between them. */
export const strangers = Effect.gen(function* () {
  const { make, suite, window } = yield* ProtectionUnderTest
  const slot = slotCounter()
  const alice = yield* enter(yield* make("alice"), suite, pairEpoch, 0)
  const bob = yield* enter(yield* make("bob"), suite, pairEpoch, 1)
  return { alice, bob, slot, window, make, suite }
})

/** Two members who have each other's keys. */
export const pair = Effect.tap(strangers, ({ alice, bob }) => meet([alice, bob]))

const everyMemberOpens: Check = Effect.gen(function* () {
  const { make, suite } = yield* ProtectionUnderTest
  const slot = slotCounter()
  const members = yield* Effect.forEach(wideEpoch.leaves, (leaf) =>
    Effect.flatMap(make(`leaf ${leaf}`), (p) => enter(p, suite, wideEpoch, leaf))
  )
  for (const contentType of [1, 2, 3, 1] as const) {
    for (const from of members) {
      for (const text of ["", "hello", "long ".repeat(200)]) {
        const sent = yield* sendAt(from, text, slot(), headerOf(contentType))
        for (const to of members) if (to !== from) yield* opens(to, sent, from, text)
      }
    }
  }
})

const anyOrder: Check = Effect.gen(function* () {
  const { make, suite, window } = yield* ProtectionUnderTest
  const orders: ReadonlyArray<(list: ReadonlyArray<number>) => ReadonlyArray<number>> = [
    (list) => list.toReversed(),
    (list) => [...list.filter((i) => i % 2 === 1), ...list.filter((i) => i % 2 === 0)],
    (list) => list.map((i) => (i * 5 + 2) % list.length)
  ]
  for (const order of orders) {
    const slot = slotCounter()
    const alice = yield* enter(yield* make("alice"), suite, pairEpoch, 0)
    const bob = yield* enter(yield* make("bob"), suite, pairEpoch, 1)
    yield* meet([alice, bob])
    const count = window.maxSkipped + 1 - ((window.maxSkipped + 1) % 5 === 0 ? 1 : 0)
    const sent = yield* Effect.forEach(
      Array.from({ length: count }, (_, i) => i),
      (i) => sendAt(alice, `text ${i}`, slot())
    )
    for (const i of order([...sent.keys()])) yield* opens(bob, sent[i] as Sent, alice, `text ${i}`)
  }
})

const openedOnce: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* pair
  const sent = [yield* sendAt(alice, "a", slot()), yield* sendAt(alice, "b", slot()), yield* sendAt(alice, "c", slot())]
  for (const i of [1, 0, 2]) {
    yield* receive(bob, sent[i] as Sent)
    yield* refuses(bob, sent[i] as Sent, "KeyConsumed", `message ${i} again`)
  }
  for (const one of sent) yield* refuses(bob, one, "KeyConsumed", "all over again")
})

const oneMessagePerKey: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* pair
  const twin = { ...alice }
  const place = slot()
  // A state restored from a copy: both seal with the same key.
  twin.state = restored(alice, alice.protection).state
  const first = yield* sendAt(alice, "first", place)
  const second = yield* sendAt(twin, "second", place)
  yield* opens(bob, first, alice, "first")
  yield* refuses(bob, second, "KeyConsumed")
})

const forwardLimit: Check = Effect.gen(function* () {
  const { alice, bob, slot, window } = yield* pair
  const sent = yield* Effect.forEach(Array.from({ length: window.maxForward + 2 }), () => sendAt(alice, "far", slot()))
  yield* refuses(bob, sent[window.maxForward + 1] as Sent, "TooFarAhead")
  yield* opens(bob, sent[0] as Sent, alice, "far")
  const dora = { ...bob }
  yield* opens(dora, sent[window.maxForward + 1] as Sent, alice, "far")
})

const boundedMemory: Check = Effect.gen(function* () {
  const { alice, bob, slot, window } = yield* pair
  const sent = yield* Effect.forEach(Array.from({ length: window.maxSkipped + 4 }), () => sendAt(alice, "late", slot()))
  yield* receive(bob, sent[window.maxSkipped + 2] as Sent)
  yield* refuses(bob, sent[0] as Sent, "OutOfOrder", "beyond the window")
  yield* refuses(bob, sent[1] as Sent, "OutOfOrder", "beyond the window")
  yield* opens(bob, sent[2] as Sent, alice, "late")
  // The one just used makes room; the window then moves by one.
  yield* opens(bob, sent[window.maxSkipped + 3] as Sent, alice, "late")
  yield* opens(bob, sent[3] as Sent, alice, "late")
  const size = stored(bob).length
  for (let i = 0; i < 3; i++) {
    const more = yield* Effect.forEach(Array.from({ length: window.maxSkipped + 1 }), () => sendAt(alice, "more", slot()))
    yield* opens(bob, more.at(-1) as Sent, alice, "more")
  }
  yield* Effect.sync(() => assert.isAtMost(stored(bob).length, size + 200, "skipped keys pile up"))
})

/** What the window says must become of a message: the naive form of every implementation. */
const windowModel = ({ maxForward, maxSkipped, span }: WindowUnderTest) => {
  let next = 0
  let floor = 0
  let kept: ReadonlyArray<number> = []
  return (i: number): ReadonlyArray<string> => {
    if (kept.includes(i)) {
      kept = kept.filter((k) => k !== i)
      return ["opened"]
    }
    if (i < next) return i < floor ? ["OutOfOrder"] : ["KeyConsumed"]
    if (i - next > maxForward) return ["TooFarAhead"]
    const skipped = [...kept, ...Array.from({ length: i - next }, (_, k) => next + k)]
    kept = span === true ? skipped.filter((k) => k >= i - maxSkipped) : skipped.slice(Math.max(skipped.length - maxSkipped, 0))
    if (span === true) floor = Math.max(floor, i - maxSkipped)
    floor = Math.max(floor, ...skipped.filter((k) => !kept.includes(k)).map((k) => k + 1))
    next = i + 1
    return ["opened"]
  }
}

const anySchedule: Check = Effect.gen(function* () {
  const { make, suite, window } = yield* ProtectionUnderTest
  const slot = slotCounter()
  const protection = yield* make("one for all")
  const alice = yield* enter(protection, suite, pairEpoch, 0)
  const hello = yield* greeting(alice)
  const sent = yield* Effect.forEach(Array.from({ length: window.maxForward * 2 }), () => sendAt(alice, "text", slot()))
  // Small steps, jumps, repetitions and messages that never come.
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -3, max: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: -9, max: window.maxForward + 2 }) }
  )
  const order = fc.array(step, { minLength: 1, maxLength: 40 }).map((steps) => {
    let at = 0
    return steps.map((by) => (at = Math.min(Math.max(at + by, 0), sent.length - 1)))
  })
  const show = (messages: ReadonlyArray<number>) => `messages come in this order: ${messages.join(", ")}`
  yield* forAll({ of: order, show, runs: 60, seed: 9420 }, (messages) =>
    Effect.gen(function* () {
      const bob = yield* enter(protection, suite, pairEpoch, 1)
      yield* heed(bob, hello)
      const expected = windowModel(window)
      for (const at of messages) {
        const outcome = yield* Effect.match(receive(bob, sent[at] as Sent), {
          onSuccess: () => "opened",
          onFailure: (e) => (e._tag === "Unprotectable" ? e.reason : e._tag)
        })
        const due = expected(at)
        assert.include(due, outcome, `message ${at}: ${outcome}, where due is ${due.join(" or ")}`)
      }
    })
  )
})

const epochsApart: Check = Effect.gen(function* () {
  const { make, suite } = yield* ProtectionUnderTest
  const slot = slotCounter()
  const old = yield* enter(yield* make("leaf 0"), suite, wideEpoch, 0)
  const evicted = yield* enter(yield* make("leaf 6"), suite, wideEpoch, 6)
  const other = yield* enter(yield* make("leaf 1"), suite, wideEpoch, 1)
  yield* meet([old, evicted, other])
  const early = yield* sendAt(other, "early", slot())
  const late = yield* sendAt(other, "late", slot())
  yield* opens(old, early, other, "early")
  // Leaf 6 leaves, the right half goes, leaf 2 joins.
  const nextEpoch = { name: "next", number: 8n, leafCount: 4, leaves: [0, 1, 2, 3] }
  const changed = { removed: [leafIndex(6), leafIndex(4)], added: [leafIndex(2)], committer: leafIndex(1) }
  const moved = yield* move(old, suite, nextEpoch, changed)
  const peer = yield* move(other, suite, nextEpoch, changed)
  const joined = yield* enter(yield* make("leaf 2"), suite, nextEpoch, 2)
  const nextSlot = slotCounter()
  // A state that goes on from epoch to epoch serves both, and the one before is given up.
  if (moved.protection.resume === undefined) {
    yield* refuses(moved, late, "BadCiphertext", "a message of the epoch before")
    yield* opens(old, late, other, "late")
  } else yield* opens(moved, late, other, "late")
  yield* opens(moved, yield* sendAt(joined, "hi", nextSlot()), joined, "hi")
  const reply = yield* sendAt(peer, "welcome", nextSlot())
  for (const to of [moved, joined]) yield* opens(to, reply, peer, "welcome")
  yield* refuses(evicted, reply, "BadCiphertext", "a removed member")
  // Whoever stayed knows the keys, and still cannot speak from a leaf that was removed.
  const ghost = yield* enter(yield* make("ghost"), suite, { ...nextEpoch, leafCount: 8, leaves: [0, 1, 2, 3, 6] }, 6)
  yield* refuses(moved, yield* sendAt(ghost, "boo", nextSlot()), "BadCiphertext", "a leaf beyond the tree")
})

const blankLeaves: Check = Effect.gen(function* () {
  const { make, suite } = yield* ProtectionUnderTest
  const slot = slotCounter()
  const bob = yield* enter(yield* make("leaf 0"), suite, wideEpoch, 0)
  const honest = yield* enter(yield* make("leaf 6"), suite, wideEpoch, 6)
  for (const leaf of [2, 5, 7]) {
    const ghost = yield* enter(yield* make("ghost"), suite, { ...wideEpoch, leaves: [...wideEpoch.leaves, leaf] }, leaf)
    yield* refuses(bob, yield* sendAt(ghost, "boo", slot()), "BadCiphertext", `leaf ${leaf}`)
  }
  yield* opens(bob, yield* sendAt(honest, "hello", slot()), honest, "hello")
})

const ownLeaf: Check = Effect.gen(function* () {
  const { alice, bob, make, slot, suite } = yield* pair
  const mallory = yield* enter(yield* make("mallory"), suite, pairEpoch, 0)
  for (let i = 0; i < 3; i++) yield* refuses(alice, yield* sendAt(mallory, "as alice", slot()), "BadCiphertext")
  yield* opens(bob, yield* sendAt(alice, "really", slot()), alice, "really")
})

const adoptedLater: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* pair
  const [first, second] = [yield* sendAt(alice, "first", slot()), yield* sendAt(alice, "second", slot())]
  // Opened, but the signature did not hold: nothing is adopted, nothing is lost, as often as it happens.
  for (let i = 0; i < 3; i++) {
    assert.strictEqual((yield* peek(bob, second)).text, "second")
    assert.strictEqual((yield* peek(bob, first)).text, "first")
  }
  yield* opens(bob, second, alice, "second")
  yield* opens(bob, first, alice, "first")
})

const slotNeeded: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* pair
  const missing = yield* Effect.exit(alice.protection.protect(alice.state, headerOf(), new Uint8Array(1), Option.none()))
  assert.isTrue(missing._tag === "Failure" && Cause.hasDies(missing.cause), "a missing slot is our own mistake")
  // Reserved first and used last: everybody else's messages come in between.
  const reserved = slot()
  const between = [yield* sendAt(bob, "one", slot()), yield* sendAt(bob, "two", slot())]
  for (const sent of between) yield* receive(alice, sent)
  const late = yield* sendAt(alice, "at last", reserved)
  yield* opens(bob, late, alice, "at last")
  const again = yield* Effect.result(sendAt(alice, "twice", reserved))
  assert.isTrue(
    again._tag === "Failure" && again.failure._tag === "Unprotectable" && again.failure.reason === "KeyConsumed",
    "a slot was used twice"
  )
})

const emptySlots: Check = Effect.gen(function* () {
  const { alice, bob, slot } = yield* pair
  const given = [slot(), slot(), slot(), slot()]
  const [a, b] = [yield* sendAt(alice, "a", given[1] as Option.Option<bigint>), yield* sendAt(bob, "b", given[3] as Option.Option<bigint>)]
  yield* opens(bob, a, alice, "a")
  yield* opens(alice, b, bob, "b")
  yield* opens(bob, yield* sendAt(alice, "filled", given[0] as Option.Option<bigint>), alice, "filled")
})

/** What a group gets out of message protection. */
export const openingLaws: ReadonlyArray<Law<ProtectionUnderTest>> = [
  { title: "every other member opens a message to its sender and content (R023)", check: everyMemberOpens },
  { title: "messages may arrive in any order inside the window (R025, R031)", check: anyOrder },
  { title: "a message is opened once, and its replay is refused (V063, V074, R054)", check: openedOnce },
  { title: "a second message under a used key is refused (V074)", check: oneMessagePerKey },
  { title: "a chain jumps as far as its limit and no further (V075)", check: forwardLimit },
  { title: "what is kept for late messages is bounded, and what was dropped is out of order (V076)", check: boundedMemory },
  { title: "whatever order messages come in, the window alone decides (R025, R031)", check: anySchedule },
  {
    title: "epochs share nothing but what the tree says: late messages open with the old state alone, or with one that serves both (V082)",
    check: epochsApart
  },
  { title: "nobody speaks from a blank leaf (V067)", check: blankLeaves },
  { title: "a message that claims to be mine is refused and leaves my sending alone (V068)", check: ownLeaf },
  { title: "a message that was opened and not adopted consumes nothing (V078)", check: adoptedLater }
]

/** What holds besides where messages go into reserved slots. */
export const slotLaws: ReadonlyArray<Law<ProtectionUnderTest>> = [
  { title: "a slot is needed, keeps until it is used, and is used once", check: slotNeeded },
  { title: "slots may stay empty, and may be filled late", check: emptySlots }
]
