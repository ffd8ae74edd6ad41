export { assembled, type Assembling } from "./assembled.ts"
export { awakeCopy, type CopyServices, type Followed, type Following, followWire, type OnWire } from "./copy.ts"
export { copyAttempts, type CopyTrial } from "./copyAttempts.ts"
export { CostSheet, summarize } from "./costSheet.ts"
export { Certificates, certificateLines } from "./certificates.ts"
export { type Begun, type Derived, derivationLines, readLine } from "./certificateText.ts"
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
} from "./result.ts"
export { type CellInput, type CellOutcome, runCell } from "./runner.ts"
export { type Fit, FitError, type FitOptions, fitWorkload } from "./fit/fit.ts"
export { type FittedGaps, fitGaps, type GapMixture } from "./fit/gaps.ts"
export { type MembershipFit } from "./fit/membership.ts"
export { fitSpeakers } from "./fit/speakers.ts"
export { type Resized, synthesize } from "./fit/synthesize.ts"
export { makeWorkload, namedWorkloads } from "./named.ts"
export type { TalkShape } from "./named/burst.ts"
export type { Rhythm } from "./named/rhythm.ts"
export { MOST_EVENTS, type NamedWorkload, NamedWorkloadError, type Parameter, type Sweep } from "./named/parameters.ts"
export { answers, committers, defaultPolicy, namedPolicies, neverPolicy, type Policy } from "./policy.ts"
export type { CommitStep, Origin, Step } from "./policyStep.ts"
export { idleSetting } from "./policyIdle.ts"
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
export { pluggedParts } from "./pluggedParts.ts"
export { central95, type Interval, median, quantile } from "./quantile.ts"
export { type Randomness, seeded, zipf } from "./randomness.ts"
export { indicesOf, runLengths } from "./runLengths.ts"
export { nearest, perhaps } from "./nearest.ts"
export { asksForAdversary, Expectation, Pinned, Script } from "./script.ts"
export { type CopiedAct, copiedActs, type CopiedHolding, copiedHoldings, CopyAttempt, StolenCopy } from "./stolenCopy.ts"
export { defaultSuite, type Seizing, type Task } from "./task.ts"
export { MOST_ERROR, publicKeyPrimitives, type ScaleCounted, type ScaleFigure, scaleFigures, scaleRoles } from "./scaleFigures.ts"
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
} from "./scaleResult.ts"
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
} from "./security.ts"
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
} from "./workload.ts"
export { Damage, Foreseen, Notice, noticing, type Noticing, ProbeOutcome } from "./probe.ts"
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
} from "./trees.ts"
export type { Moment, Present, Upload, Watch } from "./watch.ts"
export { countWorkload, type WorkloadCount } from "./workloadCount.ts"
export { formatWorkload, type ParseOptions, parseWorkload } from "./workloadFile.ts"
