export {
  Agreement,
  type ByRole,
  canonicalJson,
  Cell,
  CommitSample,
  ComparedComposition,
  ComparedPolicy,
  ComparedWorkload,
  Cost,
  type CostMetric,
  costMetrics,
  CostSheet,
  Counts,
  decodeResult,
  Environment,
  Failure,
  Health,
  type Kind,
  kinds,
  LabResult,
  Made,
  NotAResult,
  Parts,
  PerMember,
  type Primitive,
  primitives,
  Refused,
  resultVersion,
  type Role,
  roles,
  summarize,
  Summary,
  timeFields,
  Timeline,
  Times,
  withoutTimes
} from "./result.ts"
export { type CellInput, type CellOutcome, runCell } from "./runner.ts"
export { gitLogArguments, importGit, type ImportGitOptions, ImportError, LEAST_AUTHORS } from "./importGit.ts"
export { keyFromSeed, pseudonyms, sipHash } from "./importPseudonym.ts"
export { makeWorkload, namedWorkloads } from "./named.ts"
export { type NamedWorkload, NamedWorkloadError, type Parameter } from "./namedParameters.ts"
export { committers, defaultPolicy, namedPolicies, neverPolicy, type Policy } from "./policy.ts"
export type { CommitStep, Origin, Step } from "./policyStep.ts"
export { applyPolicy } from "./policySteps.ts"
export {
  formatDuration,
  formatPolicy,
  type NamedPolicy,
  parseDuration,
  parsePolicies,
  parsePolicy,
  PolicyError,
  policySettings,
  policyValues
} from "./policyText.ts"
export { type Randomness, seeded, zipf } from "./randomness.ts"
export {
  type EventKind,
  eventSchemas,
  lineOf,
  type Workload,
  workload,
  WorkloadError,
  type WorkloadEvent,
  WorkloadHeader
} from "./workload.ts"
export { countWorkload, type WorkloadCount } from "./workloadCount.ts"
export { formatWorkload, type ParseOptions, parseWorkload } from "./workloadFile.ts"
