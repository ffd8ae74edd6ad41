import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { canonicalRows, runRow } from "../src/canonicalRows.ts"

it.effect.each(canonicalRows)(
  "R027, R036, R072: kat-8: $title",
  (row) =>
    Effect.gen(function* () {
      const { depth, exposure, holds, security } = yield* runRow(row)
      expect(exposure).toBeCloseTo(row.exposure, 3)
      expect(depth).toBe(row.depth)
      expect(security.lower.healing.shapes[row.shape]).toBeGreaterThan(0)
      expect(security).toMatchObject({ unexplained: 0, exact: true, findings: [], seizures: { pairs: 648 } })
      expect(holds).toBe(true)
    }),
  120_000
)

it.effect(
  "kat-8, TreeKEM, member 3 seized after the creation: messages 1 to 32 fall, 33 to 72 do not",
  () =>
    Effect.gen(function* () {
      const [treekem] = canonicalRows
      if (treekem === undefined) return expect.unreachable()
      const { security } = yield* runRow(treekem)
      expect(security.heatmap?.rows.find(({ from, member }) => member === 3 && from === 0)?.runs).toEqual([0, 32])
    }),
  120_000
)
