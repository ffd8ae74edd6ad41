import type { BadSignature, CredentialRefused, CryptoFailure } from "@copath/contracts"
import { type Invalid, pathRequired, type Plan } from "@copath/membership"
import type { ProposalOrRef } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { discharge, forNext } from "./discharge.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { PolicyRefused } from "./errors.ts"
import { type Origin, originPsk } from "./origin.ts"
import { planFor, planInput } from "./planInput.ts"
import { permitted } from "./policy.ts"
import { byReference, byValue, type Intent, listed } from "./proposals.ts"
import type { CachedProposal, GroupState } from "./state.ts"

/** A valid list of proposals for a new commit. */
export interface Judged {
  readonly plan: Plan
  readonly hasPath: boolean
  /** The list as it is sent. */
  readonly sent: ReadonlyArray<ProposalOrRef>
}

/**
 * Chooses and judges the proposals of a new commit. Cached ones that are invalid, alone or beside the others, are left out unless they were named: an
 * insider's bad proposal must not keep the group from committing (RFC 9420, 12.4 asks for the valid ones).
 */
export const judge: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  intent: Intent,
  now: bigint,
  origin: Origin | undefined
) => Effect.Effect<Judged, Invalid | PolicyRefused | BadSignature | CredentialRefused | CryptoFailure> = Effect.fnUntraced(
  function* (p, options, state, intent, now, origin) {
    const inline = byValue(intent, origin === undefined ? [] : [originPsk(p, origin)])
    const special = origin === undefined ? {} : { resumption: origin.usage }
    const planned = (cached: ReadonlyArray<CachedProposal>) => {
      const proposed = listed(cached, inline, state.me)
      const hasPath = intent.path === true || intent.identity !== undefined || pathRequired(proposed, p.rules, p.registry)
      const input = { ...planInput(p, options, state, proposed, state.me, hasPath, now), ...special }
      return Result.map(planFor(p, input), (plan) => ({ plan, hasPath, proposed }))
    }
    const accepted = Effect.fnUntraced(function* (cached: ReadonlyArray<CachedProposal>) {
      const { hasPath, plan, proposed } = yield* Effect.fromResult(planned(cached))
      yield* discharge(p, forNext(state, plan.change.removed), plan.obligations)
      yield* permitted(p.policy, { tree: state.tree, context: state.context, committer: state.me, proposals: proposed, plan })
      const sent: ReadonlyArray<ProposalOrRef> = [
        ...cached.map(({ reference }) => ({ _tag: "reference", reference }) as const),
        ...inline.map((proposal) => ({ _tag: "proposal", proposal }) as const)
      ]
      return { plan, hasPath, sent }
    })

    const cached = byReference(state, intent, p.registry)
    const all = yield* Effect.result(accepted(cached))
    if (Result.isSuccess(all)) return all.success
    if (cached.length === 0 || Array.isArray(intent.take)) return yield* Effect.fail(all.failure)

    const valid: Array<CachedProposal> = []
    for (const one of cached) {
      const alone = listed([one], [], state.me)
      const plan = planFor(p, planInput(p, options, state, alone, state.me, true, now))
      if (Result.isFailure(plan) || Result.isFailure(planned([...valid, one]))) continue
      const question = { tree: state.tree, context: state.context, committer: state.me, proposals: alone, plan: plan.success }
      if (p.policy.commit(question) !== undefined) continue
      const shown = yield* Effect.result(discharge(p, forNext(state, []), plan.success.obligations))
      if (Result.isSuccess(shown)) valid.push(one)
    }
    return yield* accepted(valid)
  }
)
