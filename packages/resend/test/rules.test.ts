import { decode, encode } from "@copath/codec"
import { Result } from "effect"
import { describe, expect, test } from "vitest"
import {
  ask,
  compose,
  defaultLimits,
  emptyResender,
  type Here,
  type Limits,
  listDeliveries,
  type Outcome,
  type Resender,
  resenderCodec,
  take,
  wentOut,
  window
} from "../src/index.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const id = (n: number): Uint8Array => new Uint8Array(16).fill(n)
const alice = bytes("alice")
const bob = bytes("bob")
const carol = bytes("carol")
// Enough of a hash for texts of a few letters.
const hash = (text: Uint8Array): Uint8Array => Uint8Array.of(0x68, ...text)

const here = (over: Partial<Here> = {}): Here => ({ me: alice, epoch: 5n, newestJoin: 2n, now: 1000n, hash, ...over })

const wire = bytes("the sealed message")
/** Alice, who sent "hello" in epoch 5 at second 1000. */
const sender = (limits: Limits = defaultLimits, until?: bigint): Resender =>
  wentOut(
    compose(emptyResender, limits, { body: bytes("hello"), id: id(1), epoch: 5n, now: 1000n, ...(until === undefined ? {} : { until }) })
      .state,
    id(1),
    hash(wire)
  )
const asks = (
  state: Resender,
  over: Partial<Here> = {},
  from = bob,
  epoch = 5n,
  limits = defaultLimits
): { state: Resender; outcome: Outcome } =>
  Result.getOrThrow(take(state, limits, here(over), { author: from, epoch, payload: ask(hash(wire)) }))
const payloadOf = (outcome: Outcome): Uint8Array => {
  if (outcome._tag !== "answer" && outcome._tag !== "confirm") throw new Error(outcome._tag)
  return outcome.payload
}
const receives = (state: Resender, from: Uint8Array, epoch: bigint, payload: Uint8Array) =>
  Result.getOrThrow(take(state, defaultLimits, here({ me: bob }), { author: from, epoch, payload }))

const original = compose(emptyResender, defaultLimits, { body: bytes("hello"), id: id(1), epoch: 5n, now: 1000n }).payload
const again = payloadOf(asks(sender()).outcome)

describe("rule 1: only the author sends again, and the same text", () => {
  test("R131: a lost message comes back from its sender", () => {
    const { outcome } = receives(emptyResender, alice, 6n, again)
    expect(outcome).toMatchObject({ _tag: "deliver", again: true, sent: 5n })
    expect(outcome._tag === "deliver" && outcome.body).toEqual(bytes("hello"))
  })

  test("R133: a third member's resending is refused", () => {
    const { outcome, state } = receives(emptyResender, carol, 6n, again)
    expect(outcome).toMatchObject({ _tag: "refused", reason: "NotAuthor" })
    // It takes nothing away from the author's own.
    expect(receives(state, alice, 6n, again).outcome._tag).toBe("deliver")
  })

  test("R134: another text under the same id is refused", () => {
    const first = receives(emptyResender, alice, 5n, original)
    const other = compose(emptyResender, defaultLimits, { body: bytes("hullo"), id: id(1), epoch: 5n, now: 1000n }).payload
    expect(receives(first.state, alice, 5n, other).outcome).toMatchObject({ _tag: "refused", reason: "Changed" })
  })

  test("an id that another member used is not taken from its author", () => {
    const stolen = compose(emptyResender, defaultLimits, { body: bytes("mine"), id: id(1), epoch: 5n, now: 1n }).payload
    const first = receives(emptyResender, carol, 5n, stolen)
    expect(receives(first.state, alice, 5n, original).outcome._tag).toBe("deliver")
  })
})

describe("rule 2: delivered once", () => {
  test("R132: withheld, sent again, then released: one delivery, in either order", () => {
    const first = receives(emptyResender, alice, 6n, again)
    expect(receives(first.state, alice, 5n, original).outcome._tag).toBe("duplicate")
    const other = receives(emptyResender, alice, 5n, original)
    expect(receives(other.state, alice, 6n, again).outcome._tag).toBe("duplicate")
    expect(receives(receives(first.state, alice, 6n, again).state, alice, 7n, again).outcome._tag).toBe("duplicate")
  })
})

describe("rule 3: asks have a limit, and newcomers read nothing old unless somebody says so", () => {
  test("R118: the eleventh ask within a minute is refused, and another member's is answered", () => {
    let state = sender()
    for (let i = 0; i < defaultLimits.asks; i++) {
      const { outcome, state: next } = asks(state)
      expect(outcome._tag).toBe("answer")
      state = next
    }
    expect(asks(state).outcome).toMatchObject({ _tag: "refused", reason: "TooOften" })
    expect(asks(state, {}, carol).outcome._tag).toBe("answer")
    expect(asks(state, { now: 1061n }).outcome._tag).toBe("answer")
  })

  test("R098, R134: what was sent before a present member joined waits for a yes", () => {
    expect(asks(sender(), { newestJoin: 6n, epoch: 6n }, bob, 6n).outcome).toMatchObject({ _tag: "confirm", joined: 6n })
    expect(asks(sender(), { newestJoin: 5n }).outcome._tag).toBe("answer")
  })

  test("a text is not sent again after the time at which it is to be gone", () => {
    expect(asks(sender(defaultLimits, 1030n), { now: 1029n }).outcome._tag).toBe("answer")
    expect(asks(sender(defaultLimits, 1030n), { now: 1030n }).outcome._tag).toBe("unknown")
  })
})

describe("rule 4: texts are kept within bounds, and the bounds are shown", () => {
  test("R134: by time", () => {
    expect(asks(sender(), { now: 1000n + 3600n }).outcome._tag).toBe("answer")
    expect(asks(sender(), { now: 1001n + 3600n }).outcome._tag).toBe("unknown")
  })

  test("R134: by number", () => {
    let state = sender()
    for (let n = 2; n <= defaultLimits.keep; n++)
      state = compose(state, defaultLimits, { body: bytes("more"), id: id(n), epoch: 5n, now: 1000n }).state
    expect(asks(state).outcome._tag).toBe("answer")
    const over = compose(state, defaultLimits, { body: bytes("more"), id: id(200), epoch: 5n, now: 1000n }).state
    expect(asks(over).outcome._tag).toBe("unknown")
    expect(over.kept.length).toBe(defaultLimits.keep)
  })

  test("R031: the window says how many texts a thief of the store reads, and how old they are", () => {
    expect(window(emptyResender, defaultLimits, 1500n)).toEqual({ texts: 0, oldestSeconds: 0n })
    const two = compose(sender(), defaultLimits, { body: bytes("b"), id: id(2), epoch: 5n, now: 1200n }).state
    expect(window(two, defaultLimits, 1500n)).toEqual({ texts: 2, oldestSeconds: 500n })
    expect(window(two, defaultLimits, 4700n)).toEqual({ texts: 1, oldestSeconds: 3500n })
  })

  test("what was delivered is remembered within bounds", () => {
    const limits = { ...defaultLimits, remember: 3 }
    let state = emptyResender
    for (let n = 1; n <= 5; n++) {
      const { payload } = compose(emptyResender, limits, { body: bytes("x"), id: id(n), epoch: 5n, now: 1n })
      state = Result.getOrThrow(take(state, limits, here(), { author: bob, epoch: 5n, payload })).state
    }
    expect(listDeliveries(state.delivered).map((d) => d.id[0])).toEqual([3, 4, 5])
  })
})

describe("rule 5: asks are of the current epoch", () => {
  test("R134: a leaf that may be a thief's gets nothing", () => {
    expect(asks(sender(), { epoch: 6n }, bob, 5n).outcome).toMatchObject({ _tag: "refused", reason: "Stale" })
    expect(asks(sender(), { epoch: 6n }, bob, 6n).outcome._tag).toBe("answer")
  })
})

test("a text that was sent again can be asked for by the hash of its second message", () => {
  const second = wentOut(sender(), id(1), hash(bytes("sealed anew")))
  const { outcome } = Result.getOrThrow(
    take(second, defaultLimits, here(), { author: bob, epoch: 5n, payload: ask(hash(bytes("sealed anew"))) })
  )
  expect(outcome._tag).toBe("answer")
})

test("an ask for somebody else's text is nobody's fault", () => {
  const { outcome } = Result.getOrThrow(take(sender(), defaultLimits, here(), { author: bob, epoch: 5n, payload: ask(bytes("what")) }))
  expect(outcome._tag).toBe("unknown")
})

test("what is no envelope is a DecodeError", () => {
  const broken = take(sender(), defaultLimits, here(), { author: bob, epoch: 5n, payload: bytes("hello") })
  expect(Result.isFailure(broken) && broken.failure._tag).toBe("DecodeError")
})

test("an id of another length is our own mistake", () => {
  expect(() => compose(emptyResender, defaultLimits, { body: bytes(""), id: bytes("short"), epoch: 1n, now: 1n })).toThrow("16 bytes")
})

test("the memory goes through its codec at every step", () => {
  for (const state of [emptyResender, sender(), asks(sender()).state, receives(sender(), alice, 5n, original).state]) {
    const again = Result.getOrThrow(decode(resenderCodec, encode(resenderCodec, state)))
    expect({ ...again, delivered: listDeliveries(again.delivered) }).toEqual({ ...state, delivered: listDeliveries(state.delivered) })
  }
})
