import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type Moved, StateKeeping } from "@copath/client"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect, test } from "vitest"
import { digestFetch, fullState } from "../src/index.ts"
import { comes, commits, found, memberAt, sleeps } from "./circle.ts"
import { type Part, under } from "./keepers.ts"
import { packageOf } from "./world.ts"

/** What a member of a group of n holds, and what each act moves. Eight of them, spread over the tree, have committed: their parents are there. */
const measured = (part: Part, n: number) =>
  Effect.gen(function* () {
    let circle = yield* commits(
      yield* found("member 0"),
      0,
      {},
      Array.from({ length: n - 1 }, (_, i) => `member ${i + 1}`)
    )
    const moved = (): Moved => memberAt(circle, 0).keeper.moved
    circle = { ...circle, members: circle.members.filter(({ state }) => state.me % (n / 8) === 0) }
    for (let i = 0; i < 8; i++) circle = yield* commits(circle, 7, {})
    const update = moved()
    const awake = yield* sleeps(memberAt(circle, 1))
    const handed = (yield* awake.keeper.hand((yield* packageOf("guest")).keyPackage))?.length ?? 0
    circle = yield* comes({ ...circle, members: circle.members.slice(0, 2) }, "guest", false)
    const wake = awake.keeper.moved
    return { disk: awake.written.length, update: update.stored, asks: wake.stored, gets: wake.fetched, handed, itself: moved().stored }
  }).pipe(Effect.provide(under(part, undefined, `moved ${n}`)))

const sizes = [16, 64] as const
const rows: Array<ReadonlyArray<number>> = []

it.effect.each(sizes)("R056: a keeper of a group of %i moves nothing, or O(log n) for a commit and O(n) to wake up", (n) =>
  Effect.gen(function* () {
    const full = yield* measured(fullState, n)
    const digest = yield* measured(digestFetch, n)
    expect(full).toMatchObject({ update: 0, asks: 0, gets: 0, handed: 0, itself: 0 })
    rows.push([n, full.disk, digest.disk, digest.update, digest.asks, digest.gets, digest.handed, digest.itself])
    const depth = Math.log2(n)
    const name = 8 + 32
    expect(digest.asks).toBe((2 * n - 1 - depth - 1) * name)
    expect(digest.update).toBeLessThan((depth + 1) * 300)
    // One leaf more doubles the tree.
    expect(digest.itself).toBeGreaterThan((4 * n - 1) * name)
    expect(yield* Effect.provide(StateKeeping, under(digestFetch))).toMatchObject({ shows: "parents" })
  })
)

test("the README's table of what is moved is what was measured, to a twentieth", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8")
  const told = readme
    .split("\n")
    .filter((line) => /^\| n = \d/.test(line))
    .map((line) => (line.match(/[\d,]+/g) ?? []).map((cell) => Number(cell.replaceAll(",", ""))))
  console.log(rows.map((r) => `| n = ${r.map((c) => c.toLocaleString("en")).join(" | ")} |`).join("\n"))
  expect(told.map((row) => row[0])).toEqual([...sizes])
  for (const [i, row] of rows.entries())
    for (const [j, value] of row.entries()) {
      const cell = told[i]?.[j] ?? 0
      expect(Math.abs(cell - value) / value, `row ${row[0]}, column ${j}: ${value} measured, ${cell} told`).toBeLessThan(0.05)
    }
})
