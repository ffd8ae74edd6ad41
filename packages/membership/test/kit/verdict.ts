import * as Result from "effect/Result"
import type { Invalid } from "../../src/index.ts"

/** The rule that refused, or "valid". */
export const verdict = (result: Result.Result<unknown, Invalid>): string => (Result.isFailure(result) ? result.failure.rule : "valid")

/** The same for a single objection. */
export const objected = (objection: Invalid | undefined): string => objection?.rule ?? "valid"

/** A list without one of its entries, which must be there. */
export const without = <A>(list: ReadonlyArray<A>, entry: A): ReadonlyArray<A> => {
  if (!list.includes(entry)) throw new Error("the rule is not in the list")
  return list.filter((r) => r !== entry)
}

/**
 * The rule that refuses a mutant, if the twin passes and the refusal is this rule's own: gone when the rule is taken out of its list. Otherwise
 * says what is wrong with the case.
 */
export const refusalOf = (twin: string, mutant: string, mutantWithoutRule: string): string => {
  if (twin !== "valid") return `the twin is refused by ${twin}`
  return mutantWithoutRule === mutant ? `${mutant}, with the rule and without it` : mutant
}
