export { Condemned, Spoiled } from "./adoption/complaining.ts"
export { complain, type Complained } from "./complain.ts"
export { defaultDocketLimits, type Docket, type DocketLimits, emptyDocket, type Heard, hearComplaint } from "./docket.ts"
export { NoEvidence, type Sealing } from "./evidence.ts"
export { keyPossession, type KeyWitness } from "./keyPossession.ts"
export {
  ackQuorum,
  adoptionOf,
  checksOf,
  complaint,
  confirm,
  deriveCheck,
  type InsiderLevel,
  insiderLevels,
  type InsiderNeeds,
  parentHash,
  unchecked
} from "./levels.ts"
export { statementOf, watchProven } from "./provenCommits.ts"
export { type AckRound, acksNeeded, duties, missing, type Needed } from "./round.ts"
export { type About, type Claim, type Failure, failures, StatementRejected } from "./statement.ts"
export { acknowledge, discard, hear, NotAdopted, report, settle, type Settled, type Trial, tryCommit } from "./trial.ts"
export { eviction, judge, spoils, type Undecided, type Verdict } from "./verdict.ts"
