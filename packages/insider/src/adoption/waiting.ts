import type { AdoptionNeeds, CommitAdoption, Failure, Trial as Considered, Verdict } from "@copath/client"
import { type GroupServices, inspectCommit, receive, type Received, type ReceiveError } from "@copath/group"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { awaited, duties, missing } from "../round.ts"
import { readStatement, type Signed } from "../statement.ts"
import { discard, noted, settle, type Trial, trialOf, vouch, type Vouched } from "../trial.ts"
import { refused, taken } from "./atOnce.ts"

/** What members do about a commit that is wrong. Immutable. */
export interface Conduct {
  /** What a member says whom the commit does not lead into its epoch. */
  readonly object: (trial: Trial, failure: ReceiveError) => Effect.Effect<Uint8Array, never, GroupServices>
  /** Takes in a complaint whose signature was checked. */
  readonly accuse: (trial: Trial, signed: Signed) => Effect.Effect<Accused, never, GroupServices>
}

/** What came of a complaint. */
export interface Accused {
  /** To go on with. */
  readonly conduct: Conduct
  /** Why nobody may adopt the commit; `undefined`: it stays on trial. */
  readonly error: Failure | undefined
}

/** Where one commit stands with one member. Immutable. */
interface Standing {
  readonly trial: Trial
  readonly conduct: Conduct
  /** Why it is not adopted, once that is so. */
  readonly error: Failure | undefined
}

type Services = Context.Context<GroupServices>

/** Commits wait until somebody has vouched for each of their ciphertexts; anything else is taken in at once. */
export const waiting = (id: string, needs: AdoptionNeeds, conduct: Conduct): CommitAdoption["Service"] => ({
  id,
  waits: true,
  needs,
  consider: Effect.fnUntraced(function* (state, message) {
    const services = yield* Effect.context<GroupServices>()
    const outcome = yield* Effect.result(receive(state, message))
    if (Result.isSuccess(outcome) && !isCommit(outcome.success)) return taken(outcome.success)
    const inspected = yield* Effect.result(inspectCommit(state, message))
    // What anybody sees that is wrong with it, the engine has seen too: nobody takes it, and nothing needs to be said.
    if (Result.isFailure(inspected)) return refused(Result.isFailure(outcome) ? outcome.failure : inspected.failure)
    const tried = yield* Effect.result(trialOf(state, message, inspected.success, Effect.succeed(outcome)))
    if (Result.isFailure(tried)) return refused(tried.failure)
    const trial = tried.success
    return Result.isFailure(outcome)
      ? yield* objecting(services, { trial, conduct, error: undefined }, outcome.failure)
      : standing(services, { trial, conduct, error: undefined }, duties(trial.round, state.me))
  })
})

const isCommit = ({ _tag }: Received): boolean => _tag === "commit" || _tag === "removed"

/** The trial of a member whom the commit does not lead into its epoch. Its own complaint is judged as all others judge it. */
const objecting = Effect.fnUntraced(function* (services: Services, now: Standing, failure: ReceiveError) {
  const statement = yield* now.conduct.object(now.trial, failure)
  const { error = failure, ...next } = yield* heard(now, statement)
  return considered(services, { ...next, error }, [statement])
})

/** The trial after this member has vouched for what it can of these ciphertexts. */
const standing = (services: Services, now: Standing, indices: ReadonlyArray<number>): Considered<Received> => {
  const { statements, trial }: Vouched = vouch(now.trial, indices)
  return considered(services, { ...now, trial }, statements)
}

const heard = Effect.fnUntraced(function* (now: Standing, statement: Uint8Array) {
  const { conduct, trial } = now
  const signed = readStatement(trial.sealing.suite, trial.before, trial.inspected, statement)
  if (Result.isFailure(signed)) return now
  if (signed.success.claim._tag !== "complaint") return { ...now, trial: noted(trial, signed.success) }
  const accused = yield* conduct.accuse(trial, signed.success)
  const next: Standing = { ...accused, trial: accused.error === undefined ? trial : discard(trial) }
  return next
})

const verdictOf = ({ error, trial }: Standing): Verdict<Received> => {
  if (error !== undefined) return { _tag: "refused", error }
  const settled = settle(trial)
  return Result.isSuccess(settled)
    ? { _tag: "adopted", value: settled.success.received }
    : { _tag: "waiting", missing: awaited(trial.round) }
}

const considered = (services: Services, now: Standing, statements: ReadonlyArray<Uint8Array>): Considered<Received> => {
  const verdict = verdictOf(now)
  // Over is over: whatever is said now is neither checked nor answered.
  const still: Considered<Received> = {
    statements: [],
    verdict,
    hear: () => Effect.succeed(still),
    stepIn: Effect.suspend(() => Effect.succeed(still))
  }
  if (verdict._tag !== "waiting") return { ...still, statements }
  return {
    statements,
    verdict,
    hear: (statement) =>
      Effect.provideContext(
        Effect.map(heard(now, statement), (next) => considered(services, next, [])),
        services
      ),
    stepIn: Effect.sync(() =>
      standing(
        services,
        now,
        missing(now.trial.round).map(({ index }) => index)
      )
    )
  }
}
