import type { RowOf } from "../../figure.ts"

/** One line for each composition and size. Columns that end in `U` hold times, in exchanges of X25519 measured beside them: they differ from run to run. */
export const columns = {
  composition: "text",
  members: "number",
  commitBytes: "number",
  welcomeBytes: "number",
  stateBytes: "number",
  processU: "number",
  receiveU: "number",
  joinU: "number",
  unitMicroseconds: "number"
} as const

/** What one device has to bear in a group of so many. */
export type ReceiversRow = RowOf<typeof columns>
