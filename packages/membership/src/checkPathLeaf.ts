import * as Result from "effect/Result"
import { termsOf } from "./groupTerms.ts"
import { firstObjection, type Invalid, invalid } from "./invalid.ts"
import { hpkeKey, leafObligations, type Obligation } from "./obligation.ts"
import { leafRules } from "./rules/leaf.ts"
import { type PathInput, type PathQuestion, pathRules } from "./rules/path.ts"

/** Judges a path's leaf and keys (12.4.2): what is left to be shown, or the first objection. Sender and receiver call it, after `merge`. */
export const checkPathLeaf = (input: PathInput, rules = pathRules): Result.Result<ReadonlyArray<Obligation>, Invalid> => {
  const { groupContext, leaf, pathKeys, plan, suiteId } = input
  const terms = termsOf(groupContext.version, suiteId, plan.extensions)
  if (Result.isFailure(terms))
    return Result.fail(invalid("V156", undefined, `required_capabilities does not decode: ${terms.failure.message}`))
  const committer = plan.change.committer
  const judged = { ...input, place: "commit", where: "the path's leaf", subject: committer, terms: terms.success } as const
  const question: PathQuestion = { ...judged, external: plan.externalInit !== undefined }
  const objection = firstObjection(leafRules, judged) ?? firstObjection(rules, question)
  if (objection !== undefined) return Result.fail(objection)
  const role = plan.replaced === undefined ? "joiner" : "member"
  const shown = leafObligations(leaf, committer, role, plan.replaced)
  // Whoever takes its own place again begins its notes anew: what the old ones needed is lost.
  const own = question.external ? shown.map((o) => (o._tag === "note" ? { ...o, previous: undefined } : o)) : shown
  return Result.succeed([...own, ...pathKeys.map((key) => hpkeKey(key))])
}
