import { CipherSuite, Entropy } from "@copath/contracts"
import { seededRandom } from "@copath/crypto-counting"
import { GroupOptions } from "@copath/group"
import { median } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Work } from "../tally.ts"
import { ScaleWorld } from "../world.ts"
import {
  type Calibration,
  calibrationVersion,
  type Errors,
  textOperations,
  type TimedOperation,
  timedOperations,
  writingOperations
} from "./calibration.ts"
import { exercise, type Onlooker } from "./exercise.ts"
import { nonNegative } from "./leastSquares.ts"
import { type Clock, Pace } from "./pace.ts"
import { cryptography, type Event, overheadOf, predicted } from "./predict.ts"
import { primitiveTimes } from "./primitiveTimes.ts"

/** On what is measured. */
export interface Device {
  /** What it is, in its owner's words. */
  readonly device: string
  /** What ran it, with its version. */
  readonly runtime: string
  /** The processor. */
  readonly cpu: string
  /** Nanoseconds, of this thread's processor time where there is such a clock. */
  readonly clock: Clock
  /** Nanoseconds from one value of the clock to the next; as good as nothing unless it is said. */
  readonly tick?: number
}

/** What is measured. */
export interface Calibrating {
  /** RFC 9420's parts with the provider that is to be measured, and with the provider `counting`. */
  readonly measured: Composed
  /** The composition, on the stand-in that counts. */
  readonly counting: Composed
  /** A cipher suite by number. */
  readonly suite: number
  /** Where it ran. */
  readonly on: Device
  /** Samples of each primitive at each size; 40 unless it is said, of a slow one each of several calls. */
  readonly samples?: number
  /** Groups of these sizes are timed for the overheads; ten from 4 to 200 unless it is said. */
  readonly sizes?: ReadonlyArray<number>
  /** How often each operation is timed in each of them; 9 unless it is said. */
  readonly repeats?: number
  /** Called before each part of the work and after the last of its kind, with how much of that kind is done and how much there is. `predictions`: what {@link check} times. */
  readonly onProgress?: (kind: "primitives" | "groups" | "predictions", done: number, total: number) => void
}

/** One operation at one size: how long it took, what it computed, and how many bytes its message had. Means. */
export interface Exercised extends Event {
  /** Which operation. */
  readonly operation: TimedOperation
  /** How many members. */
  readonly members: number
  /** Nanoseconds, a median. */
  readonly took: number
}

const SAMPLES = 40
const SIZES = [4, 6, 8, 12, 20, 32, 48, 80, 128, 200]
const REPEATS = 9

/** Measures a device: every primitive of a suite by itself, then what small groups' operations take beside these. */
export const calibrate = Effect.fnUntraced(function* (input: Calibrating) {
  const { on, onProgress = () => {}, samples = SAMPLES, sizes = SIZES } = input
  const { clock, cpu, device, runtime, tick = 0 } = on
  const suite = yield* suiteOf(input)
  const pace = new Pace(suite, clock)
  const sampling = { samples, tick, onProgress: (done: number) => onProgress("primitives", done, samples) }
  const ops = primitiveTimes(suite, seededRandom("calibrate"), pace, sampling)
  onProgress("primitives", samples, samples)
  const found: Array<Exercised> = []
  for (const [i, members] of sizes.entries()) {
    onProgress("groups", i, sizes.length)
    found.push(...(yield* exercised(input, pace, members)))
  }
  onProgress("groups", sizes.length, sizes.length)
  const equations = found.map((event) => ({
    features: overheadOf(event),
    target: event.took - cryptography({ ops }, event.work),
    weight: 1 / event.took ** 2
  }))
  const [perText = 0, perHandshake = 0, perByteWritten = 0, perByteRead = 0, perNode = 0] = nonNegative(equations, 5)
  const calibration: Calibration = {
    lab: calibrationVersion,
    device,
    runtime,
    cpu,
    suite: suite.name,
    provider: suite.provider,
    ops,
    overhead: { perText, perHandshake, perByteWritten, perByteRead, perNode },
    pace: pace.reference
  }
  return calibration
})

/** An operation at one size: what was foretold, and what it then took, in nanoseconds. */
export interface Checked {
  /** Which operation. */
  readonly operation: TimedOperation
  /** How many members. */
  readonly members: number
  /** What was predicted, in nanoseconds. */
  readonly predicted: number
  /** What it took, in nanoseconds. */
  readonly took: number
}

/** Times real groups of these sizes, and compares with what the calibration says of what was counted of them. */
export const check = Effect.fnUntraced(function* (input: Calibrating, calibration: Calibration, sizes: ReadonlyArray<number>) {
  const rows: Array<Checked> = []
  const pace = new Pace(yield* suiteOf(input), input.on.clock, calibration.pace)
  const { onProgress = () => {} } = input
  for (const [i, members] of sizes.entries()) {
    onProgress("predictions", i, sizes.length)
    for (const event of yield* exercised(input, pace, members))
      rows.push({ operation: event.operation, members, took: event.took, predicted: predicted(calibration, event) })
  }
  if (sizes.length > 0) onProgress("predictions", sizes.length, sizes.length)
  return rows
})

const suiteOf = ({ measured, suite }: Calibrating) =>
  Effect.provide(
    Effect.map(CipherSuite, (own) => own),
    measured.suite(suite)
  )

/** Mean absolute errors by operation, as shares of what was measured. */
export const errorsOf = (rows: ReadonlyArray<Checked>): Errors =>
  Object.fromEntries(
    timedOperations.flatMap((operation) => {
      const its = rows.filter((row) => row.operation === operation)
      if (its.length === 0) return []
      return [[operation, its.reduce((sum, { predicted: said, took }) => sum + Math.abs(said - took) / took, 0) / its.length]]
    })
  )

/** The same operations twice: on the measured provider by the clock, and on the counting one for what they compute. */
const exercised = Effect.fnUntraced(function* ({ counting, measured, repeats = REPEATS, suite }: Calibrating, pace: Pace, members: number) {
  const times = new Map<TimedOperation, Array<number>>()
  const timing: Onlooker = {
    begin: () => pace.begin(),
    end: (operation) => {
      const took = pace.end()
      times.set(operation, [...(times.get(operation) ?? []), took])
    }
  }
  yield* overReal(measured, suite, exercise(members, repeats, timing))
  const works = new Map<TimedOperation, Array<Pick<Event, "bytes" | "work">>>()
  const world = new ScaleWorld({ composed: counting, suite, seed: "calibrate" })
  const adding: Onlooker = {
    begin: () => world.tally.take(),
    end: (operation, bytes) => void works.set(operation, [...(works.get(operation) ?? []), { work: world.tally.take(), bytes }])
  }
  yield* world.run(exercise(members, repeats, adding))
  return [...works].map(([operation, counted]): Exercised => {
    // The first rounds are the compiler's, and the first addition doubles a full tree.
    const settled = counted.slice(Math.floor(repeats / 3))
    const work = settled.reduce((sum, one) => sum.plus(one.work), Work.none).over(settled.length)
    const bytes = settled.reduce((sum, one) => sum + one.bytes, 0) / settled.length
    const took = median((times.get(operation) ?? []).slice(Math.floor(repeats / 3)))
    return { operation, members, took, work, bytes, text: textOperations.has(operation), written: writingOperations.has(operation) }
  })
})

const overReal = <A, E, R>(composed: Composed, suite: number, effect: Effect.Effect<A, E, R>) => {
  const entropy = Layer.sync(Entropy, () => Entropy.of({ secret: seededRandom("calibrate") }))
  const base = Layer.mergeAll(composed.suite(suite), entropy, composed.delivery)
  return effect.pipe(
    Effect.provide(Layer.provideMerge(composed.protocol, base), { local: true }),
    Effect.provideService(GroupOptions, composed.choices),
    // What goes wrong in a group of the strict composition is a defect.
    Effect.orDie
  )
}
