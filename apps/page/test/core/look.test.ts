import { incompatibilities } from "@copath/profile-lab"
import { Effect } from "effect"
import { expect, test } from "vitest"
import { look } from "../../src/core/look.ts"
import type { Wish } from "../../src/core/wish.ts"
import { parts, small } from "./wishes.ts"

const looked = (wish: Partial<Wish>) => Effect.runPromise(look(parts, { ...small, ...wish }))

test("a look tells the size of the workload and which compositions are RFC 9420", async () => {
  const { complaints, compositions, runs, size } = await looked({ policy: "rekey.every=1d,7d" })
  expect(complaints).toEqual([])
  expect(size).toMatchObject({ ever: 4, messages: 1 })
  expect(compositions.map(({ name, strict }) => [name, strict])).toEqual([
    ["rfc9420", true],
    ["art-2018", false]
  ])
  expect(runs).toBe(4)
})

test("what cannot work together is refused with the reason of the one list", async () => {
  const { compositions } = await looked({ profiles: ["signal-pairwise"], vary: [{ axis: "protection", ids: ["secret-tree", "pairwise"] }] })
  const [refused, works] = compositions.map(({ refused: one }) => one)
  expect(works).toBeUndefined()
  expect(refused?.rule).toBe("group-secret")
  expect(refused?.reason).toContain(incompatibilities.find(({ rule }) => rule === "group-secret")?.reason)
})

test("a look at a wish that is wrong says so, and what is right of it", async () => {
  const { argv, complaints, compositions, size } = await looked({ policy: "x" })
  expect([argv, compositions, complaints.map(({ field }) => field)]).toEqual([[], [], ["policy"]])
  expect(size?.ever).toBe(4)
})
