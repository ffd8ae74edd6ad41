import { Data } from "effect"

/** A configuration is right, and what it asks for cannot be had: parts that do not go together, members who do not agree. */
export class NotMeasured extends Data.TaggedError("NotMeasured")<{
  /** The file that asks for it. */
  readonly file: string
  /** What was asked. */
  readonly what: string
  /** Why there is none. */
  readonly reason: string
}> {
  /** In one line. */
  override get message(): string {
    return `${this.file}: ${this.what}: ${this.reason}`
  }
}
