export { assembled, type Assembling } from "./assembled.ts"
export { awakeCopy, type CopyServices, type Followed, type Following, followWire, type OnWire } from "./copy/copy.ts"
export { copyAttempts, type CopyTrial } from "./copy/attempts.ts"
export { CostSheet, summarize } from "./costs/costSheet.ts"
export { Certificates, certificateLines } from "./result/certificates.ts"
export { type Begun, type Derived, derivationLines, readLine } from "./result/certificateText.ts"
export {
  Agreement,
  type Base,
  bases,
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
  Summary,
  timeFields,
  Timeline,
  Times,
  withoutTimes
} from "./result/result.ts"
export { type CellInput, type CellOutcome, runCell } from "./runner.ts"
export { type Fit, FitError, type FitOptions, fitWorkload } from "./workload/fit/fit.ts"
export { type FittedGaps, fitGaps, type GapMixture } from "./workload/fit/gaps.ts"
export { type MembershipFit } from "./workload/fit/membership.ts"
export { fitSpeakers } from "./workload/fit/speakers.ts"
export { type Resized, synthesize } from "./workload/fit/synthesize.ts"
export { makeWorkload, namedWorkloads } from "./workload/named.ts"
export type { TalkShape } from "./workload/named/burst.ts"
export type { Rhythm } from "./workload/named/rhythm.ts"
export { MOST_EVENTS, type NamedWorkload, NamedWorkloadError, type Parameter, type Sweep } from "./workload/named/parameters.ts"
export { answers, committers, defaultPolicy, namedPolicies, neverPolicy, type Policy } from "./policy/policy.ts"
export type { CommitStep, Origin, Step } from "./policy/step.ts"
export { idleSetting } from "./policy/idle.ts"
export { applyPolicy } from "./policy/steps.ts"
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
} from "./policy/text.ts"
export { pluggedParts } from "./pluggedParts.ts"
export { central95, type Interval, median, quantile } from "./quantile.ts"
export { type Randomness, seeded, zipf } from "./randomness.ts"
export { indicesOf, runLengths } from "./result/runLengths.ts"
export { nearest, perhaps } from "./nearest.ts"
export { asksForAdversary, Expectation, Pinned, Script } from "./result/script.ts"
export { type CopiedAct, copiedActs, type CopiedHolding, copiedHoldings, CopyAttempt, StolenCopy } from "./result/stolenCopy.ts"
export { defaultSuite, type Seizing, type Task } from "./task.ts"
export { MOST_ERROR, publicKeyPrimitives, type ScaleCounted, type ScaleFigure, scaleFigures, scaleRoles } from "./result/scaleFigures.ts"
export {
  decodeScaleResult,
  Foretold,
  NotAScaleResult,
  ScaleCounts,
  ScaleObservations,
  ScaleResult,
  ScaleResultCell,
  scaleVersion,
  ScaleWork
} from "./result/scaleResult.ts"
export {
  DeclaredSignatures,
  Deniability,
  Exposure,
  Forgery,
  ForgeryRow,
  ForwardSecrecy,
  HealedBy,
  Healing,
  Heatmap,
  HeatmapRow,
  Leak,
  Leaks,
  type MetadataField,
  metadataFields,
  MetadataSight,
  Security,
  SecurityFigures,
  SecurityFinding,
  SeizedStates,
  Shapes,
  Spread,
  Survival,
  Synergy
} from "./result/security.ts"
export {
  defaultStart,
  type EventKind,
  eventSchemas,
  lineOf,
  startOf,
  type Workload,
  workload,
  WorkloadError,
  type WorkloadEvent,
  WorkloadHeader
} from "./workload/workload.ts"
export { Damage, Foreseen, Notice, noticing, type Noticing, ProbeOutcome } from "./result/probe.ts"
export {
  fallenKeys,
  mostFrames,
  mostLeaves,
  treeAt,
  TreeFrames,
  TreeHolders,
  TreeKeys,
  TreeLeaves,
  type TreeNode,
  Trees,
  TreeSeats,
  TreeSeizures
} from "./result/trees.ts"
export type { Moment, Present, Upload, Watch } from "./simulation/watch.ts"
export { countWorkload, type WorkloadCount } from "./workload/count.ts"
export { formatWorkload, type ParseOptions, parseWorkload } from "./workload/file.ts"
