import { decode } from "@copath/codec"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import type { Law } from "../law.ts"
import { flipped, hexOf, textBytes } from "../schedule/crypto.ts"
import { ChannelUnderTest, copied, moved, open, peek, place, refuses, says, seal, stored, three, threeKeys } from "./world.ts"

type Check = Law<ChannelUnderTest>["check"]

const roundTrip: Check = Effect.gen(function* () {
  const { alice, bob, carol } = yield* three
  const lines = [
    [alice, bob],
    [alice, bob],
    [bob, alice],
    [carol, bob],
    [bob, carol],
    [bob, carol],
    [alice, bob],
    [bob, alice],
    [carol, alice],
    [alice, carol]
  ] as const
  for (const [from, to] of lines) {
    for (const text of ["", "hello", "long ".repeat(100)]) {
      const sealed = seal(from, to, text)
      const third = [alice, bob, carol].find((end) => end !== from && end !== to) as typeof alice
      assert.isString(peek(third, from, sealed), "opened by another")
      assert.isString(peek(to, third, sealed), "opened as another's")
      assert.strictEqual(open(to, from, sealed), text)
    }
  }
})

const crossing: Check = Effect.gen(function* () {
  const { alice, bob } = yield* three
  // Both speak first, and neither has heard the other.
  const [a, b] = [seal(alice, bob, "from alice"), seal(bob, alice, "from bob")]
  const again = seal(alice, bob, "once more")
  assert.strictEqual(open(alice, bob, b), "from bob")
  const answer = seal(alice, bob, "answer")
  for (const [sealed, text] of [[again, "once more"] as const, [answer, "answer"] as const, [a, "from alice"] as const])
    assert.strictEqual(open(bob, alice, sealed), text)
  for (let i = 0; i < 3; i++) {
    says(bob, alice, `${i}`)
    says(alice, bob, `${i}`)
  }
})

const anyOrder: Check = Effect.gen(function* () {
  const { alice, bob, window } = yield* three
  for (let round = 0; round < 3; round++) {
    const sent = Array.from({ length: window.maxSkipped + 1 }, (_, i) => seal(alice, bob, `${round} ${i}`))
    const held = seal(alice, bob, `${round} held`)
    for (const i of [...sent.keys()].toReversed()) assert.strictEqual(open(bob, alice, sent[i] as Uint8Array), `${round} ${i}`)
    says(bob, alice, "heard")
    says(alice, bob, "a new turn")
    assert.strictEqual(open(bob, alice, held), `${round} held`, "a message that was overtaken by an answer")
  }
})

const openedOnce: Check = Effect.gen(function* () {
  const { alice, bob } = yield* three
  const sent = ["a", "b", "c"].map((text) => seal(alice, bob, text))
  for (const i of [1, 0, 2]) {
    open(bob, alice, sent[i] as Uint8Array)
    refuses(bob, alice, sent[i] as Uint8Array, "KeyConsumed", `message ${i} again`)
  }
  for (const sealed of sent) refuses(bob, alice, sealed, "KeyConsumed", "all over again")
  for (let i = 0; i < 2; i++) {
    says(bob, alice, "answer")
    says(alice, bob, "answer")
  }
  for (const sealed of sent) assert.isString(peek(bob, alice, sealed), "a replay after the conversation went on")
})

const bounded: Check = Effect.gen(function* () {
  const { alice, bob, make, window } = yield* three
  const sent = Array.from({ length: window.maxForward + 2 }, (_, i) => seal(alice, bob, `${i}`))
  refuses(bob, alice, sent[window.maxForward + 1] as Uint8Array, "TooFarAhead", "beyond the limit")
  const far = copied(bob, yield* make("another bob"))
  assert.strictEqual(open(far, alice, sent[window.maxForward] as Uint8Array), `${window.maxForward}`, "at the limit")
  assert.strictEqual(open(bob, alice, sent[window.maxSkipped + 2] as Uint8Array), `${window.maxSkipped + 2}`)
  refuses(bob, alice, sent[0] as Uint8Array, "OutOfOrder", "no longer kept")
  refuses(bob, alice, sent[1] as Uint8Array, "OutOfOrder", "no longer kept")
  assert.strictEqual(open(bob, alice, sent[2] as Uint8Array), "2")
  let size = 0
  for (let i = 0; i < 6; i++) {
    // Room for what an answered channel holds besides.
    if (i === 2) size = stored(bob).length
    const more = Array.from({ length: window.maxSkipped + 1 }, () => seal(alice, bob, "more"))
    open(bob, alice, more.at(-1) as Uint8Array)
    says(bob, alice, "answer")
  }
  assert.isAtMost(stored(bob).length, size + 200, "skipped keys pile up")
})

const tampered: Check = Effect.gen(function* () {
  const { alice, bob } = yield* three
  for (let turn = 0; turn < 3; turn++) {
    const sealed = seal(alice, bob, "a text")
    const before = stored(bob)
    for (let at = 0; at < sealed.length; at++) assert.isString(peek(bob, alice, flipped(sealed, at)), `byte ${at} is not bound`)
    for (let length = 0; length < sealed.length; length++) assert.isString(peek(bob, alice, sealed.slice(0, length)), `cut to ${length}`)
    assert.isString(peek(bob, alice, new Uint8Array([...sealed, 0])), "a byte too many")
    refuses(bob, alice, sealed, "BadCiphertext", "another context", textBytes("another context"))
    assert.deepStrictEqual(stored(bob), before, "a forgery changed the state")
    assert.strictEqual(open(bob, alice, sealed), "a text")
    says(bob, alice, "an answer")
  }
})

const garbage: Check = Effect.gen(function* () {
  const { alice, bob } = yield* three
  says(alice, bob, "text")
  const state = stored(bob)
  const noise = (n: number): Uint8Array => Uint8Array.from({ length: n % 97 }, (_, i) => (i * n * 31 + n) % 256)
  for (let n = 0; n < 300; n++) {
    assert.isString(peek(bob, alice, noise(n)))
    decode(bob.channel.stateCodec, noise(n))
    assert.strictEqual(decode(bob.channel.stateCodec, state.slice(0, n % state.length))._tag, "Failure", "a state cut short")
  }
  assert.strictEqual(peek(bob, { ...alice, leaf: bob.leaf }, seal(alice, bob, "from myself")), "BadCiphertext")
})

const written: Check = Effect.gen(function* () {
  const { alice: a, bob: b, make, suite } = yield* three
  const others = [yield* make("other alice"), yield* make("other bob")] as const
  let [alice, bob] = [a, b]
  const swap = (): void => {
    const next = [copied(alice, others[0]), copied(bob, others[1])] as const
    assert.deepStrictEqual(next.map(stored), [alice, bob].map(stored), "encoding what was decoded")
    ;[alice, bob] = next
  }
  swap()
  const kept = seal(alice, bob, "kept")
  for (let i = 0; i < 4; i++) {
    swap()
    says(alice, bob, `${i}`)
    swap()
    if (i === 2) {
      const keys = { ...threeKeys, 1: "bob's second" }
      ;[alice, bob] = [moved(alice, suite, keys), moved(bob, suite, keys)]
      swap()
    }
    if (i > 0) says(bob, alice, `${i}`)
  }
  swap()
  assert.strictEqual(open(bob, alice, kept, undefined, 1), "kept")
})

const seeded: Check = Effect.gen(function* () {
  const { make, suite } = yield* ChannelUnderTest
  const transcript = Effect.fnUntraced(function* (seed: string) {
    const [alice, bob] = [place(yield* make(seed), suite, 0), place(yield* make(`${seed} bob`), suite, 1)]
    const first = seal(alice, bob, "a")
    open(bob, alice, first)
    const answer = seal(bob, alice, "b")
    open(alice, bob, answer)
    return [first, answer, seal(alice, bob, "c"), stored(alice), stored(bob)].map(hexOf)
  })
  assert.deepStrictEqual(yield* transcript("seed"), yield* transcript("seed"))
  assert.notDeepEqual(yield* transcript("seed"), yield* transcript("another"))
})

/** What two members get out of a channel. */
export const carryingLaws: ReadonlyArray<Law<ChannelUnderTest>> = [
  { title: "what is sealed for one peer is opened by that one alone, as its sender's", check: roundTrip },
  { title: "two who speak at once understand each other", check: crossing },
  { title: "messages may come in any order inside the window, across answers too", check: anyOrder },
  { title: "a message is opened once, and its replay is refused", check: openedOnce },
  { title: "a jump is limited, and what is kept for late messages is bounded", check: bounded },
  { title: "a message that was changed, cut or moved to another context is refused and does no harm", check: tampered },
  { title: "bytes of any kind are refused without a defect", check: garbage },
  { title: "a state is written down and read by another instance at every step", check: written },
  { title: "equal seeds give equal bytes", check: seeded }
]
