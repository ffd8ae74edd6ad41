/**
 * What `lab scale` counts: versioned JSON. Everything but `run` of its cells is the same in every run with the same inputs and seed.
 *
 * ```
 * ScaleResult ── workload, seed, calibration
 *     ├── cells[]      composition × size of the group
 *     │     ├── counts           how much happened
 *     │     ├── costs, work      by metric and role; by role, with the bytes that primitives were over
 *     │     ├── foretold         times, with the error that such predictions had
 *     │     └── run              what counting it took
 *     └── refused[]    compositions that cannot be counted, a sentence each
 * ```
 */
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { count } from "../numbers.ts"
import { costMetrics, primitives, roles } from "./result.ts"

const amount = Schema.Finite

/** `n` observations, of which `samples` were really made. `exact`: the total is what all would have come to; else it is told from samples, and `interval` is its 95 % interval where these tell one. */
export const ScaleObservations = Schema.Struct({
  n: amount,
  total: amount,
  mean: amount,
  lo: amount,
  hi: amount,
  samples: amount,
  exact: Schema.Boolean,
  interval: Schema.optionalKey(Schema.Tuple([amount, amount]))
})
/** See the schema of the same name. */
export type ScaleObservations = typeof ScaleObservations.Type

/** How much happened; `creations` are commits too. `ciphertexts` of paths; `classes` of receivers that do the same, summed over the commits. */
export const ScaleCounts = Schema.Struct({
  messages: count,
  proposals: count,
  creations: count,
  commits: count,
  adds: count,
  removes: count,
  rekeys: count,
  ciphertexts: amount,
  classes: amount
})
/** See the schema of the same name. */
export type ScaleCounts = typeof ScaleCounts.Type

/** What devices did in one activity in all: how often, the bytes of those messages, and each primitive's calls and bytes. */
export const ScaleWork = Schema.Struct({
  events: amount,
  bytes: amount,
  operations: Schema.Array(Schema.Struct({ primitive: Schema.Literals(primitives), count: amount, bytes: amount }))
})
/** See the schema of the same name. */
export type ScaleWork = typeof ScaleWork.Type

/** Milliseconds of one event, told from a calibration. `error`: the mean error of such predictions, as a share of what was measured; absent where it was not checked. */
export const Foretold = Schema.Struct({ ms: amount, error: Schema.optionalKey(amount) })
/** See the schema of the same name. */
export type Foretold = typeof Foretold.Type

/** One composition with a group of one size: `members` at the beginning and at the end. `work`: of what a joiner does, `inviting` is making its key package. */
export const ScaleResultCell = Schema.Struct({
  composition: Schema.Struct({ id: Schema.String, name: Schema.String }),
  founded: Schema.Literals(["created", "made-up", "filled"]),
  members: Schema.Tuple([count, count]),
  counts: ScaleCounts,
  costs: Schema.Record(
    Schema.Literals(costMetrics),
    Schema.optionalKey(Schema.Record(Schema.Literals(roles), Schema.optionalKey(ScaleObservations)))
  ),
  work: Schema.Record(Schema.Literals([...roles, "inviting"]), Schema.optionalKey(ScaleWork)),
  notices: Schema.Array(Schema.String),
  foretold: Schema.optionalKey(Schema.Record(Schema.Literals(roles), Schema.optionalKey(Foretold))),
  /** Seconds by the clock, and bytes of the process at its most. */
  run: Schema.Struct({ seconds: amount, memory: amount })
})
/** See the schema of the same name. */
export type ScaleResultCell = typeof ScaleResultCell.Type

/** The value of `lab` in a file of this version. */
export const scaleVersion = "scale/1"

/** `calibration`: on what device, with which suite and provider, times were measured that `foretold` is told from. */
export const ScaleResult = Schema.Struct({
  lab: Schema.Literal(scaleVersion),
  seed: Schema.String,
  workload: Schema.optionalKey(Schema.String),
  argv: Schema.optionalKey(Schema.Array(Schema.String)),
  calibration: Schema.optionalKey(Schema.Struct({ device: Schema.String, suite: Schema.String, provider: Schema.String })),
  cells: Schema.Array(ScaleResultCell),
  refused: Schema.Array(Schema.String)
})
/** See the schema of the same name. */
export type ScaleResult = typeof ScaleResult.Type

/** A text that is no such file of this version: `found` says what it is instead. */
export class NotAScaleResult extends Data.TaggedError("NotAScaleResult")<{
  readonly reason: "NotJson" | "OtherVersion" | "Malformed"
  readonly found: string
}> {
  /** What is read here, and what was found instead. */
  override get message(): string {
    return `not a ${scaleVersion} file: ${this.found}; make one with lab scale --json`
  }
}

/** Reads the JSON text of a `scale/1`; any other version is refused by name. Unknown fields are ignored. */
export const decodeScaleResult = (json: string): Result.Result<ScaleResult, NotAScaleResult> =>
  Result.flatMap(parsed(json), (value) => {
    const version = typeof value === "object" && value !== null && "lab" in value ? value.lab : undefined
    if (version !== scaleVersion) {
      const found = version === undefined ? `JSON without "lab"` : `"lab" is ${JSON.stringify(version)}`
      return Result.fail(new NotAScaleResult({ reason: "OtherVersion", found }))
    }
    return Result.mapError(read(value), (issue) => new NotAScaleResult({ reason: "Malformed", found: issue.message }))
  })

const read = Schema.decodeUnknownResult(ScaleResult)

const parsed = (json: string): Result.Result<unknown, NotAScaleResult> =>
  Result.mapError(
    Result.try((): unknown => JSON.parse(json)),
    () => new NotAScaleResult({ reason: "NotJson", found: "text that is not JSON" })
  )
