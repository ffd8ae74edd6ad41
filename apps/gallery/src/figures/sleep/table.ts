import type { RowOf } from "../../figure.ts"

/** One line for each sleep under each policy; `bytes`, `removed` and `all` are the policy's and stand on each of its lines. */
export const columns = {
  composition: "text",
  policy: "text",
  member: "text",
  from: "number",
  days: "number",
  woke: "text",
  read: "number",
  waiting: "number",
  all: "number",
  bytes: "number",
  removed: "number"
} as const

/**
 * A device fell asleep at a time, in days, and slept so many; its state was seized meanwhile. Of all messages of the run so many are read with it, and of these
 * so many were said in the sleep.
 */
export type SleepRow = RowOf<typeof columns>
