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
})
