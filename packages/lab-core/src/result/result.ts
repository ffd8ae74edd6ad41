/**
 * What one run of the lab found: `result/1`, plain JSON. Everything that depends on the machine's speed stands in the places that
 * `timeFields` names; the rest is the same in every run with the same inputs and seed.
 *
 * ```
 * LabResult ── made, environment                     who, when, on what
 *     ├── cells[]      composition × workload × policy × repeat
 *     │     ├── counts        how much happened
 *     │     ├── cost          per event, by metric and role
 *     │     ├── perMember     per device, over the whole run
 *     │     ├── times         processor time: differs from run to run
 *     │     ├── timeline, commits                    samples for plots
 *     │     └── health, agreement                    whether the run may be compared at all
 *     └── refused[]    combinations that cannot work, and why
 * ```
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { count } from "../numbers.ts"
import { ProbeOutcome } from "./probe.ts"
import { Script } from "./script.ts"
import { Security } from "./security.ts"
import { StolenCopy } from "./stolenCopy.ts"
import { Trees } from "./trees.ts"

/**
 * What a device was doing when it caused a cost. One device plays several roles in a run.
 *
 * - `committer` created the group, proposed or committed; also adopting one's own accepted commit;
 * - `member` processed another's proposal or commit;
 * - `sender` sent an application message, `receiver` opened one;
 * - `joiner` made key packages and joined;
 * - `removed` processed its own removal;
 * - `server` stored and handed out envelopes.
 */
export const roles = ["committer", "member", "sender", "receiver", "joiner", "removed", "server"] as const
/** One of `roles`. */
export type Role = (typeof roles)[number]

/**
 * What an envelope carries. A `share` is for one member only, such as a key beside its Welcome; `groupInfo` is what an external joiner fetches; a `statement`
 * is what members say of a commit before they adopt it; `between` goes among one user's own devices; a `blob` is public state that lies elsewhere.
 */
export const kinds = [
  "application",
  "commit",
  "proposal",
  "welcome",
  "keyPackage",
  "share",
  "groupInfo",
  "statement",
  "between",
  "blob"
] as const
/** One of `kinds`. */
export type Kind = (typeof kinds)[number]

/** Operations of the provider, counted where the composition calls them: the DH inside one `hpke.seal` is not counted again. Auth mode's further one is, as `dh`. */
export const primitives = [
  "hash",
  "kdf.extract",
  "kdf.expand",
  "mac",
  "aead.seal",
  "aead.open",
  "hpke.seal",
  "hpke.open",
  "hpke.export",
  "kem.derive",
  "dh",
  "signature.derive",
  "sign",
  "verify"
] as const
/** One of `primitives`. */
export type Primitive = (typeof primitives)[number]

/**
 * What is charged. One observation of
 *
 * - `sent.K` is one envelope of kind K as uploaded, in bytes;
 * - `received.K` is one envelope of kind K as one device received it, in bytes;
 * - `fanout.K` is one envelope of kind K at the server: bytes times recipients;
 * - `wasted` is one rejected or undeliverable envelope, in bytes; it counts in `sent` too;
 * - `tries` is how often a commit was made that others had beaten; `stored` is what lies at the server after one step, in bytes, each copy counted;
 * - `operations.P` is how often primitive P ran in one event on one device.
 */
export type CostMetric = `sent.${Kind}` | `received.${Kind}` | `fanout.${Kind}` | "wasted" | "tries" | "stored" | `operations.${Primitive}`

/** Every metric, in the order of reports. */
export const costMetrics: ReadonlyArray<CostMetric> = [
  ...(["sent", "received", "fanout"] as const).flatMap((way) => kinds.map((kind) => `${way}.${kind}` as const)),
  ...(["wasted", "tries", "stored"] as const),
  ...primitives.map((primitive) => `operations.${primitive}` as const)
]

const amount = Schema.Finite

/** `n` observations: their sum, mean, median, median absolute deviation from the median, least and greatest. */
export const Summary = Schema.Struct({
  n: count,
  total: amount,
  mean: amount,
  median: amount,
  mad: amount,
  lo: amount,
  hi: amount
})
/** See the schema of the same name. */
export type Summary = typeof Summary.Type

const ByRole = Schema.Record(Schema.Literals(roles), Schema.optionalKey(Summary))
/** A summary for each role that was observed. */
export type ByRole = typeof ByRole.Type

/** Costs by metric and role; whatever never happened is absent. */
export const Cost = Schema.Record(Schema.Literals(costMetrics), Schema.optionalKey(ByRole))
/** See the schema of the same name. */
export type Cost = typeof Cost.Type

/** Option id by axis, such as `{ cgka: "art", protection: "group-chain" }`. */
export const Parts = Schema.Record(Schema.String, Schema.String)
/** See the schema of the same name. */
export type Parts = typeof Parts.Type

/** `strict`: the wire bytes are those of RFC 9420. `suite`: the registered cipher suite (RFC 9420, 17.1) that it computed with; no part of its id. */
export const ComparedComposition = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  parts: Parts,
  strict: Schema.Boolean,
  suite: Schema.optionalKey(count)
})
/** See the schema of the same name. */
export type ComparedComposition = typeof ComparedComposition.Type

/** `members` who ever belonged, `peak` at once; `spanMs` of virtual time from the first event to the last. */
export const ComparedWorkload = Schema.Struct({
  name: Schema.String,
  hash: Schema.String,
  members: count,
  peak: count,
  events: count,
  messages: count,
  spanMs: amount
})
/** See the schema of the same name. */
export type ComparedWorkload = typeof ComparedWorkload.Type

/** When members rekey, and who commits: a name, and the values behind it. */
export const ComparedPolicy = Schema.Struct({
  name: Schema.String,
  values: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite, Schema.Boolean]))
})
/** See the schema of the same name. */
export type ComparedPolicy = typeof ComparedPolicy.Type

/**
 * How much happened. `epochs` counts accepted commits, `deliveries` texts that were shown, once for each receiver; `missed` those that did not open,
 * `resent` texts that were sent again, `rejoins` members who came back after they had lost their state, `woken` those who had to be brought online so that a
 * commit could be adopted.
 */
export const Counts = Schema.Struct({
  messages: count,
  deliveries: count,
  proposals: count,
  commits: count,
  adds: count,
  removes: count,
  rekeys: count,
  epochs: count,
  missed: count,
  resent: count,
  rejoins: count,
  woken: count
})
/** See the schema of the same name. */
export type Counts = typeof Counts.Type

/**
 * One observation for each device that ever belonged (`sent`, `received`, `statePeak`) or that belongs at the end (`state`, `secrets`).
 * Bytes. `state` is what the device must store to go on, `secrets` the part of it that is key material.
 */
export const PerMember = Schema.Struct({ sent: Summary, received: Summary, state: Summary, statePeak: Summary, secrets: Summary })
/** See the schema of the same name. */
export type PerMember = typeof PerMember.Type

/** `seconds` of wall time for the cell. `cpu` in milliseconds: one observation is one event on one device. */
export const Times = Schema.Struct({ seconds: amount, cpu: ByRole })
/** See the schema of the same name. */
export type Times = typeof Times.Type

/**
 * Columns of equal length, at most a few hundred samples. `timeMs` is virtual. `sentBytes` (uploads), `fanoutBytes` (downloads) and
 * `handshakeBytes` (uploads other than application messages) are cumulative; `stateBytes` is the median member's.
 */
export const Timeline = Schema.Struct({
  step: Schema.Array(count),
  timeMs: Schema.Array(amount),
  epoch: Schema.Array(count),
  members: Schema.Array(count),
  sentBytes: Schema.Array(amount),
  fanoutBytes: Schema.Array(amount),
  handshakeBytes: Schema.Array(amount),
  stateBytes: Schema.Array(amount)
})
/** See the schema of the same name. */
export type Timeline = typeof Timeline.Type

/** One accepted commit: the group's size after it, its bytes, and the bytes of its Welcomes. */
export const CommitSample = Schema.Struct({
  step: count,
  members: count,
  bytes: count,
  welcomeBytes: count,
  adds: count,
  removes: count
})
/** See the schema of the same name. */
export type CommitSample = typeof CommitSample.Type

/** A member that could not process an envelope. `step` is the index of the workload's event, from 0. */
export const Failure = Schema.Struct({ step: count, member: Schema.String, reason: Schema.String })
/** See the schema of the same name. */
export type Failure = typeof Failure.Type

/** `lostMembers` could not follow the group and never came back. */
export const Health = Schema.Struct({ lostMembers: count, failures: Schema.Array(Failure), rejectedCommits: count })
/** See the schema of the same name. */
export type Health = typeof Health.Type

/**
 * Whether all members hold the same epoch secret at the end. `secretFingerprint` is the first 8 bytes of a hash of it, in hex.
 * `disagreement` names the first member who differs, and the step at which it was last together with the others.
 */
export const Agreement = Schema.Struct({
  agreed: Schema.Boolean,
  epoch: count,
  members: count,
  secretFingerprint: Schema.String,
  disagreement: Schema.optionalKey(Schema.Struct({ member: Schema.String, step: count }))
})
/** See the schema of the same name. */
export type Agreement = typeof Agreement.Type

/**
 * What computes: real algorithms; stand-ins of the same sizes, whose secrets differ where real ones do; or stand-ins that only count. Operations and bytes are
 * the same on all of them, times are not.
 */
export const bases = ["real", "symbolic", "counting"] as const
/** One of `bases`. */
export type Base = (typeof bases)[number]

/** One composition over one workload under one policy. `repeat` from 0; repeats vary the workload's seed. `security`: where an adversary looked on. `script`: what came of the attackers and expectations that the workload names itself. `probes`: what lies of the delivery service came to, where it told some. `stolenCopy`: what a copy of a member's state can still do, where that was tried with them. `trees`: where they were asked for, and are small enough. */
export const Cell = Schema.Struct({
  composition: ComparedComposition,
  workload: ComparedWorkload,
  policy: ComparedPolicy,
  repeat: count,
  base: Schema.Literals(bases),
  counts: Counts,
  cost: Cost,
  perMember: PerMember,
  times: Times,
  timeline: Timeline,
  commits: Schema.Array(CommitSample),
  health: Health,
  agreement: Agreement,
  security: Schema.optionalKey(Security),
  script: Schema.optionalKey(Script),
  probes: Schema.optionalKey(Schema.Array(ProbeOutcome)),
  stolenCopy: Schema.optionalKey(StolenCopy),
  trees: Schema.optionalKey(Trees)
})
/** See the schema of the same name. */
export type Cell = typeof Cell.Type

/** A combination that was asked for and cannot work. `rule` is the short name of what forbids it, `reason` one sentence. */
export const Refused = Schema.Struct({ name: Schema.String, parts: Parts, rule: Schema.String, reason: Schema.String })
/** See the schema of the same name. */
export type Refused = typeof Refused.Type

/** `memory` in bytes; `parts` are versions by package; `commit` of the source, `dirty` if the tree differed from it. */
export const Environment = Schema.Struct({
  lab: Schema.String,
  runtime: Schema.String,
  os: Schema.String,
  cpu: Schema.String,
  cores: count,
  memory: count,
  parts: Schema.Record(Schema.String, Schema.String),
  commit: Schema.optionalKey(Schema.String),
  dirty: Schema.optionalKey(Schema.Boolean)
})
/** See the schema of the same name. */
export type Environment = typeof Environment.Type

/** `at` is ISO 8601, `seconds` of wall time for the whole run. */
export const Made = Schema.Struct({
  at: Schema.String,
  seconds: amount,
  seed: Schema.String,
  argv: Schema.Array(Schema.String)
})
/** See the schema of the same name. */
export type Made = typeof Made.Type

/** The value of `lab` in a result of this version. */
export const resultVersion = "result/1"

/** `id` is a hash of the canonical JSON of compositions, cipher suite, workloads, policies, seed and part versions: equal inputs, equal id. */
export const LabResult = Schema.Struct({
  lab: Schema.Literal(resultVersion),
  id: Schema.String,
  made: Made,
  environment: Environment,
  cells: Schema.Array(Cell),
  refused: Schema.Array(Refused)
})
/** See the schema of the same name. */
export type LabResult = typeof LabResult.Type

/**
 * Where a result depends on time. Two runs of one command, of one source on one machine, differ nowhere else. Of equal `id`, other commands, machines and
 * commits differ in `made.argv` and `environment` as well.
 */
export const timeFields = ["made.at", "made.seconds", "cells[].times"] as const

/** The result with every time field blanked: still a valid result, and the same in every run of one command. */
export const withoutTimes = (result: LabResult): LabResult => ({
  ...result,
  made: { ...result.made, at: "", seconds: 0 },
  cells: result.cells.map((cell) => ({ ...cell, times: { seconds: 0, cpu: {} } }))
})

/** `found` says what was there instead: a version, a type, or the path and complaint of the schema. */
export class NotAResult extends Data.TaggedError("NotAResult")<{
  readonly reason: "NotJson" | "OtherVersion" | "Malformed"
  readonly found: string
}> {
  /** The version that is read here, and what was found instead. */
  override get message(): string {
    return `not a ${resultVersion} file: ${this.found}`
  }
}

/** Reads the JSON text of a `result/1`; any other version is refused by name. Unknown fields are ignored. */
export const decodeResult = (json: string): Result.Result<LabResult, NotAResult> =>
  Result.flatMap(parsed(json), (value) => {
    const version = typeof value === "object" && value !== null && "lab" in value ? value.lab : undefined
    if (version !== resultVersion) {
      const found = version === undefined ? `${described(value)} without "lab"` : `"lab" is ${JSON.stringify(version)}`
      return Result.fail(new NotAResult({ reason: "OtherVersion", found }))
    }
    return Result.mapError(readResult(value), (issue) => new NotAResult({ reason: "Malformed", found: issue.message }))
  })

/** JSON with sorted keys and no blanks, so that equal values give equal text; absent and `undefined` fields are the same. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )

const readResult = Schema.decodeUnknownResult(LabResult)

const parsed = (json: string): Result.Result<unknown, NotAResult> =>
  Result.mapError(
    Result.try((): unknown => JSON.parse(json)),
    () => new NotAResult({ reason: "NotJson", found: "text that is not JSON" })
  )

const described = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "an array" : `a JSON ${typeof value}`)
