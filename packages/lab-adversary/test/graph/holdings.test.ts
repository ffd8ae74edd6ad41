import { describe, expect, it } from "vitest"
import { type Holding, Holdings } from "../../src/index.ts"

const some: ReadonlyArray<Holding> = Array.from({ length: 5000 }, (_, i) => ({
  member: (i * 7) % 5,
  value: i,
  from: i % 100,
  to: i % 3 === 0 ? Infinity : (i % 100) + 4
}))

const of = (holdings: Holdings, member: number): ReadonlyArray<Holding> => {
  const found: Array<Holding> = []
  holdings.of(member, (value, from, to) => found.push({ member, value, from, to }))
  return found
}

describe("holdings", () => {
  it("come back as they were put in, in their order", () => {
    const holdings = Holdings.from(some)
    expect(holdings.length).toBe(some.length)
    expect([...holdings]).toEqual(some)
  })

  it("are told apart by member, whoever is asked for", () => {
    const holdings = Holdings.from(some)
    for (const member of [4, 0, 2, 9]) expect(of(holdings, member)).toEqual(some.filter((one) => one.member === member))
    expect(of(new Holdings(), 0)).toEqual([])
  })

  it("can grow after somebody asked", () => {
    const holdings = Holdings.from(some)
    of(holdings, 1)
    holdings.add(1, 7, 3, Infinity)
    holdings.add(6, 8, 3, 4)
    expect(of(holdings, 1).at(-1)).toEqual({ member: 1, value: 7, from: 3, to: Infinity })
    expect(of(holdings, 6)).toEqual([{ member: 6, value: 8, from: 3, to: 4 }])
  })
})
