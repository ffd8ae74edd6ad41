import type { Effect, Schema } from "effect"
import type { BadConfiguration } from "./configuration.ts"
import type { NotMeasured } from "./notMeasured.ts"

/** What a column of a figure's table holds; of those with `?` a row may have none. */
export type Kind = "text" | "number" | "number?"

/** A figure's table: its columns from left to right. */
export type Columns = Readonly<Record<string, Kind>>

/** One line of a table whose columns are known. */
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends "text" ? string : C[K] extends "number" ? number : number | undefined
}

/** One line of any table. */
export type Row = Readonly<Record<string, string | number | undefined>>

/** A picture that stands alone. */
export interface Drawing {
  /** Of its file, without `.svg`: the figure's id, with a suffix where a figure has several. */
  readonly name: string
  /** The whole file. */
  readonly svg: string
}

/** A small table for people: what a page says in numbers, taken from the figure's table. */
export interface KeyNumbers {
  /** The heads. */
  readonly columns: ReadonlyArray<string>
  /** One text for each column. */
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

/** What measuring has at hand beside the configuration. */
export interface Measuring {
  /** The configuration's file, for errors. */
  readonly file: string
  /** Tells people what is going on, in a line. */
  readonly progress: (line: string) => void
  /** How many threads may work at once. */
  readonly jobs: number
}

/** Why a figure has no numbers. */
export type MeasureError = BadConfiguration | NotMeasured

/** What a figure is called and asks. */
export interface About {
  /** Names its files: `<folder>/<id>.json` is read, `<folder>/<id>.csv` and the drawings are written. */
  readonly id: string
  /** In a few words. */
  readonly title: string
  /** What it answers, in one sentence. */
  readonly question: string
}

/** A figure as it is declared: what it asks, how it measures and how it draws. */
export interface Declared<Config, C extends Columns> extends About {
  /** Below `docs`: `gallery` unless it is said. */
  readonly folder?: string
  /** What the configuration may say. */
  readonly configuration: Schema.Codec<Config, unknown>
  /** A configuration that is measured in seconds, for tests. */
  readonly short: Config
  /** The columns of its table, of which each is written down. */
  readonly columns: C
  /** Runs what the configuration says: equal configurations give equal rows, but for columns that hold times. */
  readonly measure: (configuration: Config, at: Measuring) => Effect.Effect<ReadonlyArray<RowOf<C>>, MeasureError>
  /** Draws; pure: equal rows, equal bytes. */
  readonly draw: (rows: ReadonlyArray<RowOf<C>>) => ReadonlyArray<Drawing>
  /** What the page beside the drawing says in numbers; pure as well. */
  readonly keyNumbers: (rows: ReadonlyArray<RowOf<C>>) => KeyNumbers
}

/** A figure whose configuration and rows are known to itself alone: what a list of figures holds. */
export interface Figure extends About {
  /** Below `docs`. */
  readonly folder: string
  /** What the configuration may say. */
  readonly configuration: Schema.Codec<unknown, unknown>
  /** A configuration that is measured in seconds. */
  readonly short: unknown
  /** The columns of its table. */
  readonly columns: Columns
  /** Of a configuration that was read by `configuration`. */
  readonly measure: (configuration: unknown, at: Measuring) => Effect.Effect<ReadonlyArray<Row>, MeasureError>
  /** Of rows that have `columns`. */
  readonly draw: (rows: ReadonlyArray<Row>) => ReadonlyArray<Drawing>
  /** Of rows that have `columns`. */
  readonly keyNumbers: (rows: ReadonlyArray<Row>) => KeyNumbers
}

/** Ties a figure's parts to one another, so that each may count on the others' types. */
export const figure = <Config, C extends Columns>(declared: Declared<Config, C>): Figure =>
  ({ folder: "gallery", ...declared }) as unknown as Figure
