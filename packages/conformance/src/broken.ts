import * as Data from "effect/Data"

/** A law of a contract that a variant does not keep; `detail` says where. */
export class LawBroken extends Data.TaggedError("LawBroken")<{
  /** The law, in a sentence or a few words. */
  readonly law: string
  /** What was seen instead. */
  readonly detail: string
  /** The assertion that failed, where there is one. */
  readonly cause?: unknown
}> {
  /** The law's title and what was seen instead. */
  override get message(): string {
    return this.detail.startsWith("\n") ? this.law + this.detail : `${this.law}: ${this.detail}`
  }
}
