import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Secret, Symbols } from "../src/index.ts"

const symbols = Effect.runSync(Symbols)

describe("symbols that nobody looks at", () => {
  it("add secrets bit by bit, each pair of the three giving the third", () => {
    const [a, b] = [new Secret(Uint8Array.of(1, 2, 255)), new Secret(Uint8Array.of(3, 0, 15))]
    const sum = symbols.xor(a, b)
    expect(sum.expose()).toEqual(Uint8Array.of(2, 2, 240))
    expect(symbols.xor(sum, a).expose()).toEqual(b.expose())
    expect(symbols.xor(b, sum).expose()).toEqual(a.expose())
    expect(a.expose()).toEqual(Uint8Array.of(1, 2, 255))
  })

  it("refuse to add secrets of unlike lengths", () => {
    expect(() => symbols.xor(new Secret(new Uint8Array(2)), new Secret(new Uint8Array(3)))).toThrow(RangeError)
  })

  it("run what is declared, once, and ask for no rule", () => {
    let runs = 0
    const rule = (): never => {
      throw new Error("nobody reads it")
    }
    expect(symbols.declare(rule, () => ++runs)).toBe(1)
    expect(symbols.declare({ op: "count", derives: [] }, () => ++runs)).toBe(2)
  })
})
