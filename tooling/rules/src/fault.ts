/** A fault to plant where a rule's check cannot be taken away in general: exact text of a source, and what to put in its place. */
export interface Fault {
  /** Such as `V181`. */
  readonly rule: string
  /** What the code does then, in a few words. */
  readonly name: string
  /** Path from the repository's root. */
  readonly file: string
  /** Occurs once in the file; where lines are broken and how far they are indented is of no matter. */
  readonly find: string
  /** Stands there instead. */
  readonly replace: string
}
