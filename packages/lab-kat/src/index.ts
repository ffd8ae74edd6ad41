export { type Claims } from "./claims.ts"
export {
  abilities,
  type Abilities,
  awake,
  type CloneServices,
  follow,
  type Followed,
  identityOf,
  type Kept,
  playKept,
  pretender
} from "./clone.ts"
export { differential, type Differential, type Discrepancy, type Effort, heldAgainst } from "./differential.ts"
export { type Bounds, type Change, explore, type Explored, histories } from "./explore.ts"
export { kat8, type Kat8 } from "./kat8.ts"
export { mutants } from "./mutants.ts"
export { type Metric, metrics } from "./mutants/metrics.ts"
export { type Breakage, mutant, type Mutant, type MutantOutcome } from "./mutants/mutant.ts"
export { type Breach, breachesOf, lawsOf, securityLaws } from "./laws.ts"
export { drawnHistories, type Drawing, groupLife, scriptedHistories } from "./laws/histories.ts"
export { type Asked, type History, type Port, type SecurityLaw, seizuresOf } from "./laws/securityLaw.ts"
export { katParts } from "./parts.ts"
export { composedOf, nameOf, play, type Played, type Stage, suiteId } from "./playing.ts"
export { prove, type ProveOptions, type ProvenBreach, type Proving, proving, stageOf } from "./prove.ts"
export { memberOf, readBy, seize, share } from "./reading.ts"
export { readInClear } from "./readInClear.ts"
export { type KatOutcome, type KatRow, rows71, runRow } from "./rows71.ts"
export { type Case, type CaseOutcome, type Outcome, type Scenario, scenario } from "./scenario.ts"
export { scenarios } from "./scenarios.ts"
export { jointSeizure, twoThieves } from "./scenarios/jointSeizure.ts"
export { membersOf, Script } from "./script.ts"
export { mutantTable, scenarioTable } from "./table.ts"
