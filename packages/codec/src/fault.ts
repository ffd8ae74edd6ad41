import * as Data from "effect/Data"

/** Why bytes were refused; the closed list of the codec and of every struct built with it. */
export type DecodeReason =
  | "Truncated"
  | "Trailing"
  | "VarintPrefix"
  | "VarintNotMinimal"
  | "LengthOverrun"
  | "BadPresence"
  | "UnknownEnum"
  | "BadVersion"
  | "LimitExceeded"

/**
 * Bytes that are not an encoding of the wanted value.
 *
 * `offset` is in bytes from the start of the input, `path` names the place as in
 * `Commit.path.nodes[2].encryption_key`, `expected` says what should have stood there.
 * Never holds any of the input's contents.
 */
export class DecodeError extends Data.TaggedError("DecodeError")<{
  readonly reason: DecodeReason
  readonly offset: number
  readonly path: string
  readonly expected: string
}> {
  /** Reason, offset, path and expectation in one line, free of the input's contents (V022). */
  override get message(): string {
    return `${this.reason} at byte ${this.offset}, ${this.path === "" ? "top" : this.path}: expected ${this.expected}`
  }
}

/** Thrown inside `read` and turned into a {@link DecodeError} by `decode`; the path grows while it unwinds. */
export class DecodeFault extends Error {
  /** Which kind of refusal. */
  readonly reason: DecodeReason
  /** In bytes from the start of the input. */
  readonly offset: number
  /** What should have stood there; never the input's contents. */
  readonly expected: string
  /** Steps gathered so far, outermost first, as in `.path.nodes[2].encryption_key`. */
  path = ""
  constructor(reason: DecodeReason, offset: number, expected: string) {
    super(reason)
    this.reason = reason
    this.offset = offset
    this.expected = expected
  }
  /** Put one step (`.name` or `[index]`) before the path and hand the fault on. */
  within(step: string): this {
    this.path = step + this.path
    return this
  }
}

/** Add a path step to a fault on its way up; anything else passes untouched. */
export const atStep = (cause: unknown, step: string): unknown => (cause instanceof DecodeFault ? cause.within(step) : cause)
