import * as Data from "effect/Data"

/** A law of the contract that a variant does not keep; `detail` says where. */
export class LawBroken extends Data.TaggedError("LawBroken")<{ readonly law: string; readonly detail: string }> {
  /** The law's title and what was seen instead. */
  override get message(): string {
    return `${this.law}: ${this.detail}`
  }
}
