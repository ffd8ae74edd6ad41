import type { RowOf } from "../../figure.ts"

/** One line for each pair of seizures in each composition: states of B that are alike stand in one line. */
export const columns = {
  composition: "text",
  a: "number",
  from: "number",
  to: "number",
  aAlone: "number",
  bAlone: "number",
  both: "number",
  synergy: "number",
  messages: "number"
} as const

/** A was seized at state `a`, B at one of the states from `from` to before `to`: how many messages fall to each alone, to both, and to both alone. */
export type SynergyRow = RowOf<typeof columns>
