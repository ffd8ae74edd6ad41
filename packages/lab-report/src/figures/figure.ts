import type { Symbol } from "./symbol.ts"
import { milliseconds } from "../units.ts"

/** A number in a figure's table; `undefined` where a series has no sample. */
export type Datum = number | undefined

/** An axis as a program that draws the figure again must know it. */
export interface PlotAxis {
  /** What is counted, with the unit of raw values where they have one. */
  readonly label: string
  /** Whether it is logarithmic. */
  readonly log: boolean
}

/** The axis of values that `show` makes readable: the unit of the raw ones belongs to its label. */
export const plotAxis = (label: string, show: (n: number) => string, log = false): PlotAxis => ({
  label: show === milliseconds ? `${label}, ms` : label,
  log
})

/** What kind of drawing shows a figure's table: bars stacked from the columns, a line for each column, a shade for each cell, or a point for each row. */
export interface PlotKind {
  readonly kind: "bars" | "lines" | "steps" | "grid" | "points"
  readonly x: PlotAxis
  readonly y: PlotAxis
}

/** One drawing and the numbers in it. `legend` gives a colour index to each name. */
export interface Figure {
  readonly id: string
  readonly title: string
  readonly caption: string
  /** One for wide pages and one for narrow ones. */
  readonly drawings: ReadonlyArray<string>
  readonly legend: ReadonlyArray<{ readonly name: string; readonly colour: number; readonly mark: "line" | "bar" | Symbol }>
  readonly plot: PlotKind
  /** The first of the table's columns: what the row heads are. */
  readonly corner: string
  readonly columns: ReadonlyArray<string>
  /** `raw` is the head's number where it has one, as copied. */
  readonly rows: ReadonlyArray<{ readonly head: string; readonly raw?: number; readonly values: ReadonlyArray<Datum> }>
  readonly show: (n: number, column: number) => string
}
