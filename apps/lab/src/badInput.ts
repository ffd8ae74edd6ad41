import { Data, Effect, Result } from "effect"

/** What a person got wrong, in one line: the place, what is wrong there, and what would be right. Exit code 2. */
export class BadInput extends Data.TaggedError("BadInput")<{ readonly message: string }> {}

/** Work was done and its outcome is not good: members disagree, a vector fails. One line each. Exit code 1. */
export class NotSound extends Data.TaggedError("NotSound")<{ readonly lines: ReadonlyArray<string> }> {
  override get message(): string {
    return this.lines.join("\n")
  }
}

/** One line, whatever was in the text. */
export const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, " ").trim()

export const badInput = (message: string): BadInput => new BadInput({ message: oneLine(message) })

/** What another package calls an error of its input is here a line for the person at the terminal. */
export const orBadInput = <A>(result: Result.Result<A, { readonly message: string }>, place = ""): Effect.Effect<A, BadInput> =>
  Effect.fromResult(Result.mapError(result, (error) => badInput(place + error.message)))
