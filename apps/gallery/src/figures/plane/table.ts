import { pareto } from "@copath/lab-report"
import type { RowOf } from "../../figure.ts"

/** One line for each composition under each policy in each workload. */
export const columns = {
  workload: "text",
  composition: "text",
  policy: "text",
  members: "number",
  messages: "number",
  commits: "number",
  bytes: "number",
  exposure: "number",
  lo: "number?",
  hi: "number?",
  sound: "text"
} as const

/** A composition under a policy in a workload. */
export type PlaneRow = RowOf<typeof columns>

/** The front of each workload: what nothing beats in both. */
export const fronts = (rows: ReadonlyArray<PlaneRow>): ReadonlySet<PlaneRow> =>
  new Set(
    [...new Set(rows.map(({ workload }) => workload))].flatMap((workload) =>
      pareto(
        rows
          .filter((row) => row.workload === workload)
          .map((row) => ({
            row,
            sound: row.sound === "yes",
            x: { value: row.bytes, lo: row.bytes, hi: row.bytes },
            y: { value: row.exposure, lo: row.exposure, hi: row.exposure }
          }))
      ).map(({ row }) => row)
    )
  )
