import { primitives } from "@copath/lab-core"
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** Times and errors: none is negative, or a file from elsewhere could make a group that takes less than nothing. */
const amount = Schema.Finite.pipe(Schema.check(Schema.isGreaterThanOrEqualTo(0)))

/** The value of `lab` in a calibration of this version. */
export const calibrationVersion = "calibration/1"

/** What one call of a primitive takes: nanoseconds, and nanoseconds for each byte that it is over. `ci`: within which the middle half of the measured calls lies, at the smallest size. */
export const MeasuredOperation = Schema.Struct({
  ns: Schema.Tuple([amount, amount]),
  ci: Schema.Tuple([amount, amount]),
  /** Calls that were measured. */
  calls: Schema.Int.pipe(Schema.check(Schema.isGreaterThan(0)))
})
/** See the schema of the same name. */
export type MeasuredOperation = typeof MeasuredOperation.Type

/**
 * What an event takes beside its primitives, in nanoseconds: for being a text, or a handshake (a commit, a join), for each byte of its message by who writes it and by who
 * reads it, and for each node of the tree that it touches, told by the hashes.
 */
export const Overhead = Schema.Struct({
  perText: amount,
  perHandshake: amount,
  perByteWritten: amount,
  perByteRead: amount,
  perNode: amount
})
/** See the schema of the same name. */
export type Overhead = typeof Overhead.Type

/** The events of a group that are timed by themselves. */
export const timedOperations = [
  "commit",
  "process",
  "add",
  "process an add",
  "remove",
  "process a removal",
  "join",
  "send",
  "receive"
] as const
/** One of `timedOperations`. */
export type TimedOperation = (typeof timedOperations)[number]

/** Which of these are of texts; the others are handshakes. */
export const textOperations: ReadonlySet<TimedOperation> = new Set<TimedOperation>(["send", "receive"])

/** Which of these write their message; the others read it. */
export const writingOperations: ReadonlySet<TimedOperation> = new Set<TimedOperation>(["commit", "add", "remove", "send"])

/** Mean absolute error of what was predicted for an operation, as a share of what was then measured. */
export const Errors = Schema.Record(Schema.Literals(timedOperations), Schema.optionalKey(amount))
/** See the schema of the same name. */
export type Errors = typeof Errors.Type

/** How long a device takes for what. `suite`: the cipher suite's name; `errors`: of predictions from it, if they were checked. */
export const Calibration = Schema.Struct({
  lab: Schema.Literal(calibrationVersion),
  device: Schema.String,
  runtime: Schema.String,
  cpu: Schema.String,
  suite: Schema.String,
  provider: Schema.String,
  ops: Schema.Record(Schema.Literals(primitives), Schema.optionalKey(MeasuredOperation)),
  overhead: Overhead,
  /** Nanoseconds of the probe: how fast the device was when it was measured. */
  pace: Schema.Finite.pipe(Schema.check(Schema.isGreaterThan(0))),
  errors: Schema.optionalKey(Errors)
})
/** See the schema of the same name. */
export type Calibration = typeof Calibration.Type

/** A text that is no calibration of this version: `found` says what it is instead. */
export class NotACalibration extends Data.TaggedError("NotACalibration")<{
  readonly reason: "NotJson" | "OtherVersion" | "Malformed"
  readonly found: string
}> {
  /** What is read here, and what was found instead. */
  override get message(): string {
    return `not a ${calibrationVersion} file: ${this.found}; make one with lab calibrate --out`
  }
}

/** Reads the JSON text of a calibration; any other version is refused by name. */
export const decodeCalibration = (json: string): Result.Result<Calibration, NotACalibration> =>
  Result.flatMap(parsed(json), (value) => {
    const version = typeof value === "object" && value !== null && "lab" in value ? value.lab : undefined
    if (version !== calibrationVersion) {
      const found = version === undefined ? `JSON without "lab"` : `"lab" is ${JSON.stringify(version)}`
      return Result.fail(new NotACalibration({ reason: "OtherVersion", found }))
    }
    return Result.mapError(read(value), (issue) => new NotACalibration({ reason: "Malformed", found: issue.message }))
  })

const read = Schema.decodeUnknownResult(Calibration)

const parsed = (json: string): Result.Result<unknown, NotACalibration> =>
  Result.mapError(
    Result.try((): unknown => JSON.parse(json)),
    () => new NotACalibration({ reason: "NotJson", found: "text that is not JSON" })
  )
