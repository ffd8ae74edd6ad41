import * as Data from "effect/Data"

/** A rule of the validation list, such as `V103`. */
export type RuleId = `V${number}`

/**
 * What a peer (or our own intent) got wrong. `rule` names the rule; `subject` is the place: a position in the proposal list, a leaf index or a
 * node index, as `detail` says; `detail` tells what is wrong and what would be right. Holds no key material and no contents.
 */
export class Invalid extends Data.TaggedError("Invalid")<{
  readonly rule: RuleId
  readonly subject: number | undefined
  readonly detail: string
}> {
  /** Rule, place and detail in one line. */
  override get message(): string {
    return `${this.rule}${this.subject === undefined ? "" : ` at ${this.subject}`}: ${this.detail}`
  }
}

/** An {@link Invalid}, in one line. */
export const invalid = (rule: RuleId, subject: number | undefined, detail: string): Invalid => new Invalid({ rule, subject, detail })

/** The first objection of `rules` to `subject`, in the order of the list; `undefined` when none has one. */
export const firstObjection = <A>(rules: ReadonlyArray<(a: A) => Invalid | undefined>, a: A): Invalid | undefined => {
  for (const rule of rules) {
    const objection = rule(a)
    if (objection !== undefined) return objection
  }
  return undefined
}
