import { kat8 as script } from "@copath/lab-kat"
import type { RowOf } from "../../figure.ts"

/** One line for each stretch of messages that fall, with the composition's figures on every line. */
export const columns = {
  row: "text",
  composition: "text",
  shape: "text",
  exposure: "number",
  depth: "number",
  member: "number",
  from: "number",
  to: "number",
  first: "number",
  end: "number"
} as const

/** A stretch of messages that fall to whoever takes one member's state. */
export type Kat8Row = RowOf<typeof columns>

/** How many states of the script can be robbed, of each member. */
export const states: number = script().workload.events.length
/** The state after each of its texts was said. */
export const said: ReadonlyArray<number> = script().workload.events.flatMap((event, state) => (event.do === "say" ? [state] : []))

/** The first line of each panel. */
export const panelsOf = (rows: ReadonlyArray<Kat8Row>): ReadonlyArray<Kat8Row> => rows.filter((row, i) => rows[i - 1]?.row !== row.row)
