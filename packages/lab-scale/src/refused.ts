import * as Data from "effect/Data"

/**
 * What cannot be counted, and why.
 *
 * - `NotCounting`: the provider computes; a member's state cannot be made up under it;
 * - `Part`: public data do not tell of this part what a member has to do, or what it holds;
 * - `Incompatible`: the parts do not work together at all;
 * - `Step`: something happens in the history that is not counted;
 * - `Size`: the group is larger than its tree may be, or than this part's can be made up;
 * - `Broken`: a member that was made up could not follow: a defect of the part or of the lab.
 */
export class ScaleRefused extends Data.TaggedError("ScaleRefused")<{
  readonly reason: "NotCounting" | "Part" | "Incompatible" | "Step" | "Size" | "Broken"
  readonly detail: string
}> {
  /** The reason in a sentence. */
  override get message(): string {
    return this.detail
  }
}

/** Short for a failure with this error. */
export const refused = (reason: ScaleRefused["reason"], detail: string): ScaleRefused => new ScaleRefused({ reason, detail })
