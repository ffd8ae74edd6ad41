/** What a number is of. `share` lies between 0 and 1, and `flag` is either; `rank` counts from the best, 0. */
export type Unit = "bytes" | "count" | "ms" | "s" | "share" | "flag" | "rank"

/** One number of a cell in long form. */
export interface Value {
  /** The part of the cell that it is from: `cost`, `security`. */
  readonly group: string
  /** What was measured. */
  readonly metric: string
  /** Whose it is, where that is told apart. */
  readonly role?: string
  /** `lower` or `upper`, where a security figure has them. */
  readonly bound?: string
  /** Which number of several; `value` where it is one alone. */
  readonly statistic: string
  /** What the number is of. */
  readonly unit: Unit
  /** A number, and never a word: infinite amounts as `Infinity`. */
  readonly value: number
}

/** The columns of a value in a file. */
export const valueColumns = ["group", "metric", "role", "bound", "statistic", "unit", "value"]

/** A value as fields of a line. */
export const valueFields = ({ bound = "", group, metric, role = "", statistic, unit, value }: Value): ReadonlyArray<string | number> => [
  group,
  metric,
  role,
  bound,
  statistic,
  unit,
  value
]

/** The unit of a cost: of operations and tries there is a number, and of all else there are bytes. */
export const costUnit = (metric: string): Unit => (metric.startsWith("operations.") || metric === "tries" ? "count" : "bytes")
