import { decode, encode, fixed, opaque, struct, uint32, uint64, vector } from "@copath/codec"
import { Result } from "effect"
import { describe, expect, test } from "vitest"
import { compose, defaultLimits, emptyResender, type Here, listDeliveries, type Resender, resenderCodec, take } from "../src/index.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const idOf = (n: number): Uint8Array => {
  const id = new Uint8Array(16)
  new DataView(id.buffer).setUint32(0, n)
  return id
}
const here: Here = { me: bytes("alice"), epoch: 1n, newestJoin: 1n, now: 1n, hash: (text) => Uint8Array.of(1, ...text) }
const payloadOf = (n: number, body = "x"): Uint8Array =>
  compose(emptyResender, defaultLimits, { body: bytes(body), id: idOf(n), epoch: 1n, now: 1n }).payload
const takes = (state: Resender, n: number, { author = "bob", body = "x", remember = defaultLimits.remember } = {}) =>
  Result.getOrThrow(take(state, { ...defaultLimits, remember }, here, { author: bytes(author), epoch: 1n, payload: payloadOf(n, body) }))
const filled = (count: number): Resender => {
  let state = emptyResender
  for (let n = 0; n < count; n++) state = takes(state, n).state
  return state
}

/** Every object and array that a value is made of, with the number of its own slots. */
const partsOf = (value: unknown, seen = new Map<object, number>()): ReadonlyMap<object, number> => {
  if (typeof value !== "object" || value === null || seen.has(value) || value instanceof Uint8Array) return seen
  const inside: ReadonlyArray<unknown> = Object.values(value)
  seen.set(value, inside.length)
  for (const one of inside) partsOf(one, seen)
  return seen
}

/** Slots of the objects that are in the second value and not in the first: what was copied or made. */
const madeFor = (before: unknown, after: unknown): number => {
  const old = partsOf(before)
  let slots = 0
  for (const [part, size] of partsOf(after)) if (!old.has(part)) slots += size
  return slots
}

describe("a memory of deliveries", () => {
  test("R132: takes in a message without copying what it holds: a level of a wide tree more for each factor of 32", () => {
    const rows = [100, 1000, 10_000].map((count) => {
      const state = filled(count)
      const fresh = madeFor(state, takes(state, count).state)
      const again = madeFor(state, takes(state, 0).state)
      return { remembered: count, "slots made for one more": fresh, "slots made for a duplicate": again }
    })
    console.table(rows)
    // Two trees of at most four levels, at most 32 wide, and the few objects around them: a list would be copied whole.
    for (const row of rows) expect(row["slots made for one more"]).toBeLessThan(400)
    for (const row of rows) expect(row["slots made for a duplicate"]).toBeLessThan(30)
  })

  test("R132: looks at no other delivery to find one: not a byte of the others is read", () => {
    const state = filled(2000)
    let read = 0
    const watched = listDeliveries(state.delivered)
    for (const one of watched) {
      for (const name of ["author", "id", "body"] as const) {
        const value = one[name]
        Object.defineProperty(one, name, {
          get: () => {
            read++
            return value
          }
        })
      }
    }
    expect(takes(state, 1234).outcome._tag).toBe("duplicate")
    // The one found: what it said is compared.
    expect(read).toBe(1)
    expect(takes(state, 5000).outcome._tag).toBe("deliver")
    expect(read).toBe(1)
  })

  test("R132: forgets as many as come in once it is full, one for one", () => {
    const full = filled(1000)
    const next = takes(full, 1000, { remember: 1000 }).state
    expect(listDeliveries(next.delivered).map(({ id }) => id)).toEqual(Array.from({ length: 1000 }, (_, i) => idOf(i + 1)))
    expect(madeFor(full, next)).toBeLessThan(600)
    expect(takes(next, 0, { remember: 1000 }).outcome._tag).toBe("deliver")
    expect(takes(next, 1, { remember: 1000 }).outcome._tag).toBe("duplicate")
    // The state before is a value of its own.
    expect(takes(full, 0).outcome._tag).toBe("duplicate")
    expect(takes(full, 1000).outcome._tag).toBe("deliver")
  })

  test("does what a list that is searched and copied would do, whatever comes in", () => {
    let seed = 134
    const roll = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    for (const remember of [0, 1, 2, 3, 7, 12]) {
      let state = emptyResender
      let list: ReadonlyArray<{ readonly author: string; readonly n: number; readonly body: string }> = []
      for (let i = 0; i < 300; i++) {
        const message = { n: roll(10), author: roll(2) === 0 ? "bob" : "carol", body: roll(3) === 0 ? "y" : "x" }
        const before = list.find(({ author, n }) => author === message.author && n === message.n)
        const taken = takes(state, message.n, { ...message, remember })
        const known = before?.body === message.body ? "duplicate" : "refused"
        expect(taken.outcome._tag).toBe(before === undefined ? "deliver" : known)
        if (before === undefined) list = [...list, message].slice(Math.max(0, list.length + 1 - remember))
        state = taken.state
        expect(listDeliveries(state.delivered)).toEqual(
          list.map(({ author, body, n }) => ({ author: bytes(author), id: idOf(n), body: here.hash(bytes(body)) }))
        )
      }
    }
  })

  test("is written down as a list, oldest first, and goes on from there", () => {
    let state = emptyResender
    for (let n = 0; n < 7; n++) state = takes(state, n, { remember: 4 }).state
    const list = struct("Resender", {
      kept: vector(struct("Kept", { id: fixed(16), messages: vector(opaque), epoch: uint64, at: uint64, until: uint64, body: opaque })),
      delivered: vector(struct("Delivered", { author: opaque, id: fixed(16), body: opaque })),
      asked: vector(struct("Asked", { who: opaque, since: uint64, count: uint32 }))
    })
    const delivered = [3, 4, 5, 6].map((n) => ({ author: bytes("bob"), id: idOf(n), body: here.hash(bytes("x")) }))
    expect(encode(resenderCodec, state)).toEqual(encode(list, { kept: [], delivered, asked: [] }))
    const restored = Result.getOrThrow(decode(resenderCodec, encode(resenderCodec, state)))
    expect(takes(restored, 4, { remember: 4 }).outcome._tag).toBe("duplicate")
    const on = [state, restored].map((one) => encode(resenderCodec, takes(one, 9, { remember: 4 }).state))
    expect(on[0]).toEqual(on[1])
  })

  test("is no encoding in which a delivery stands twice", () => {
    const one = Uint8Array.of(3, 0x62, 0x6f, 0x62, ...idOf(1), 1, 7)
    expect(Result.isSuccess(decode(resenderCodec, Uint8Array.of(0, one.length, ...one, 0)))).toBe(true)
    const twice = decode(resenderCodec, Uint8Array.of(0, 2 * one.length, ...one, ...one, 0))
    expect(Result.isFailure(twice) && twice.failure.expected).toBe("each delivery once")
  })
})
