import type { CgkaRejected } from "@copath/contracts"
import {
  type GroupServices,
  type GroupState,
  inspectCommit,
  type Inspected,
  type InspectError,
  receive,
  type Received,
  type ReceiveError
} from "@copath/group"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { isSound, NoEvidence, sealingOf, type Sealing } from "./evidence.ts"
import { acksNeeded, type AckRound, isAdoptable, missing, type Needed, openRound, withAck, withReport } from "./round.ts"
import { type Claim, type Failure, failures, readStatement, type Signed, state, type StatementRejected } from "./statement.ts"

/** A commit that a member has looked at and not adopted. Immutable. */
export interface Trial {
  /** The epoch in which the member still is. */
  readonly before: GroupState
  /** The commit, an encoded MLSMessage. */
  readonly message: Uint8Array
  /** What anybody can see of it. */
  readonly inspected: Inspected
  /** Its ciphertexts, and what judges them. */
  readonly sealing: Sealing
  /** What members have said of it so far. */
  readonly round: AckRound
  /** What the member itself makes of it: the next epoch, held back, or why there is none for it. Wipe no `retired` before {@link settle} gives it. */
  readonly outcome: Result.Result<Received, ReceiveError>
}

/**
 * Takes a commit in without adopting it, the member's own pending one too. Fails with `NoEvidence` where the key agreement does not say who reads what, and with
 * what everybody sees that is wrong with the commit: then nobody takes it, and nothing needs to be said.
 */
export const tryCommit: (before: GroupState, message: Uint8Array) => Effect.Effect<Trial, InspectError | NoEvidence, GroupServices> =
  Effect.fnUntraced(function* (before, message) {
    return yield* trialOf(before, message, yield* inspectCommit(before, message), Effect.result(receive(before, message)))
  })

/** {@link tryCommit} of a commit that was looked into already, or taken in. */
export const trialOf: (
  before: GroupState,
  message: Uint8Array,
  inspected: Inspected,
  taking: Effect.Effect<Trial["outcome"], never, GroupServices>
) => Effect.Effect<Trial, NoEvidence, GroupServices> = Effect.fnUntraced(function* (before, message, inspected, taking) {
  const sealing = yield* sealingOf(inspected)
  if (sealing === undefined) return yield* new NoEvidence({ reason: "KeyAgreement" })
  return { before, message, inspected, sealing, round: openRound(inspected, acksNeeded(sealing.sealed)), outcome: yield* taking }
})

const isReader = ({ before }: Trial, { readers }: Sealing["sealed"][number]): boolean => readers.includes(before.me)

/** Which of these ciphertexts I can vouch for: those that I read, if the commit leads me into its epoch. Each costs one decryption. */
const foundRight = (trial: Trial, indices: ReadonlyArray<number>): ReadonlyArray<number> => {
  if (Result.isFailure(trial.outcome)) return []
  const { before, inspected, sealing } = trial
  return sealing.sealed
    .filter((one) => indices.includes(one.index) && isReader(trial, one) && isSound(before, inspected, sealing, one) !== false)
    .map(({ index }) => index)
}

/** My acknowledgements of these ciphertexts, signed: only of those that I can vouch for. */
export const acknowledge = (trial: Trial, indices: ReadonlyArray<number>): ReadonlyArray<Uint8Array> =>
  foundRight(trial, indices).map((index) => stated(trial, { _tag: "ack", index }))

/** Something said, and the trial after it. */
export interface Vouched {
  readonly trial: Trial
  readonly statements: ReadonlyArray<Uint8Array>
}

/** {@link acknowledge}, with one's own acknowledgements taken in. */
export const vouch = (trial: Trial, indices: ReadonlyArray<number>): Vouched => {
  const right = foundRight(trial, indices)
  const round = right.reduce((now, index) => withAck(now, trial.before.me, index), trial.round)
  return { trial: { ...trial, round }, statements: right.map((index) => stated(trial, { _tag: "ack", index })) }
}

/** That the commit does not lead me into its epoch; `undefined` if it does. */
export const report = (trial: Trial): Uint8Array | undefined =>
  Result.isFailure(trial.outcome) ? reported(trial, trial.outcome.failure) : undefined

/** {@link report} of a commit that failed with this error. */
export const reported = (trial: Trial, error: ReceiveError): Uint8Array =>
  stated(trial, { _tag: "report", failure: failures.indexOf(failureOf(error)) })

const failureOf = (error: ReceiveError): Failure => {
  if (error._tag === "ConfirmationMismatch") return "confirmation"
  if (error._tag !== "CgkaRejected") return "other"
  return ofKeyAgreement[error.reason] ?? "other"
}

const ofKeyAgreement: Partial<Record<CgkaRejected["reason"], Failure>> = { Undecryptable: "undecryptable", KeyMismatch: "keys" }

/** Signs a claim about the commit on trial. */
export const stated = ({ before, inspected, sealing }: Trial, what: Claim): Uint8Array => state(sealing.suite, before, inspected, what)

/** Takes in another member's acknowledgement or report, or one's own. Complaints are left to `judge`. */
export const hear = (trial: Trial, statement: Uint8Array): Result.Result<Trial, StatementRejected> =>
  Result.map(readStatement(trial.sealing.suite, trial.before, trial.inspected, statement), (signed) => noted(trial, signed))

/** {@link hear} of a statement whose signature was checked. */
export const noted = (trial: Trial, { claim, leaf }: Signed): Trial => {
  if (claim._tag === "ack") return { ...trial, round: withAck(trial.round, leaf, claim.index) }
  return claim._tag === "report" ? { ...trial, round: withReport(trial.round, leaf) } : trial
}

/** The commit is not adopted, whatever comes: a complaint was made, or a guilty verdict fell. */
export const discard = (trial: Trial): Trial => ({ ...trial, round: { ...trial.round, phase: "discarded" } })

/**
 * Why a commit on trial is not adopted. `Missing`: nobody has vouched for some ciphertexts. `Refused`: it does not lead this member into its epoch.
 */
export class NotAdopted extends Data.TaggedError("NotAdopted")<{
  readonly reason: "Missing" | "Refused" | "Discarded" | "Adopted"
  /** The acknowledgements that are not in. */
  readonly missing: ReadonlyArray<Needed>
}> {}

/** What `receive` gave, to write down and go on with; and the trial, over. */
export interface Settled {
  /** What the engine made of the commit. */
  readonly received: Received
  /** Its round is `adopted`. */
  readonly trial: Trial
}

/** Adopts the commit once all acknowledgements are in. Who does not, is still in the epoch before, and so is everybody else who waits. */
export const settle = (trial: Trial): Result.Result<Settled, NotAdopted> => {
  const { outcome, round } = trial
  const not = (reason: NotAdopted["reason"]) => Result.fail(new NotAdopted({ reason, missing: missing(round) }))
  if (round.phase === "discarded") return not("Discarded")
  if (round.phase === "adopted") return not("Adopted")
  if (Result.isFailure(outcome)) return not("Refused")
  return isAdoptable(round)
    ? Result.succeed({ received: outcome.success, trial: { ...trial, round: { ...round, phase: "adopted" } } })
    : not("Missing")
}
