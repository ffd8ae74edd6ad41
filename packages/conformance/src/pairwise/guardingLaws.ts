import * as Effect from "effect/Effect"
import { assert } from "vitest"
import type { Law } from "../law.ts"
import { hexOf, textBytes } from "../schedule/crypto.ts"
import { sightings } from "../protection/watch.ts"
import {
  ChannelUnderTest,
  copied,
  type End,
  type Keys,
  moved,
  open,
  pairOf,
  peek,
  place,
  refuses,
  says,
  seal,
  stored,
  three,
  threeKeys
} from "./world.ts"

type Check = Law<ChannelUnderTest>["check"]

const contains = (bytes: string, secret: string): boolean => {
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + 1)) if (at % 2 === 0) return true
  return false
}

/** Two who have spoken, and whose first leaf keys are gone. */
const acquainted = (alice: End, bob: End, suite: ChannelUnderTest["Service"]["suite"]): readonly [End, End] => {
  for (let i = 0; i < 2; i++) {
    says(alice, bob, "hello")
    says(bob, alice, "hello")
  }
  const keys = { ...threeKeys, 0: "alice's second", 1: "bob's second" }
  const pair = [moved(alice, suite, keys, [], 0), moved(bob, suite, keys, [], 0)] as const
  says(pair[0], pair[1], "after the update")
  says(pair[1], pair[0], "after the update")
  return pair
}

const keysAreGone: Check = Effect.gen(function* () {
  const { make, suite } = yield* ChannelUnderTest
  const opened: Array<string> = []
  const watched = yield* make("bob", (inner) => ({
    ...inner,
    hpke: {
      ...inner.hpke,
      receiveExport: (me, ...rest) => {
        opened.push(hexOf(me.secretKey.expose()))
        return inner.hpke.receiveExport(me, ...rest)
      },
      open: (me, ...rest) => {
        opened.push(hexOf(me.secretKey.expose()))
        return inner.hpke.open(me, ...rest)
      }
    }
  }))
  const [alice, bob] = acquainted(place(yield* make("alice"), suite, 0), place(watched, suite, 1), suite)
  let left = false
  for (let i = 0; i < 4; i++) {
    opened.length = 0
    says(alice, bob, "text")
    const state = hexOf(stored(bob))
    assert.isAbove(opened.length, 0, "a private key opens the first message of a turn")
    left ||= opened.some((secret) => contains(state, secret))
    says(bob, alice, "answer")
  }
  assert.strictEqual(!left, bob.channel.facts.forwardSecure, "a private key that opened a message is gone exactly where that is declared")
})

const derivedKeysAreGone: Check = Effect.gen(function* () {
  const { make, suite } = yield* ChannelUnderTest
  const eyes = sightings()
  const alice = place(yield* make("alice"), suite, 0)
  const bob = place(yield* make("bob", eyes.watch), suite, 1)
  const step = (next: {
    readonly state: End["state"]
    readonly retired: ReadonlyArray<{ readonly expose: () => Uint8Array; readonly wipe: () => void }>
  }): void => {
    const before = hexOf(stored(bob))
    bob.state = next.state
    const after = hexOf(stored(bob))
    const retired = next.retired.map((secret) => hexOf(secret.expose()))
    for (const secret of retired) {
      assert.isTrue(contains(before, secret), "a secret was retired that was not there")
      assert.isFalse(contains(after, secret), "a secret was retired and kept")
    }
    for (const secret of eyes.seen())
      if (contains(before, secret) && !contains(after, secret))
        assert.isTrue(retired.includes(secret), "a secret was dropped and not retired")
    for (const secret of eyes.used()) assert.isFalse(contains(after, secret), "a key that sealed or opened a message is still there")
    for (const secret of next.retired) secret.wipe()
  }
  const hears = (sealed: Uint8Array): void => {
    const outcome = peek(bob, alice, sealed)
    assert.isObject(outcome)
    if (typeof outcome !== "string") step(outcome)
  }
  const speaks = (): void => {
    const made = bob.channel.seal(bob.state, alice.leaf, textBytes("a context"), textBytes("text"))
    assert.strictEqual(made._tag, "Success")
    if (made._tag !== "Success") return
    step(made.success)
    open(alice, bob, made.success.sealed)
  }
  for (let round = 0; round < 3; round++) {
    const sent = [0, 1, 2, 3].map(() => seal(alice, bob, "text"))
    for (const i of [2, 0]) hears(sent[i] as Uint8Array)
    speaks()
    speaks()
    hears(seal(alice, bob, "a turn"))
    for (const i of [3, 1]) hears(sent[i] as Uint8Array)
  }
})

const heals: Check = Effect.gen(function* () {
  const { make, suite } = yield* ChannelUnderTest
  /** What a thief of bob's state reads of alice's next message, after `between`. */
  const stolen = Effect.fnUntraced(function* (between: (alice: End, bob: End) => readonly [End, End]) {
    const [alice, bob] = acquainted(place(yield* make("alice"), suite, 0), place(yield* make("bob"), suite, 1), suite)
    const thief = copied(bob, yield* make("thief"))
    const now = seal(alice, bob, "right after")
    assert.strictEqual(peek(thief, alice, now) instanceof Object, true, "a thief reads what bob reads")
    assert.strictEqual(open(bob, alice, now), "right after")
    open(thief, alice, now)
    const [a, b] = between(alice, bob)
    const later = seal(a, b, "later")
    assert.strictEqual(open(b, a, later), "later")
    // The thief goes along into the epoch as well as it can: with the leaf key that it stole.
    return open(thief, a, later) === "later"
  })
  const talk = yield* stolen((alice, bob) => {
    says(bob, alice, "there")
    says(alice, bob, "and back")
    return [alice, bob]
  })
  const update = yield* stolen((alice, bob) => {
    const keys = { ...threeKeys, 0: "alice's second", 1: "bob's third" }
    return [moved(alice, suite, keys, [], 0), moved(bob, suite, keys, [], 0)]
  })
  const nothing = yield* stolen((alice, bob) => [alice, bob])
  const { facts } = place(yield* make("facts"), suite, 0).channel
  assert.isTrue(nothing, "a thief goes on reading while nothing happens")
  assert.strictEqual(!talk, facts.heals === "round-trip", "a message there and back ends a thief's reading exactly where that is declared")
  if (facts.heals !== "round-trip")
    assert.strictEqual(!update, facts.heals === "leaf-key", "a new leaf key ends it exactly where that is declared")
})

const firstContact: Check = Effect.gen(function* () {
  const { bob, make, suite } = yield* three
  // Knows all public keys, and has one of its own in alice's place.
  const channel = yield* make("mallory")
  const mallory = place(channel, suite, 0, { ...threeKeys, 0: "mallory" })
  const outcome = peek(bob, mallory, seal(mallory, bob, "I am alice"))
  assert.strictEqual(
    outcome === "BadCiphertext",
    channel.facts.authenticated,
    "a first message shows its sender's leaf key exactly where that is declared"
  )
})

const laterTurns: Check = Effect.gen(function* () {
  const { alice, bob, make, suite } = yield* three
  if (!alice.channel.facts.authenticated) return
  for (let i = 0; i < 2; i++) {
    says(alice, bob, "hello")
    says(bob, alice, "hello")
  }
  // Holds everything that was public, and starts anew against those who know each other.
  const mallory = place(yield* make("mallory"), suite, 0, { ...threeKeys, 0: "mallory" })
  for (let i = 0; i < 5; i++)
    assert.isString(peek(bob, mallory, seal(mallory, bob, "I am alice")), "a stranger in the middle of a conversation")
})

const lateLeafKeys: Check = Effect.gen(function* () {
  const { alice, bob, suite } = yield* three
  const first = [seal(alice, bob, "one"), seal(alice, bob, "two")]
  const second: Keys = { ...threeKeys, 1: "bob's second" }
  const third: Keys = { ...threeKeys, 1: "bob's third" }
  const once = moved(bob, suite, second, [], 1)
  assert.strictEqual(open(once, alice, first[0] as Uint8Array, undefined, 1), "one", "one epoch later")
  if (alice.channel.facts.heals !== "never") {
    const never = moved(place(bob.channel, suite, 1), suite, second, [], 0)
    assert.strictEqual(peek(never, alice, first[0] as Uint8Array, undefined, 1), "BadCiphertext", "where nothing is kept")
    const twice = moved(moved(place(bob.channel, suite, 1), suite, second, [], 1), suite, third, [], 1)
    assert.strictEqual(peek(twice, alice, first[1] as Uint8Array, undefined, 2), "BadCiphertext", "two epochs later")
    const text = hexOf(stored(twice))
    assert.isFalse(contains(text, hexOf(pairOf(suite, "bob").secretKey.expose())), "a replaced leaf key is still there")
    assert.isTrue(contains(text, hexOf(pairOf(suite, "bob's second").secretKey.expose())), "the one before is kept for late messages")
  }
  const [a, b] = [moved(alice, suite, second), moved(once, suite, second)]
  says(b, a, "an answer across an update")
  says(a, b, "and back")
})

const newOwner: Check = Effect.gen(function* () {
  const { alice, bob, make, suite } = yield* three
  says(alice, bob, "hello")
  says(bob, alice, "hello")
  const late = seal(bob, alice, "late")
  const keys = { ...threeKeys, 1: "dave" }
  const next = moved(alice, suite, keys, [1])
  const dave = place(yield* make("dave"), suite, 1, keys)
  if (next.channel.facts.authenticated) refuses(next, bob, late, "BadCiphertext", "the former owner's message, now")
  const forDave = seal(next, dave, "for dave")
  assert.isString(peek(bob, alice, forDave), "the former owner reads what is for the new one")
  assert.strictEqual(open(dave, next, forDave), "for dave")
  says(dave, next, "hello")
  const without = moved(next, suite, { 0: "alice", 2: "carol" }, [1])
  refuses(without, dave, seal(dave, next, "from nobody"), "BadCiphertext", "nobody speaks from a vacant leaf")
})

/** What a channel keeps from others, and does not keep itself. */
export const guardingLaws: ReadonlyArray<Law<ChannelUnderTest>> = [
  { title: "a private key that opened a message is gone exactly where the channel is forward secure (R030)", check: keysAreGone },
  {
    title: "a key that sealed or opened a message is gone, and a step retires exactly what the new state has no more",
    check: derivedKeysAreGone
  },
  { title: "a thief's reading ends exactly where the channel says that it heals (R030)", check: heals },
  { title: "a first message shows its sender's leaf key exactly where that is declared", check: firstContact },
  { title: "a stranger cannot break into a conversation", check: laterTurns },
  { title: "leaf keys that were replaced open late messages for as long as they are kept, and no longer", check: lateLeafKeys },
  { title: "a leaf's new owner is a stranger to what the former one had", check: newOwner }
]
