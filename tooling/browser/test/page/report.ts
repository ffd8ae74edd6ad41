/** A test that did not run, and why it did not. */
export interface Skipped {
  readonly title: string
  readonly why: string
}

/** {@link Skipped.why} of a test that skips itself, in Node as well. */
export const asInNode = "skips itself"

/** A test that failed, with its errors as text. */
export interface Failure {
  readonly title: string
  readonly errors: ReadonlyArray<string>
}

/** What came of one test file. Time in milliseconds. */
export interface FileReport {
  readonly file: string
  readonly passed: number
  readonly skipped: ReadonlyArray<Skipped>
  readonly failures: ReadonlyArray<Failure>
  readonly duration: number
}

/** What the harness starts the page with. */
export interface Start {
  /** Official vector files to fetch, as paths below the page's origin. */
  readonly vectors: ReadonlyArray<string>
  /** Tests to leave out. */
  readonly leftOut: ReadonlyArray<{ readonly file: string; readonly title: RegExp; readonly why: string }>
}
