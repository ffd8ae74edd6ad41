import { Data } from "effect"

/** The program is done, with an exit code that tells the outcome; `lines` go to standard error. */
export class Ended extends Data.TaggedError("Ended")<{ readonly code: number; readonly lines: ReadonlyArray<string> }> {
  override get message(): string {
    return this.lines.join("\n")
  }
}
