import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { explore, histories } from "../src/explore.ts"

const long = process.env["COPATH_FULL_EXPLORATION"] === "1"
const limit = long ? 7_200_000 : 240_000

it("R089: what is explored is counted, and nothing twice", () => {
  const all = [...histories({ members: 3, epochs: 2 })].map((history) => JSON.stringify(history))
  expect(all).toHaveLength(12 + 3 * 12 + 3 * 20 + 6 * 4)
  expect(new Set(all).size).toBe(all.length)
})

it.effect.each([
  { name: "rfc9420", spec: {} },
  { name: "tainted TreeKEM", spec: { "double-join": "taint" } },
  { name: "ART", spec: { cgka: "art" } }
])(
  "R046, R089: every history of $name keeps what is promised",
  ({ spec }) =>
    Effect.gen(function* () {
      const bounds = long ? { members: 4, epochs: 3 } : { members: 3, epochs: 2 }
      const { broken, histories: played, seizures } = yield* explore(spec, bounds)
      expect(broken).toBeUndefined()
      expect(played).toBe([...histories(bounds)].length)
      expect(seizures).toBeGreaterThan(played * bounds.members)
    }),
  limit
)

it.effect(
  "R046: without signatures the explorer finds, in its first history, that any member writes in another's name",
  () =>
    Effect.gen(function* () {
      const { broken, histories: played } = yield* explore({ signature: "none" }, { members: 3, epochs: 2 })
      expect(played).toBe(1)
      expect(broken?.breaches.map(({ law }) => law)).toEqual(["no member can write in another's name"])
    }),
  limit
)

it.effect(
  "R046: ART without a book, and the explorer finds the removed creator who reads on, with the shortest history",
  () =>
    Effect.gen(function* () {
      const { broken } = yield* explore({ cgka: "art-naive" }, { members: 4, epochs: 2 })
      expect(broken?.history).toEqual([{ do: "remove", by: "1", who: "0" }])
      expect(broken?.breaches.map(({ law }) => law)).toContain("whoever was removed reads nothing of what is said afterwards")
      expect(broken?.breaches[0]?.counterexample).toMatch(/Diffie-Hellman: agreed upon/)
    }),
  limit
)
