import type { Seizing } from "@copath/lab-core"
import { Result } from "effect"
import { type BadInput, badInput } from "../badInput.ts"

/** What can be taken of a state, by its name on the command line: all of it; what a device gives whose signature keys are in hardware; what a stolen backup of those gives. */
export const takings = { all: "all", "no-signing-keys": "withoutSigningKeys", "signing-keys-only": "signingKeysOnly" } as const

/** The names of what can be taken. */
export const takingNames = ["all", "no-signing-keys", "signing-keys-only"] as const satisfies ReadonlyArray<keyof typeof takings>

/** How deletion is written. */
export const deletionForms = "ideal, delayed:K for K states later, or none"

/** `ideal`, `none` or `delayed:3`. */
export const parseDeletion = (text: string): Result.Result<Seizing["deletion"], BadInput> => {
  if (text === "ideal" || text === "none") return Result.succeed(text)
  const delayed = /^delayed:(\d{1,9})$/.exec(text)?.[1]
  return delayed === undefined
    ? Result.fail(badInput(`--deletion ${text}: expected is ${deletionForms}`))
    : Result.succeed({ delayed: Number(delayed) })
}
