import type { Contender } from "./comparison.ts"

/** One value of a table: as read, and as copied. `ratio` to the cheapest where that helps. `best` marks the cheapest sound contender of its column. `tone`: a page shades the cell too. */
export interface Entry {
  readonly text: string
  readonly ratio?: string
  readonly raw: string | number
  readonly best: boolean
  readonly tone?: "open" | "shut"
}

/** A table with one row for each contender; the first column is the row's label. */
export interface Section {
  readonly title: string
  readonly note: string
  /** What the rows are; compositions unless told. */
  readonly corner?: string
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<{ readonly label: string; readonly entries: ReadonlyArray<Entry> }>
  /** Whether it is told in pages and files only: a terminal has no room for it. */
  readonly detail?: true
}

/** The contender's name, marked if it may not win. */
export const label = ({ name, sound }: Contender): string => (sound ? name : `! ${name}`)

/** A value that is no contest. `raw` where it is not what is read. */
export const plain = (text: string | number, raw: string | number = text): Entry => ({ text: String(text), raw, best: false })

/** Whether a column holds words, which begin at the left. What is absent is neither. */
export const isWordy = ({ rows }: Pick<Section, "rows">, column: number): boolean =>
  rows.some(({ entries }) => typeof entries[column]?.raw === "string" && entries[column]?.raw !== "")

/** Two names at most, and how many more. */
export const together = ([first = "", ...others]: ReadonlyArray<string>): string =>
  others.length <= 1 ? [first, ...others].join(" = ") : `${first} and ${others.length} others`
