import { firstObjection, type Invalid, invalid, type Proposed, proposalRules, termsOf } from "@copath/membership"
import * as Result from "effect/Result"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { planInput } from "./planInput.ts"
import type { PublicEpoch } from "./state.ts"

/** What is wrong with a proposal by itself, whatever else a commit may hold (12.1; V161); `undefined` when nothing is. */
export const judgeAlone = (
  p: Parts,
  options: GroupChoices,
  state: Pick<PublicEpoch, "context" | "tree">,
  proposed: Proposed,
  now: bigint | undefined
): Invalid | undefined => {
  // Whoever is going to commit it.
  const input = planInput(p, options, state, [proposed], undefined, true, now)
  const extensions = proposed.proposal._tag === "groupContextExtensions" ? proposed.proposal.extensions : state.context.extensions
  const terms = termsOf(state.context.version, p.suiteId, extensions)
  if (Result.isFailure(terms)) return invalid("V156", 0, `required_capabilities does not decode: ${terms.failure.message}`)
  return firstObjection(proposalRules, { proposed, at: 0, input, terms: terms.success })
}
