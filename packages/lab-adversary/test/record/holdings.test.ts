import { Secret } from "@copath/contracts"
import { describe, expect, it } from "vitest"
import { HoldingNow } from "../../src/record/holdings.ts"
import { Recorder } from "../../src/record/recorder.ts"
import { StateWalk } from "../../src/record/walk.ts"

const bytes = (first: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (first * 37 + i * 11) & 0xff)

/** One member, looked at state by state. */
const eyes = () => {
  const recorder = new Recorder()
  const walk = new StateWalk(recorder)
  const now = new HoldingNow()
  let state = 0
  const look = (...roots: ReadonlyArray<unknown>): void => now.look(0, state++, walk.from(roots, []))
  const spans = () => [...now.all()].map(({ from, to, value }) => [value, from, to])
  return { recorder, look, spans }
}

describe("what a member holds", () => {
  it("is held from the state that has it to before the one that has it no more", () => {
    const { look, spans } = eyes()
    const [a, b] = [new Secret(bytes(1)), new Secret(bytes(2))]
    look({ a })
    look({ a, rest: { b } })
    look({ b })
    expect(spans()).toEqual([
      [0, 0, 2],
      [1, 1, Infinity]
    ])
  })

  it("is held on where another object holds it", () => {
    const { look, spans } = eyes()
    look({ at: new Secret(bytes(1)) })
    look({ list: [new Secret(bytes(1))] })
    look(new Map([["x", new Secret(bytes(1))]]))
    expect(spans()).toEqual([[0, 0, Infinity]])
  })

  it("is gone once it was wiped where it stands, though its object is still there", () => {
    const { look, spans } = eyes()
    const secret = new Secret(bytes(1))
    const state = { deep: { secret } }
    look(state)
    secret.wipe()
    look(state)
    look({ ...state })
    expect(spans()).toEqual([[0, 0, 1]])
  })

  it("in an object that several members share ends for each of them by itself", () => {
    const walk = new StateWalk(new Recorder())
    const now = new HoldingNow()
    const shared = { secret: new Secret(bytes(1)) }
    const everybody = [0, 1, 2, 3]
    const look = (state: number, without: ReadonlyArray<number>) => {
      for (const member of everybody) now.look(member, state, without.includes(member) ? undefined : walk.from([shared], []))
    }
    look(0, [])
    look(1, [1])
    look(2, [1, 3])
    look(3, [1, 3, 0])
    shared.secret.wipe()
    look(4, [1, 3, 0])
    const ends = [...now.all()].map(({ from, member, to }) => [member, from, to])
    expect(ends).toEqual([
      [1, 0, 1],
      [3, 0, 2],
      [0, 0, 3],
      [2, 0, 4]
    ])
  })

  it("is gone once bytes that are no secret's were wiped, or a secret's of another kind", () => {
    class Other extends Secret {}
    const { look, recorder, spans } = eyes()
    const [plain, other] = [bytes(1), new Other(bytes(2))]
    recorder.value(plain, "derived", "some")
    const state = { plain, other }
    look(state)
    plain.fill(0)
    look(state)
    other.wipe()
    look(state)
    expect(spans()).toEqual([
      [0, 0, 1],
      [1, 0, 2]
    ])
  })

  it("is as long with the one who wiped as with the one who did not", () => {
    const recorder = new Recorder()
    const walk = new StateWalk(recorder)
    const now = new HoldingNow()
    const [mine, yours] = [new Secret(bytes(1)), new Secret(bytes(1))]
    for (let state = 0; state < 3; state++) {
      if (state === 2) mine.wipe()
      for (const [member, secret] of [mine, yours].entries()) now.look(member, state, walk.from([{ secret }], []))
    }
    expect([...now.all()]).toEqual([
      { member: 0, value: 0, from: 0, to: 2 },
      { member: 1, value: 0, from: 0, to: Infinity }
    ])
  })

  it("comes and goes between two looks without a trace", () => {
    const { look, spans } = eyes()
    const secret = new Secret(bytes(1))
    secret.wipe()
    look({ secret })
    look({ secret })
    expect(spans()).toEqual([])
  })

  it("is also what stays in memory behind a part of a buffer, and in buffers that are looked at in other ways", () => {
    const { look, recorder, spans } = eyes()
    const secret = recorder.made(new Secret(bytes(1)), "random", "random")
    const share = Uint8Array.of(...bytes(1), 1, 2, 3)
    const publicPart = share.subarray(32)
    look({ publicPart })
    look({ publicPart: publicPart.slice() })
    look({ words: new Uint32Array(bytes(1).buffer) })
    look({ buffer: new DataView(bytes(1).buffer) })
    look({})
    look({ secret: new Secret(share.subarray(8)) })
    expect(spans()).toEqual([
      [secret, 0, 1],
      [secret, 2, 4],
      [1, 5, Infinity],
      [secret, 5, Infinity]
    ])
  })

  it("is also what is written as text, in a field or as a key of a map", () => {
    const { look, recorder, spans } = eyes()
    const secret = recorder.made(new Secret(bytes(1)), "random", "random")
    look({ json: `{"key":"${Buffer.from(bytes(1)).toString("hex")}"}` })
    look({ cache: new Map([[Buffer.from(bytes(1)).toString("base64"), 1]]) })
    look({ latin: String.fromCharCode(...bytes(1)) })
    look({ bytes: new TextEncoder().encode(Buffer.from(bytes(1)).toString("hex")) })
    look({ none: "nothing of the kind, though it is long enough" })
    expect(spans()).toEqual([[secret, 0, 4]])
  })

  it("is also what several secrets were put together from", () => {
    const { look, recorder, spans } = eyes()
    const parts = [1, 2].map((first) => recorder.made(new Secret(bytes(first)), "random", "random"))
    look({ both: new Secret(Uint8Array.of(...bytes(1), ...bytes(2))) })
    const [[whole] = []] = spans()
    const { edges, from, out } = recorder.graph()
    expect(Array.from({ length: edges }, (_, edge) => [from[edge], out[edge]])).toEqual(parts.map((part) => [whole, part]))
  })
})
