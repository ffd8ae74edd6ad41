import * as Data from "effect/Data"

/** Parts that cannot work together, or that do not exist. A defect: whoever plays a history chooses them. */
export class UnfitParts extends Data.TaggedError("UnfitParts")<{
  /** Of the composition. */
  readonly name: string
  /** The rule that forbids it, as half a sentence. */
  readonly reason: string
}> {
  /** Both, for a reader. */
  override get message(): string {
    return `${this.name}: ${this.reason}`
  }
}

/** A member that fails at what the protocol asks of it. A defect, unless somebody asks for just that. */
export class MemberFailed extends Data.TaggedError("MemberFailed")<{
  /** Of the composition. */
  readonly name: string
  /** Who failed. */
  readonly member: string
  /** At which event of the history, from 0. */
  readonly step: number
  /** What failed, as the engine says it. */
  readonly reason: string
}> {
  /** All of it, for a reader. */
  override get message(): string {
    return `${this.name}: ${this.failure}`
  }

  /** The same without the composition's name. */
  get failure(): string {
    return `${this.member} failed at event ${this.step}: ${this.reason}`
  }
}
