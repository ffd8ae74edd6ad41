/** A number in a figure's table; `undefined` where a series has no sample. */
export type Datum = number | undefined

/** One drawing and the numbers in it. `legend` gives a colour index to each name. */
export interface Figure {
  readonly id: string
  readonly title: string
  readonly caption: string
  /** One for wide pages and one for narrow ones. */
  readonly drawings: ReadonlyArray<string>
  readonly legend: ReadonlyArray<{ readonly name: string; readonly colour: number; readonly line: boolean }>
  /** The first of the table's columns: what the row heads are. */
  readonly corner: string
  readonly columns: ReadonlyArray<string>
  /** `raw` is the head's number where it has one, as copied. */
  readonly rows: ReadonlyArray<{ readonly head: string; readonly raw?: number; readonly values: ReadonlyArray<Datum> }>
  readonly show: (n: number) => string
}
